//! Connections of a run.

use std::time::Duration;

use futures_util::future::join_all;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, PgConnection};

use super::FleetError;
use super::lock::{self, Hold};
use crate::connection::MigrateConnection;
use crate::error::Result;

/// So many histories are read by one connection before it is worth another.
const READ_BY_ONE: usize = 100;

/// A place at work: its connection, once it has one.
///
/// Members are dealt to the lanes in turn. The server session that has read a member's history knows the table, and
/// runs the member for less than another would, so each lane takes its own members first.
pub(super) struct Lane {
    pub(super) number: usize,
    pub(super) connection: Option<PgConnection>,
}

/// Has the server stop what it does for a run that is gone: without it, it ends a statement that takes an hour, and
/// commits it. Source: PostgreSQL manual, "Client Connection Check".
const NOTICE_THE_END: &str = "SET client_connection_check_interval = '1s'";

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
        // A server that cannot look (before PostgreSQL 14, or not on Linux) refuses it, and goes on.
        connection.send(NOTICE_THE_END).await.ok();
        Ok(connection)
    }

    /// As many connections that look as the histories of so many members are worth; the first one is there.
    ///
    /// Another one that the server refuses is asked for again by whoever needs it.
    pub(super) async fn open_to_read(
        &self,
        members: usize,
        most: usize,
    ) -> Result<Vec<PgConnection>> {
        let worth = members.div_ceil(READ_BY_ONE).clamp(1, most.max(1));
        let mut opened = join_all((0..worth).map(|_| self.open())).await;
        let mut connections = vec![opened.swap_remove(0)?];
        connections.extend(opened.into_iter().flatten());
        Ok(connections)
    }

    /// A connection that changes members.
    pub(super) async fn open_locked(&self) -> Result<PgConnection> {
        let mut connection = self.open().await?;
        lock::take(&mut connection, self.schema, Hold::Shared, self.run).await?;
        Ok(connection)
    }
}
