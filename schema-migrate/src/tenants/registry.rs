//! The registry: its table, made when it is needed, and statements with binds.
//!
//! Invariant: what takes binds is sent within a transaction, where it reaches the session that it was
//! prepared in, whatever pooler lies between.

use polyschema_core::Dialect;
use polyschema_core::ident::{Ident, quote, quote_literal};
use sqlx::{Connection, PgConnection};

use super::error::code;
use super::row::{COLUMNS, TenantRow};
use super::{TenantError, TenantState};
use crate::connection::{MigrateConnection, TextRow};
use crate::error::Result;

/// What the comment on the table begins with; a number follows.
const MARK: &str = "polyschema tenants ";

/// The form of the table, for releases to come.
const VERSION: u32 = 1;

/// So often is looked again when others create the table at the same time.
const ATTEMPTS: usize = 10;

/// The table that lists the tenants: `tenants` in the schema `polyschema`, where nothing else is said.
///
/// What only reads it finds no tenants where there is no table; what writes creates it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registry {
    schema: Ident,
    table: Ident,
}

impl Registry {
    /// A table elsewhere: one for each kind of tenants.
    ///
    /// # Errors
    /// [`Error::Name`](polyschema_core::Error::Name).
    pub fn at(schema: &str, table: &str) -> Result<Self> {
        let registry = Self { schema: Ident::new(schema)?, table: Ident::new(table)? };
        registry.schema.check(Dialect::Postgres)?;
        registry.table.check(Dialect::Postgres)?;
        Ok(registry)
    }

    /// The schema of the table.
    pub const fn schema(&self) -> &Ident {
        &self.schema
    }

    /// The table.
    pub const fn table(&self) -> &Ident {
        &self.table
    }

    /// A tenant by its name.
    ///
    /// # Errors
    /// [`TenantError::Database`], [`TenantError::Registry`].
    pub async fn get(
        &self,
        connection: &mut PgConnection,
        name: &str,
    ) -> Result<Option<TenantRow>> {
        // No schema has such a name, and the server does not take it for a text.
        if name.contains('\0') {
            return Ok(None);
        }
        let sql = format!("SELECT {COLUMNS} FROM {} WHERE name = $1", self.name());
        let rows = self.read(connection, &sql, &[name]).await;
        let rows = rows.map_err(TenantError::database("look-up", name))?;
        rows.into_iter().next().map(TenantRow::read).transpose()
    }

    /// The state of a tenant.
    pub(super) async fn state(
        &self,
        connection: &mut PgConnection,
        name: &str,
    ) -> Result<Option<TenantState>> {
        let sql = format!("SELECT state FROM {} WHERE name = $1", self.name());
        let rows = self.read(connection, &sql, &[name]).await;
        let rows = rows.map_err(TenantError::database("look-up", name))?;
        let word = rows.into_iter().flatten().flatten().next();
        Ok(word.map(|word| word.parse()).transpose()?)
    }

    /// Creates the table, if it is not there. What writes does so itself.
    ///
    /// # Errors
    /// [`TenantError::Registry`], [`TenantError::Database`].
    pub async fn ensure(&self, connection: &mut PgConnection) -> Result<()> {
        let failed = || TenantError::database("creation of the registry", "");
        for _ in 0..ATTEMPTS {
            if self.is_there(connection).await? {
                return Ok(());
            }
            match self.create(connection).await {
                Ok(()) => return Ok(()),
                // Somebody else creates it: read again.
                Err(error) if is_race(&error) => {}
                Err(error) => return Err(failed()(error)),
            }
        }
        self.create(connection).await.map_err(failed())
    }

    /// The table's name in SQL.
    pub(super) fn name(&self) -> String {
        let mut sql = String::new();
        quote(self.schema.as_str(), &mut sql);
        sql.push('.');
        quote(self.table.as_str(), &mut sql);
        sql
    }

