//! What a run owes to the engine: what it refuses, and what goes around statements of the revisions.

#[cfg(feature = "postgres")]
use polyschema_core::ident::quote;
use polyschema_core::{Dialect, SchemaName};

use super::prepare::Prepared;
use super::refused::Refused;
use super::settings::lock_limit_sql;
use super::{ApplyError, Migrator};
use crate::connection::MigrateConnection;
use crate::engine::{AlterActions, Engine, Placement};
use crate::error::Result;
use crate::migration::Statement;

impl<C: MigrateConnection> Migrator<C> {
    /// What answers: what was said, or what the connection says.
    pub(crate) async fn engine_of(&self, connection: &mut C) -> Result<Engine> {
        match self.engine {
            Some(engine) => Ok(engine),
            None => Engine::of(connection).await,
        }
    }

    /// Has each schema of a logical schema lie on one node, and what they share on every node, where the engine
    /// has several.
    #[cfg(any(feature = "postgres", feature = "cli"))]
    pub(crate) fn with_tenants(self, schema: &str) -> Self {
        let shared = self.names.keys().filter(|name| *name != schema).cloned();
        let shared: Vec<String> = shared.collect();
        let placed = self.place(schema, Placement::OneNode);
        shared.iter().fold(placed, |placed, shared| placed.place(shared, Placement::EveryNode))
    }

    /// Creates a schema with nothing in it, as the engine has it lie on one node.
    #[cfg(feature = "postgres")]
    pub(crate) async fn create_bare(
        &self,
        connection: &mut C,
        engine: Engine,
        schema: &str,
        name: &SchemaName,
    ) -> Result<(), ApplyError> {
        let failed = || ApplyError::database("creation", name);
        let hook = match self.placement(schema) {
            Placement::OneNode => engine.schema_hook(),
            Placement::AsWritten | Placement::EveryNode => None,
        };
        if let Some(hook) = &hook {
            connection.send(hook.before).await.map_err(failed())?;
        }
        let mut sql = String::from("CREATE SCHEMA ");
        quote(name.as_str(), &mut sql);
        connection.send(&sql).await.map_err(failed())?;
        match hook {
            Some(hook)
                if connection
                    .rows(&hook.verify_sql(name), &[])
                    .await
                    .map_err(failed())?
                    .is_empty() =>
            {
                Err(ApplyError::Placement { schema: name.clone(), what: hook.what })
            }
            _ => Ok(()),
        }
    }

    /// Where the tables of a logical schema are to lie.
    fn placement(&self, schema: &str) -> Placement {
        self.placements.get(schema).copied().unwrap_or_default()
    }

    /// What of a revision the engine does not do.
    pub(super) fn check_engine(&self, prepared: &Prepared<'_>, refused: &mut Vec<Refused>) {
        let engine = prepared.engine;
        let key = &prepared.run.key;
        for statement in prepared.parsed() {
            for (what, instead) in unable(engine, statement) {
                refused.push(Refused::Engine {
                    key: key.clone(),
                    file: prepared.script.script.file().to_owned(),
                    line: statement.line(),
                    engine,
                    what,
                    instead,
                });
            }
        }
    }

    /// The statement that is sent before one of a revision.
    pub(super) fn before(&self, revision: &Prepared<'_>, at: usize) -> Option<String> {
        let statement = &revision.parsed()[at];
        if C::DIALECT == Dialect::Postgres
            && self.timeouts.referenced.is_some()
            && statement.references(&revision.run.key.schema).is_some()
        {
            return Some(lock_limit_sql(self.timeouts.referenced));
        }
        let schema = statement.creates_schema()?;
        match self.placement(schema) {
            Placement::OneNode => revision.engine.schema_hook().map(|hook| hook.before.to_owned()),
            Placement::AsWritten | Placement::EveryNode => None,
        }
    }

    /// Does what is to be done after a statement.
    pub(super) async fn after(
        &self,
        connection: &mut C,
        revision: &Prepared<'_>,
        at: usize,
    ) -> Result<(), ApplyError> {
        let physical = &revision.run.physical;
        if let Some((name, what, sql)) = self.verifies(revision, at) {
            let found = connection.rows(&sql, &[]).await;
            if found.map_err(ApplyError::database("look at the new schema", name))?.is_empty() {
                return Err(ApplyError::Placement { schema: name.clone(), what });
            }
        }
        if let Some(sql) = self.shares(revision, at) {
            let shared = connection.rows(&sql, &[]).await;
            shared.map_err(ApplyError::database("copy of a table to every node", physical))?;
        }
        Ok(())
    }

    /// The schema that was created, what it is to be, and the query that has a row if it is.
    fn verifies(
        &self,
        revision: &Prepared<'_>,
        at: usize,
    ) -> Option<(&SchemaName, &'static str, String)> {
        let hook = revision.engine.schema_hook()?;
        let schema = revision.parsed()[at].creates_schema()?;
        let name = self.names.get(schema)?;
        match self.placement(schema) {
            Placement::OneNode => Some((name, hook.what, hook.verify_sql(name))),
            Placement::AsWritten | Placement::EveryNode => None,
        }
    }

    /// The statement that copies a table that was created to every node.
    pub(super) fn shares(&self, revision: &Prepared<'_>, at: usize) -> Option<String> {
        let (schema, table) = revision.parsed()[at].creates_table_of()?;
        match self.placement(&schema) {
            Placement::EveryNode => {
                revision.engine.share_table_sql(self.names.get(&schema)?.as_str(), &table)
            }
            Placement::AsWritten | Placement::OneNode => None,
        }
    }
}

/// What a statement does that the engine does not, and what to do instead.
fn unable(engine: Engine, statement: &Statement) -> Vec<(&'static str, &'static str)> {
    let mut unable = Vec::new();
    if !engine.renames_constraints() && statement.renames_constraint() {
        unable.push(("renames a constraint", "drop it, and add it under its new name"));
    }
    if !engine.adds_identity_columns() && statement.adds_identity_column() {
        unable.push((
            "adds a column that numbers its rows",
            "add a `bigint` column, and give it a default from a sequence of its own",
        ));
    }
    if !engine.has_small_identities() && statement.makes_small_identity() {
        unable.push(("numbers rows with less than `bigint`", "make the column `bigint`"));
    }
    match engine.alter_actions() {
        AlterActions::OneConstraint if statement.adds_constraint_and_more() => {
            unable.push((
                "adds a constraint and more in one `ALTER TABLE`",
                "write an `ALTER TABLE` for each",
            ));
        }
        AlterActions::Any | AlterActions::OneConstraint | AlterActions::One => {}
    }
    if engine.schema_hook().is_some() && statement.creates_schema_with_objects() {
        unable.push((
            "creates a schema with objects in one statement",
            "write a statement for each object",
        ));
    }
    unable
}
