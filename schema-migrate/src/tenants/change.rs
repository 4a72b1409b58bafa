//! What is changed in a tenant's row alone.

use sqlx::PgConnection;

use super::registry::bound;
use super::{Registry, TenantError, TenantState};
use crate::error::Result;

impl Registry {
    /// Has the application's JSON of a tenant be this, instead of what it was.
    ///
    /// # Errors
    /// [`TenantError::Unknown`], [`TenantError::Database`].
    pub async fn set_metadata(
        &self,
        connection: &mut PgConnection,
        name: &str,
        metadata: &serde_json::Value,
    ) -> Result<()> {
        let set = "metadata = CAST($2 AS pg_catalog.jsonb)";
        self.set(connection, "change", name, set, &metadata.to_string()).await
    }

    /// Puts a tenant into a group, or takes it out of the one that it is in.
    ///
    /// # Errors
    /// As of [`set_metadata`](Self::set_metadata).
    pub async fn set_group(
        &self,
        connection: &mut PgConnection,
        name: &str,
        group: Option<&str>,
    ) -> Result<()> {
        let set = "group_name = NULLIF($2, '')";
        self.set(connection, "change", name, set, group.unwrap_or_default()).await
    }

    /// Keeps a tenant from its users; [`Tenants::activate`](super::Tenants::activate) gives it back.
    ///
    /// # Errors
    /// As of [`set_metadata`](Self::set_metadata).
    pub async fn suspend(&self, connection: &mut PgConnection, name: &str) -> Result<()> {
        self.set_state(connection, "suspension", name, TenantState::Suspended).await
    }

    /// Says that nobody uses a tenant for now, so that its upgrades can wait until
    /// [`Tenants::activate`](super::Tenants::activate).
    ///
    /// # Errors
    /// As of [`set_metadata`](Self::set_metadata).
    pub async fn set_idle(&self, connection: &mut PgConnection, name: &str) -> Result<()> {
        self.set_state(connection, "change", name, TenantState::Idle).await
    }

    pub(super) async fn set_state(
        &self,
        connection: &mut PgConnection,
        doing: &'static str,
        name: &str,
        state: TenantState,
    ) -> Result<()> {
        self.set(connection, doing, name, "state = $2", state.word()).await
    }

    async fn set(
        &self,
        connection: &mut PgConnection,
        doing: &'static str,
        name: &str,
        set: &str,
        value: &str,
    ) -> Result<()> {
        let unknown = || TenantError::Unknown { name: name.to_owned() };
        if name.contains('\0') {
            return Err(unknown().into());
        }
        self.ensure(connection).await?;
        let sql = format!(
            "UPDATE {} SET {set}, updated_at = pg_catalog.clock_timestamp() WHERE name = $1 RETURNING name",
            self.name()
        );
        let changed = bound(connection, &sql, &[name, value]).await;
        match changed.map_err(TenantError::database(doing, name))?.is_empty() {
            true => Err(unknown().into()),
            false => Ok(()),
        }
    }
}
