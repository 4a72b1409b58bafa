//! A schema that is about to go or to get another name: nobody else uses its tables.

use polyschema_core::SchemaName;
use polyschema_core::ident::quote;
use sqlx::{PgConnection, Postgres, Transaction};

use super::handle::not_in_transaction;
use super::row::{COLUMNS, TenantRow};
use super::{TenantError, Tenants};
use crate::apply::begin_when_free;
use crate::connection::MigrateConnection;
use crate::error::Result;

impl Tenants {
    /// Begins a transaction with the lock of a schema, as the runner takes it.
    pub(super) async fn begin<'c>(
        &self,
        connection: &'c mut PgConnection,
        name: &SchemaName,
    ) -> Result<Transaction<'c, Postgres>> {
        let engine = self.migrator.engine_of(connection).await?;
        Ok(begin_when_free(connection, name, &self.timeouts(), engine).await?)
    }

    /// Begins a transaction in which a tenant's row and all of its tables are locked.
    pub(super) async fn begin_alone<'c>(
        &self,
        connection: &'c mut PgConnection,
        doing: &'static str,
        name: &str,
    ) -> Result<(Transaction<'c, Postgres>, TenantRow)> {
        let name = self.check(name)?;
        not_in_transaction(connection, doing)?;
        self.registry.ensure(connection).await?;
        let mut transaction = self.begin(connection, &name).await?;
        let row = self.lock_row(&mut transaction, doing, &name).await?;
        let locked = lock_tables(&mut transaction, &name).await;
        locked.map_err(TenantError::database(doing, name.as_str()))?;
        Ok((transaction, row))
    }

    /// Locks a tenant's row, in the connection's transaction, and reads it.
    pub(super) async fn lock_row(
        &self,
        connection: &mut PgConnection,
        doing: &'static str,
        name: &SchemaName,
    ) -> Result<TenantRow> {
        let sql =
            format!("SELECT {COLUMNS} FROM {} WHERE name = $1 FOR UPDATE", self.registry.name());
        let rows = connection.rows(&sql, &[name.as_str()]).await;
        let rows = rows.map_err(TenantError::database(doing, name.as_str()))?;
        match rows.into_iter().next() {
            Some(row) => TenantRow::read(row),
            None => Err(TenantError::Unknown { name: name.as_str().to_owned() }.into()),
        }
    }
}

/// Locks all tables, in the order of their names.
async fn lock_tables(connection: &mut PgConnection, name: &SchemaName) -> sqlx::Result<()> {
    let sql = "SELECT c.relname::pg_catalog.text FROM pg_catalog.pg_class c \
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
        WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') ORDER BY c.relname";
    let tables = connection.rows(sql, &[name.as_str()]).await?;
    let mut sql = String::new();
    for table in tables.into_iter().flatten().flatten() {
        sql.push_str(if sql.is_empty() { "LOCK TABLE ONLY " } else { ", ONLY " });
        quote(name.as_str(), &mut sql);
        sql.push('.');
        quote(&table, &mut sql);
    }
    match sql.is_empty() {
        true => Ok(()),
        false => connection.send(&(sql + " IN ACCESS EXCLUSIVE MODE")).await,
    }
}

/// `"name"`, for a statement that takes no binds.
pub(super) fn quoted(name: &SchemaName) -> String {
    let mut sql = String::new();
    quote(name.as_str(), &mut sql);
    sql
}
