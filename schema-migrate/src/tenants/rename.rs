//! Another name for a tenant: of its schema, its row and its history.

use sqlx::PgConnection;

use super::error::code;
use super::locked::quoted;
use super::registry::is_race;
use super::role::rename_sql as rename_role;
use super::row::{COLUMNS, TenantRow};
use super::{TenantError, Tenants};
use crate::connection::MigrateConnection;
use crate::error::Result;

impl Tenants {
    /// Gives a tenant another name, in one transaction.
    ///
    /// What others have begun in the tenant's tables is waited for, but no longer than a second; what they begin
    /// afterwards under the old name finds no tables.
    ///
    /// # Errors
    /// [`TenantError::Unknown`], [`TenantError::Exists`], [`TenantError::SchemaExists`],
    /// [`TenantError::InUse`], and [`Error::Name`](polyschema_core::Error::Name) for a name that no schema can
    /// have. Then nothing is renamed.
    pub async fn rename(
        &self,
        connection: &mut PgConnection,
        from: &str,
        to: &str,
    ) -> Result<TenantRow> {
        let new = self.check(to)?;
        if from == to {
            return Err(TenantError::Exists { name: to.to_owned() }.into());
        }
        let (mut transaction, row) = self.begin_alone(connection, "rename", from).await?;
        let failed = || TenantError::database("rename", from);
        let sql = format!(
            "UPDATE {} SET name = $2, role_name = NULLIF($3, ''), updated_at = pg_catalog.clock_timestamp() \
            WHERE name = $1 RETURNING {COLUMNS}",
            self.registry.name()
        );
        let (role, role_sql) = match &row.role {
            Some(role) => rename_role(role, &row.name, &new),
            None => (String::new(), Vec::new()),
        };
        let renamed = match transaction.rows(&sql, &[from, to, &role]).await {
            Err(error) if code(&error).as_deref() == Some("23505") => {
                return Err(TenantError::Exists { name: to.to_owned() }.into());
            }
            renamed => renamed.map_err(failed())?,
        };
        let sql = format!("ALTER SCHEMA {} RENAME TO {}", quoted(&row.name), quoted(&new));
        match transaction.send(&sql).await {
            Err(error) if is_race(&error) => {
                return Err(TenantError::SchemaExists { name: to.to_owned() }.into());
            }
            Err(error) if code(&error).as_deref() == Some("3F000") => {
                return Err(TenantError::NoSchema { name: from.to_owned() }.into());
            }
            sent => sent.map_err(failed())?,
        }
        for sql in role_sql {
            transaction.send(&sql).await.map_err(failed())?;
        }
        self.migrator.rename_history(&mut *transaction, &row.name, &new).await?;
        transaction.commit().await.map_err(failed())?;
        let unknown = || TenantError::Unknown { name: from.to_owned() };
        TenantRow::read(renamed.into_iter().next().ok_or_else(unknown)?)
    }
}
