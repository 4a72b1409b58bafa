//! Stamping: the history is written, and nothing runs.

use std::collections::BTreeMap;
use std::pin::Pin;

use super::lock::{self, Wait};
use super::state::applied;
use super::{ApplyError, Direction, Migrator, SchemaState};
use crate::connection::MigrateConnection;
use crate::engine::Engine;
use crate::error::Result;
use crate::history::{self, Entry, Place, State};
use crate::migration::Targets;

impl<C: MigrateConnection> Migrator<C> {
    /// Writes into the histories that the schemas are at their targets, and runs nothing.
    ///
    /// It is how a database that was built otherwise is taken over, and how edited files are accepted
    /// (`+0`, where the schema stands). Whatever else a history had of
    /// the schema is removed. Schemas that its revisions depend on are stamped on their own.
    ///
    /// # Errors
    /// [`ApplyError::NoSchema`]; [`RevisionError`](crate::migration::RevisionError) for a target that cannot
    /// be resolved; [`ApplyError::Database`].
    pub async fn stamp(
        &self,
        connection: &mut C,
        targets: &Targets,
    ) -> Result<BTreeMap<String, SchemaState>> {
        self.boxed_stamp(connection, targets).await
    }

    /// A future of one type, without which the compiler does not see that it can be sent to another thread.
    fn boxed_stamp<'a>(
        &'a self,
        connection: &'a mut C,
        targets: &'a Targets,
    ) -> Pin<Box<dyn Future<Output = Result<BTreeMap<String, SchemaState>>> + Send + 'a>> {
        Box::pin(self.stamp_all(connection, targets))
    }

    async fn stamp_all(
        &self,
        connection: &mut C,
        targets: &Targets,
    ) -> Result<BTreeMap<String, SchemaState>> {
        let states = self.current(connection).await?;
        if connection.is_in_transaction() {
            return Err(ApplyError::InTransaction.into());
        }
        let engine = self.engine_of(connection).await?;
        let applied = applied(&states, Direction::Upgrade);
        let targets = targets.resolve(self.names.keys().map(String::as_str), &self.revisions)?;
        let mut rows = BTreeMap::new();
        for (schema, target) in &targets {
            let revisions = self.revisions.schema(schema)?;
            let none = Default::default();
            let goal = revisions.stands_for(target, applied.get(schema).unwrap_or(&none))?;
            let wanted = revisions.ancestors(&goal);
            let of_goal = revisions.in_order().filter(|revision| wanted.contains(revision.id()));
            let entries = of_goal.map(|revision| {
                let script = revision.upgrade();
                let steps = script.script.statements().len() + usize::from(script.rust.is_some());
                Entry {
                    revision: revision.id().to_string(),
                    parents: revision.parents().iter().map(ToString::to_string).collect(),
                    checksum: revision.checksum().to_owned(),
                    state: State::Done,
                    step: steps,
                    steps,
                    applied_at: String::new(),
                    applied_by: String::new(),
                    duration_ms: 0,
                }
            });
            rows.insert(schema, entries.collect::<Vec<Entry>>());
        }
        for (schema, entries) in rows {
            self.stamp_one(connection, engine, schema, &entries).await?;
        }
        self.current(connection).await
    }

    async fn stamp_one(
        &self,
        connection: &mut C,
        engine: Engine,
        schema: &str,
        entries: &[Entry],
    ) -> Result<()> {
        let Some(physical) = self.names.get(schema) else {
            return Err(ApplyError::Unbound { schema: schema.to_owned() }.into());
        };
        let place = self.history.of(physical, C::DIALECT)?;
        let writing = || ApplyError::database("write the history", physical);
        if !history::schema_exists(connection, physical.as_str()).await.map_err(writing())? {
            let what = "create it, or attach it, before it is stamped";
            return Err(ApplyError::NoSchema { schema: physical.clone(), what }.into());
        }
        if place.is_shared {
            self.create_shared(connection, engine, &place, physical).await?;
        }
        let wait = Wait::new(physical, self.timeouts.run);
        let mut transaction = loop {
            if let Some(transaction) =
                lock::begin(&mut *connection, physical, &self.timeouts, engine).await?
            {
                break transaction;
            }
            wait.pause(&mut *connection).await?;
        };
        write(&mut *transaction, engine, &place, entries).await.map_err(writing())?;
        transaction.commit().await.map_err(writing())?;
        Ok(())
    }
}

/// Has the history hold these rows, and leaves alone what is as it should be.
pub(super) async fn write<C: MigrateConnection>(
    connection: &mut C,
    engine: Engine,
    place: &Place,
    entries: &[Entry],
) -> sqlx::Result<()> {
    if !history::is_there(connection, place).await? {
        history::create(connection, place).await?;
    }
    let there = history::read(connection, place).await?;
    let is_same = |one: &Entry, other: &Entry| {
        one.revision == other.revision && one.checksum == other.checksum && one.state == other.state
    };
    let mut statements = Vec::new();
    for entry in there.iter().filter(|one| !entries.iter().any(|other| is_same(one, other))) {
        statements.push(history::delete_sql(place, &entry.revision));
    }
    for entry in entries.iter().filter(|one| !there.iter().any(|other| is_same(one, other))) {
        statements.push(history::insert_sql(place, entry));
    }
    let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
    connection
        .send_all(&statements, engine.statements_per_message())
        .await
        .map_err(|refused| refused.source)
}
