//! What a tenant is made of, seen at one instant.

use polyschema_core::ident::{Ident, quote};
use polyschema_core::{Catalog, SchemaName};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Postgres, Transaction};

use super::super::handle::not_in_transaction;
use super::super::locked::quoted;
use super::super::row::TenantRow;
use super::super::{TenantError, Tenants};
use crate::connection::{MigrateConnection, TextRow};
use crate::error::Result;
use crate::reflect::postgres::{Wanted, read};

/// Tables, types and the like of a tenant, without its history.
pub(super) struct Contents {
    /// With names of its own left bare, so that it means the same under another name.
    pub(super) catalog: Catalog,
    /// The tables with rows, in the order of their names.
    pub(super) tables: Vec<TableContents>,
    pub(super) sequences: Vec<SequenceContents>,
    pub(super) history: Vec<TextRow>,
}

/// A table, and its columns as far as they are written.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(super) struct TableContents {
    pub(super) name: String,
    pub(super) columns: Vec<ColumnContents>,
}

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(super) struct ColumnContents {
    pub(super) name: String,
    /// Its type, where that is one of the tenant's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) own_type: Option<OwnType>,
}

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(super) struct OwnType {
    pub(super) name: String,
    pub(super) is_array: bool,
}

/// Where a sequence stands.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(super) struct SequenceContents {
    /// Its name; an identity's is another in each copy.
    pub(super) name: String,
    /// The table and the column that it is the identity of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) identity: Option<(String, String)>,
    pub(super) last_value: String,
    pub(super) is_called: bool,
}

/// A partition's rows are those of its table. What is generated is not written.
const COLUMNS: &str = "SELECT c.relname::text, a.attname::text, \
    (CASE WHEN t.typnamespace = c.relnamespace THEN COALESCE(e.typname, t.typname) END)::text, \
    (e.oid IS NOT NULL)::text \
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' \
    LEFT JOIN pg_catalog.pg_type t ON t.oid = a.atttypid \
    LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND e.typarray = t.oid \
    WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> $2 \
    ORDER BY c.relname COLLATE pg_catalog.\"C\", a.attnum";

const SEQUENCES: &str = "SELECT c.relname::text, t.relname::text, a.attname::text \
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass \
    AND d.objid = c.oid AND d.deptype = 'i' AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass \
    LEFT JOIN pg_catalog.pg_class t ON t.oid = d.refobjid \
    LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid \
    WHERE n.nspname = $1 AND c.relkind = 'S' ORDER BY c.relname COLLATE pg_catalog.\"C\"";

impl Tenants {
    /// Begins a transaction that sees one instant, with the lock of a tenant, and reads the tenant's row.
    ///
    /// A run that has the lock is waited for before, because what it does could not be seen.
    pub(super) async fn begin_snapshot<'c>(
        &self,
        connection: &'c mut PgConnection,
        doing: &'static str,
        name: &str,
    ) -> Result<(Transaction<'c, Postgres>, TenantRow)> {
        let name = self.check(name)?;
        not_in_transaction(connection, doing)?;
        self.registry.ensure(connection).await?;
        let failed = || TenantError::database(doing, name.as_str());
        let free = self.begin(connection, &name).await?;
        free.rollback().await.map_err(failed())?;
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ";
        let mut transaction = connection.begin_with(begin).await.map_err(failed())?;
        write_alike(&mut transaction).await.map_err(failed())?;
        self.migrator.lock_now(&mut transaction, &name).await?;
        let row = self.lock_row(&mut transaction, doing, &name).await?;
        Ok((transaction, row))
    }

    /// Reads what a tenant is made of, in the connection's transaction.
    pub(super) async fn contents(
        &self,
        connection: &mut PgConnection,
        doing: &'static str,
        name: &SchemaName,
    ) -> Result<Contents> {
        let failed = || TenantError::database(doing, name.as_str());
        // What reflecting sets is given back with its savepoint.
        let mut inner = connection.begin().await.map_err(failed())?;
        let reflected = read(&mut inner, Wanted::Bare(name.as_str().to_owned())).await?;
        inner.rollback().await.map_err(failed())?;
        let table = self.migrator.history_table();
        let history = match table.schema() {
            None => table.name().as_str(),
            Some(_) => "",
        };
        let is_history = |object: &str| !history.is_empty() && object == history;
        let unsupported = reflected.unsupported.iter();
        let unsupported = unsupported.filter(|one| !is_history(one.object.name.as_str()));
        let what: Vec<String> = unsupported.map(ToString::to_string).collect();
        let mut schemas = reflected.catalog.into_schemas();
        let Some(schema) = schemas.get_mut(name.as_str()) else {
            return Err(TenantError::NoSchema { name: name.as_str().to_owned() }.into());
        };
        if !what.is_empty() {
            return Err(TenantError::NotCopied { name: name.as_str().to_owned(), what }.into());
        }
        if !history.is_empty() {
            schema.tables.remove(&Ident::new(history)?);
        }
        let catalog =
            Catalog::from_schemas(polyschema_core::Dialect::Postgres, schemas.into_values())?;
        let columns = connection.rows(COLUMNS, &[name.as_str(), history]).await.map_err(failed())?;
        let sequences = sequences(connection, name).await.map_err(failed())?;
        let history = self.migrator.history_rows(connection, name).await?;
        Ok(Contents { catalog, tables: tables(columns), sequences, history })
    }
}

