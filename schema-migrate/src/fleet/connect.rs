//! Connections of a run.

use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, PgConnection};

use super::FleetError;
use super::lock::{self, Hold};
use crate::connection::MigrateConnection;
use crate::error::Result;

/// Where a run connects to, and as whom.
pub(super) struct Source<'a> {
    pub(super) options: &'a PgConnectOptions,
    pub(super) schema: &'a str,
    /// How long a statement outside of a revision waits for a lock.
    pub(super) lock: Option<Duration>,
    /// How long it is waited for the lock of the run.
    pub(super) run: Duration,
}

impl Source<'_> {
    /// A connection that looks.
    pub(super) async fn open(&self) -> Result<PgConnection> {
        let opened = self.options.connect().await;
        let mut connection = opened.map_err(FleetError::database("connecting"))?;
        // Nobody else ever has this connection.
        let limit = self.lock.map_or(0, |limit| limit.as_millis().clamp(1, i32::MAX as u128));
        let set = connection.send(&format!("SET lock_timeout = {limit}")).await;
        set.map_err(FleetError::database("setting up a connection"))?;
        Ok(connection)
    }

    /// A connection that changes members.
    pub(super) async fn open_locked(&self) -> Result<PgConnection> {
        let mut connection = self.open().await?;
        lock::take(&mut connection, self.schema, Hold::Shared, self.run).await?;
        Ok(connection)
    }
}
