//! Schemas that are new: all of their revisions within one transaction, planned once for any number of names.
//!
//! Nothing is in a new schema and nobody uses it, so a revision that is not transactional needs no steps: what
//! it does concurrently is done in its plain form. Invariant: begins and ends no transaction.

use std::collections::BTreeSet;
use std::time::Instant;

use futures_util::future::BoxFuture;
use polyschema_core::SchemaName;
use polyschema_core::ident::quote;

use super::hook::Event;
use super::prepare::Prepared;
use super::run::milliseconds;
use super::state::applied;
use super::step::Remains;
use super::transactional::{call_rust, send, send_steps};
use super::{ApplyError, Direction, Migrator};
use crate::connection::MigrateConnection;
use crate::engine::Engine;
use crate::error::Result;
use crate::history::{self, State};
use crate::migration::{RevisionKey, Statement, Target, Targets, without_concurrently};

/// What makes a schema that does not exist.
#[derive(Debug, Clone)]
pub(crate) struct FreshPlan {
    /// Its logical name.
    schema: String,
    engine: Engine,
    path: Vec<RevisionKey>,
}

impl FreshPlan {
    /// What answers.
    pub(crate) const fn engine(&self) -> Engine {
        self.engine
    }
}

impl<C: MigrateConnection> Migrator<C> {
    /// Plans what leads a new schema to a target.
    ///
    /// # Errors
    /// [`ApplyError::Behind`], when the way leads through revisions of other schemas.
    pub(crate) fn plan_fresh<'a>(
        &'a self,
        connection: &'a mut C,
        schema: &'a str,
        target: &'a Target,
    ) -> BoxFuture<'a, Result<FreshPlan>> {
        // Of one type, without which the compiler does not see that it can be sent to another thread.
        Box::pin(self.plan(connection, schema, target))
    }

    async fn plan(&self, connection: &mut C, schema: &str, target: &Target) -> Result<FreshPlan> {
        let engine = self.engine_of(connection).await?;
        let others = self.without(schema);
        let applied = applied(&others.current(connection).await?, Direction::Upgrade);
        let targets = Targets::only(schema, target.clone());
        let path = self.path(Direction::Upgrade, &targets, &applied)?;
        let elsewhere = path.iter().filter(|key| key.schema != schema);
        let needed: Vec<String> = elsewhere.map(ToString::to_string).collect();
        match needed.is_empty() {
            true => Ok(FreshPlan { schema: schema.to_owned(), engine, path }),
            false => Err(ApplyError::Behind { schema: schema.to_owned(), needed }.into()),
        }
    }

    /// Creates the history table that new schemas share, if they do.
    pub(crate) fn prepare_history<'a>(
        &'a self,
        connection: &'a mut C,
        name: &'a SchemaName,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let place = self.history.of(name, C::DIALECT)?;
            match place.is_shared {
                true => {
                    let engine = self.engine_of(connection).await?;
                    self.create_shared(connection, engine, &place, name).await
                }
                false => Ok(()),
            }
        })
    }

    /// Makes a schema, in the connection's transaction.
    ///
    /// # Errors
    /// [`ApplyError::Refused`], [`ApplyError::Step`], [`ApplyError::Database`]; the transaction is of no use then.
    pub(crate) fn make_fresh<'a>(
        &'a self,
        connection: &'a mut C,
        plan: &'a FreshPlan,
        name: &'a SchemaName,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(self.make(connection, plan, name))
    }

    async fn make(&self, connection: &mut C, plan: &FreshPlan, name: &SchemaName) -> Result<()> {
        let migrator = self.clone().bind(&plan.schema, name.as_str())?;
        migrator.check_names()?;
        let empty = BTreeSet::from([plan.schema.clone()]);
        let (engine, forward) = (plan.engine, Direction::Upgrade);
        let mut prepared = migrator.prepare(engine, forward, &plan.path, &empty, Vec::new())?;
        let is_made = |one: &Prepared<'_>| {
            let mut created =
                one.parsed().iter().filter_map(|statement| statement.creates_schema());
            created.any(|created| created == plan.schema)
        };
        if !prepared.iter().any(is_made) {
            create_schema(connection, engine, name).await?;
        }
        let mut history = Vec::new();
        for revision in &mut prepared {
            let since = Instant::now();
            make_plain(revision);
            migrator.tell(&Event::RevisionBegins(&revision.run), connection).await?;
            let steps = 0..revision.statements.len();
            match engine.statements_per_message() {
                1 => {
                    for at in steps {
                        send(connection, &migrator, revision, at, Remains::Nothing).await?;
                    }
                }
                _ => send_steps(connection, &migrator, revision, steps, None).await?,
            }
            call_rust(connection, &migrator, revision, Remains::Nothing).await?;
            migrator.tell(&Event::RevisionEnds(&revision.run), connection).await?;
            let entry = revision.entry(State::Done, revision.run.steps, milliseconds(since));
            history.push(history::insert_sql(&revision.place, &entry));
        }
        let place = self.history.of(name, C::DIALECT)?;
        if !place.is_shared {
            history.insert(0, history::create_sql(&place));
        }
        let history: Vec<&str> = history.iter().map(String::as_str).collect();
        let written = connection.send_all(&history, engine.statements_per_message()).await;
        let written = written.map_err(|refused| refused.source);
        written.map_err(ApplyError::database("write the history", name))?;
        Ok(())
    }
}

/// Has statements that run outside of a transaction run within one.
fn make_plain(revision: &mut Prepared<'_>) {
    let alone: Vec<bool> = revision.parsed().iter().map(Statement::runs_alone).collect();
    for (statement, _) in revision.statements.iter_mut().zip(alone).filter(|(_, alone)| *alone) {
        statement.sql = without_concurrently(&statement.sql);
    }
}

/// Creates the schema that none of its revisions creates.
async fn create_schema<C: MigrateConnection>(
    connection: &mut C,
    engine: Engine,
    name: &SchemaName,
) -> Result<(), ApplyError> {
    let mut sql = String::from("CREATE SCHEMA ");
    quote(name.as_str(), &mut sql);
    let hook = engine.schema_hook();
    for sql in hook.iter().map(|hook| hook.before).chain([&*sql]) {
        connection.send(sql).await.map_err(ApplyError::database("creation", name))?;
    }
    if let Some(hook) = hook {
        let found = connection.rows(&hook.verify_sql(name), &[]).await;
        if found.map_err(ApplyError::database("look at the new schema", name))?.is_empty() {
            return Err(ApplyError::Placement { schema: name.clone(), what: hook.what });
        }
    }
    Ok(())
}
