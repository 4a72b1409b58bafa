//! What SQLite drops along with a table that a revision rebuilds: its triggers and indexes.
//!
//! Those that the revision does not know of are made again, where their table is still there. And the
//! rows that reference nothing, which SQLite does not look for while foreign keys are off.

use std::collections::BTreeSet;

use polyschema_core::ident::quote;
use polyschema_core::{Dialect, SchemaName};

use super::prepare::Prepared;
use super::{ApplyError, Migrator};
use crate::connection::MigrateConnection;
use crate::migration::{ObjectKind, qualified};

/// The triggers and indexes of a schema.
pub(super) struct Surroundings {
    objects: Vec<Object>,
}

struct Object {
    kind: String,
    name: String,
    table: String,
    sql: String,
}

impl Surroundings {
    /// Reads them; none on a database that keeps them itself.
    pub(super) async fn read<C: MigrateConnection>(
        connection: &mut C,
        schema: &SchemaName,
    ) -> Result<Self, ApplyError> {
        let objects = match C::DIALECT {
            Dialect::Postgres => Vec::new(),
            Dialect::Sqlite => objects(connection, schema).await?,
        };
        Ok(Self { objects })
    }

    /// Makes those again that went with a table and were not dropped by the revision itself.
    pub(super) async fn restore<C: MigrateConnection>(
        self,
        connection: &mut C,
        revision: &Prepared<'_>,
    ) -> Result<(), ApplyError> {
        if self.objects.is_empty() {
            return Ok(());
        }
        let schema = &revision.run.physical;
        let there: BTreeSet<(String, String)> =
            objects(connection, schema).await?.into_iter().map(Object::key).collect();
        let tables = tables(connection, schema).await?;
        let dropped = dropped(revision);
        for object in self.objects {
            let sql = qualified(&object.sql, schema);
            let (what, key) =
                (object.what(schema), (object.kind.clone(), object.name.to_lowercase()));
            let table = object.table.to_lowercase();
            if there.contains(&key) || dropped.contains(&key) || !tables.contains(&table) {
                continue;
            }
            let made = connection.send(&sql).await;
            let key = revision.run.key.clone();
            made.map_err(|source| ApplyError::Lost { key, what, source })?;
        }
        Ok(())
    }
}

impl Object {
    fn key(self) -> (String, String) {
        (self.kind, self.name.to_lowercase())
    }

    fn what(&self, schema: &SchemaName) -> String {
        format!("{} `{}` of `{}.{}`", self.kind, self.name, schema.as_str(), self.table)
    }
}

/// The triggers and indexes that the revision drops itself.
fn dropped(revision: &Prepared<'_>) -> BTreeSet<(String, String)> {
    let mut dropped = BTreeSet::new();
    for (kind, names) in revision.parsed().iter().filter_map(|statement| statement.drops()) {
        let kind = match kind {
            ObjectKind::Trigger => "trigger",
            ObjectKind::Index => "index",
            ObjectKind::Table | ObjectKind::Schema | ObjectKind::Type => continue,
        };
        dropped.extend(names.into_iter().map(|name| (kind.to_owned(), name.name.to_lowercase())));
    }
    dropped
}

async fn objects<C: MigrateConnection>(
    connection: &mut C,
    schema: &SchemaName,
) -> Result<Vec<Object>, ApplyError> {
    // An index without SQL belongs to a constraint, and comes with its table.
    let found = of_master(
        connection,
        schema,
        "type, name, tbl_name, sql",
        "type IN ('trigger', 'index') AND sql IS NOT NULL",
    );
    let object = |row: Vec<Option<String>>| {
        let mut cells = row.into_iter().map(Option::unwrap_or_default);
        let mut next = || cells.next().unwrap_or_default();
        Object { kind: next(), name: next(), table: next(), sql: next() }
    };
    Ok(found.await?.into_iter().map(object).collect())
}

async fn tables<C: MigrateConnection>(
    connection: &mut C,
    schema: &SchemaName,
) -> Result<BTreeSet<String>, ApplyError> {
    let found = of_master(connection, schema, "lower(name)", "type IN ('table', 'view')");
    Ok(found.await?.into_iter().flatten().flatten().collect())
}

async fn of_master<C: MigrateConnection>(
    connection: &mut C,
    schema: &SchemaName,
    columns: &str,
    condition: &str,
) -> Result<Vec<Vec<Option<String>>>, ApplyError> {
    let mut sql = format!("SELECT {columns} FROM ");
    quote(schema.as_str(), &mut sql);
    sql.push_str(&format!(".sqlite_master WHERE {condition} ORDER BY rowid"));
    let rows = connection.rows(&sql, &[]).await;
    rows.map_err(ApplyError::database("look at triggers and indexes", schema))
}

/// Looks for rows that reference nothing.
pub(super) async fn check_foreign_keys<C: MigrateConnection>(
    connection: &mut C,
    revision: &Prepared<'_>,
) -> Result<(), ApplyError> {
    if C::DIALECT == Dialect::Postgres {
        return Ok(());
    }
    let schema = &revision.run.physical;
    let mut sql = String::from("PRAGMA ");
    quote(schema.as_str(), &mut sql);
    sql.push_str(".foreign_key_check");
    let found = connection.rows(&sql, &[]).await;
    let found = found.map_err(ApplyError::database("check of foreign keys", schema))?;
    if found.is_empty() {
        return Ok(());
    }
    let row = |row: &Vec<Option<String>>| {
        let cell = |at: usize| row.get(at).cloned().flatten().unwrap_or_default();
        let number = match cell(1) {
            number if number.is_empty() => String::new(),
            number => format!(" row {number}"),
        };
        format!("`{}.{}`{number} references `{}`", schema.as_str(), cell(0), cell(2))
    };
    let rows = found.iter().take(10).map(row).collect();
    Err(ApplyError::ForeignKeys { key: revision.run.key.clone(), rows })
}

impl<C: MigrateConnection> Migrator<C> {
    /// Gets the database ready for a statement.
    pub(super) async fn before_statement(
        &self,
        connection: &mut C,
        revision: &Prepared<'_>,
        at: usize,
    ) -> sqlx::Result<()> {
        if let Some(sql) = self.before(revision, at) {
            connection.send(&sql).await?;
        }
        match self.legacy_alter_table(revision, at) {
            Some(value) => connection.send(&format!("PRAGMA legacy_alter_table = {value}")).await,
            None => Ok(()),
        }
    }

    /// How SQLite is to rename a table, where a statement does.
    ///
    /// A table that takes the place of a dropped one gets its name without a look at views and triggers,
    /// which know that name already. Any other table is followed by what references it.
    pub(super) fn legacy_alter_table(
        &self,
        revision: &Prepared<'_>,
        at: usize,
    ) -> Option<&'static str> {
        if C::DIALECT == Dialect::Postgres {
            return None;
        }
        revision.parsed()[at].renames_table()?;
        Some(if self.takes_place(revision, at) { "ON" } else { "OFF" })
    }

    /// Whether a statement gives a table of SQLite the name of one that the revision dropped.
    pub(super) fn takes_place(&self, revision: &Prepared<'_>, at: usize) -> bool {
        let Some(name) = revision.parsed()[at].renames_table() else { return false };
        let before = revision.parsed()[..at].iter().filter_map(|statement| statement.drops());
        C::DIALECT == Dialect::Sqlite
            && before
                .filter(|(kind, _)| *kind == ObjectKind::Table)
                .any(|(_, names)| names.contains(&name))
    }
}