    /// Rows of a query with binds; none where there is no table.
    pub(super) async fn read(
        &self,
        connection: &mut PgConnection,
        sql: &str,
        binds: &[&str],
    ) -> sqlx::Result<Vec<TextRow>> {
        match bound(connection, sql, binds).await {
            Err(error) if matches!(code(&error).as_deref(), Some("42P01" | "3F000")) => {
                Ok(Vec::new())
            }
            rows => rows,
        }
    }

    /// Whether the table is there, in a form that is known.
    pub(crate) async fn is_there(&self, connection: &mut PgConnection) -> Result<bool> {
        let sql = "SELECT pg_catalog.obj_description(c.oid, 'pg_class') FROM pg_catalog.pg_class c \
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
            WHERE n.nspname = $1 AND c.relname = $2";
        let names = [self.schema.as_str(), self.table.as_str()];
        let rows = bound(connection, sql, &names).await;
        let rows = rows.map_err(TenantError::database("look at the registry", ""))?;
        let Some(row) = rows.into_iter().next() else { return Ok(false) };
        let comment = row.into_iter().flatten().next().unwrap_or_default();
        let version = comment.strip_prefix(MARK).and_then(|version| version.parse().ok());
        match version {
            Some(VERSION) => Ok(true),
            _ => {
                let found = match comment.is_empty() {
                    true => "no comment".to_owned(),
                    false => format!("comment `{comment}`"),
                };
                Err(TenantError::Registry { table: self.name(), found }.into())
            }
        }
    }

    async fn create(&self, connection: &mut PgConnection) -> sqlx::Result<()> {
        let mut transaction = connection.begin().await?;
        // One by one, because not every engine takes several in a message.
        for sql in self.create_sql() {
            transaction.send(&sql).await?;
        }
        transaction.commit().await
    }

    fn create_sql(&self) -> [String; 3] {
        let (table, mut schema, mut comment) = (self.name(), String::new(), String::new());
        quote(self.schema.as_str(), &mut schema);
        quote_literal(&format!("{MARK}{VERSION}"), &mut comment);
        [
            format!("CREATE SCHEMA IF NOT EXISTS {schema}"),
            format!(
                "CREATE TABLE {table} (\n    \
                name pg_catalog.text COLLATE pg_catalog.\"C\" PRIMARY KEY,\n    \
                state pg_catalog.text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'idle', 'suspended')),\n    \
                group_name pg_catalog.text,\n    \
                metadata pg_catalog.jsonb NOT NULL DEFAULT '{{}}',\n    \
                role_name pg_catalog.text,\n    \
                created_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),\n    \
                updated_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp()\n)"
            ),
            format!("COMMENT ON TABLE {table} IS {comment}"),
        ]
    }
}

impl Default for Registry {
    fn default() -> Self {
        let name = |name| match Ident::new(name) {
            Ok(name) => name,
            Err(_) => unreachable!("the name is a valid one"),
        };
        Self { schema: name("polyschema"), table: name("tenants") }
    }
}

/// Rows of a statement with binds, in a transaction of its own or within the connection's.
pub(super) async fn bound(
    connection: &mut PgConnection,
    sql: &str,
    binds: &[&str],
) -> sqlx::Result<Vec<TextRow>> {
    let mut transaction = connection.begin().await?;
    let rows = transaction.rows(sql, binds).await?;
    transaction.commit().await?;
    Ok(rows)
}

/// Whether somebody else creates the same at the same time.
pub(super) fn is_race(error: &sqlx::Error) -> bool {
    let Some(code) = code(error) else { return false };
    match code.as_str() {
        "42P06" | "42P07" | "42710" => true,
        // Of the server's own catalogs: names of schemas, tables and types.
        "23505" => {
            let constraint = error.as_database_error().and_then(|error| error.constraint());
            constraint.is_some_and(|constraint| constraint.starts_with("pg_"))
        }
        _ => false,
    }
}
