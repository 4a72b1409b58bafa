//! Schemas that are new: all of their revisions within one transaction, planned once for any number of names.
//!
//! Nothing is in a new schema and nobody uses it, so a revision that is not transactional needs no steps: what
//! it does concurrently is done in its plain form. Invariant: begins and ends no transaction.

use std::collections::BTreeSet;
use std::time::Instant;

use futures_util::future::BoxFuture;
use polyschema_core::SchemaName;

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
use crate::migration::{RevisionKey, Target, Targets, without_concurrently};

/// What makes a schema that does not exist.
#[derive(Debug, Clone)]
pub(crate) struct FreshPlan {
    pub(crate) engine: Engine,
    /// Its logical name.
    schema: String,
    path: Vec<RevisionKey>,
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
            true => Ok(FreshPlan { engine, schema: schema.to_owned(), path }),
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
        let (engine, up) = (plan.engine, Direction::Upgrade);
        let mut prepared = migrator.prepare(engine, up, &plan.path, &empty, Vec::new())?;
        let is_made = |one: &Prepared<'_>| {
            let mut created =
                one.parsed().iter().filter_map(|statement| statement.creates_schema());
            created.any(|created| created == plan.schema)
        };
        if !prepared.iter().any(is_made) {
            self.create_bare(connection, plan.engine, &plan.schema, name).await?;
        }
        let mut history = Vec::new();
        for revision in &mut prepared {
            let since = Instant::now();
            make_plain(revision);
            migrator.tell(&Event::RevisionBegins(&revision.run), connection).await?;
            migrator.send_fresh(connection, revision).await?;
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
        let most = engine.statements_per_message();
        let written = connection.send_all(&history, most).await.map_err(|refused| refused.source);
        written.map_err(ApplyError::database("write the history", name))?;
        Ok(())
    }

    /// Sends the statements of a revision together, where nobody looks at what is between them.
    async fn send_fresh(
        &self,
        connection: &mut C,
        revision: &Prepared<'_>,
    ) -> Result<(), ApplyError> {
        let all = 0..revision.statements.len();
        if !self.is_watched() && revision.engine.statements_per_message() > 1 {
            return send_steps(connection, self, revision, all, None).await;
        }
        for at in all {
            let (run, step, name) = (&revision.run, at + 1, &*revision.statements[at].name);
            self.tell(&Event::StepBegins { revision: run, step, name }, connection).await?;
            send(connection, self, revision, at, Remains::Nothing).await?;
            self.tell(&Event::StepEnds { revision: run, step }, connection).await?;
        }
        Ok(())
    }
}

/// Has what cannot stand in a transaction do so where that is possible; what the server still refuses, it refuses.
fn make_plain(revision: &mut Prepared<'_>) {
    let parsed = revision.script.script.statements();
    for (statement, _) in
        revision.statements.iter_mut().zip(parsed).filter(|(_, parsed)| parsed.runs_alone())
    {
        statement.sql = without_concurrently(&statement.sql);
    }
}