/// Has values be written and read the same way whatever the database or the role has set, in the connection's
/// transaction. Source: `pg_dump`, which sets the same.
pub(super) async fn write_alike(connection: &mut PgConnection) -> sqlx::Result<()> {
    let settings = [
        ("datestyle", "ISO, MDY"),
        ("intervalstyle", "postgres"),
        ("extra_float_digits", "3"),
        ("standard_conforming_strings", "on"),
    ];
    let set = |(name, value)| format!("pg_catalog.set_config('{name}', '{value}', true)");
    let set = settings.map(set).join(", ");
    send(connection, format!("SELECT {set}")).await.map(drop)
}

fn tables(rows: Vec<TextRow>) -> Vec<TableContents> {
    let mut tables: Vec<TableContents> = Vec::new();
    for row in rows {
        let mut cells = row.into_iter();
        let mut next = || cells.next().flatten();
        let table = next().unwrap_or_default();
        if tables.last().is_none_or(|last| last.name != table) {
            tables.push(TableContents { name: table, columns: Vec::new() });
        }
        let (column, own_type) = (next(), next());
        let is_array = next().as_deref() == Some("true");
        if let (Some(name), Some(last)) = (column, tables.last_mut()) {
            let own_type = own_type.map(|name| OwnType { name, is_array });
            last.columns.push(ColumnContents { name, own_type });
        }
    }
    tables
}

async fn sequences(
    connection: &mut PgConnection,
    schema: &SchemaName,
) -> sqlx::Result<Vec<SequenceContents>> {
    let mut sequences = Vec::new();
    for row in connection.rows(SEQUENCES, &[schema.as_str()]).await? {
        let mut cells = row.into_iter();
        let mut next = || cells.next().flatten();
        let name = next().unwrap_or_default();
        let identity = next().zip(next());
        let mut sql = format!("SELECT last_value::text, is_called::text FROM {}.", quoted(schema));
        quote(&name, &mut sql);
        let stands = connection.rows(&sql, &[]).await?;
        let mut cells = stands.into_iter().flatten().flatten();
        let (last_value, is_called) = (cells.next().unwrap_or_default(), cells.next());
        let is_called = is_called.as_deref() == Some("true");
        sequences.push(SequenceContents { name, identity, last_value, is_called });
    }
    Ok(sequences)
}

impl TableContents {
    /// `"schema"."table"`.
    pub(super) fn of(&self, schema: &SchemaName) -> String {
        let mut sql = quoted(schema);
        sql.push('.');
        quote(&self.name, &mut sql);
        sql
    }

    /// The columns, with commas between them.
    pub(super) fn listed(&self) -> String {
        let names = self.columns.iter().map(|column| delimited(&column.name));
        names.collect::<Vec<_>>().join(", ")
    }
}

/// A name in quotes.
pub(super) fn delimited(name: &str) -> String {
    let mut sql = String::new();
    quote(name, &mut sql);
    sql
}

/// Sends a statement with names in it.
pub(super) async fn send(connection: &mut PgConnection, sql: String) -> sqlx::Result<u64> {
    Ok(sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await?.rows_affected())
}
