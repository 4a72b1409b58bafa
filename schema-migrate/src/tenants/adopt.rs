//! Schemas that are there already, as tenants.

use sqlx::PgConnection;

use super::handle::not_in_transaction;
use super::row::TenantRow;
use super::{CreateOptions, TenantError, Tenants};
use crate::connection::MigrateConnection;
use crate::error::Result;

impl Tenants {
    /// Enters a schema that exists into the registry, and changes nothing in it.
    ///
    /// Where it has no history, stamp it with the revision that it stands at
    /// ([`Migrator::stamp`](crate::apply::Migrator::stamp)); of the options, the target is not looked at.
    ///
    /// # Errors
    /// [`TenantError::NoSchema`], [`TenantError::Exists`], and
    /// [`Error::Name`](polyschema_core::Error::Name) for a name that no tenant can have.
    pub async fn adopt(
        &self,
        connection: &mut PgConnection,
        name: &str,
        options: &CreateOptions,
    ) -> Result<TenantRow> {
        let name = self.check(name)?;
        not_in_transaction(connection, "adoption")?;
        self.registry.ensure(connection).await?;
        let failed = || TenantError::database("adoption", name.as_str());
        let mut transaction = self.begin(connection, &name).await?;
        let row = self.insert(&mut transaction, &name, options).await?;
        let sql = "SELECT nspname::pg_catalog.text FROM pg_catalog.pg_namespace WHERE nspname = $1";
        let there = transaction.rows(sql, &[name.as_str()]).await.map_err(failed())?;
        if there.is_empty() {
            return Err(TenantError::NoSchema { name: name.as_str().to_owned() }.into());
        }
        transaction.commit().await.map_err(failed())?;
        Ok(row)
    }
}
