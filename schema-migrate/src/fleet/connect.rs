//! Connections of a run.

use std::time::Duration;

use futures_util::future::{join_all, try_join_all};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};

use super::FleetError;
use super::lock::{Hold, RunLock};
use crate::connection::MigrateConnection;
use crate::connection::session::{self, Sessions};
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
    /// How long a statement outside of a revision waits for a lock.
    pub(super) lock: Option<Duration>,
}

impl Source<'_> {
    async fn open(&self) -> Result<PgConnection> {
        Ok(self.options.connect().await.map_err(FleetError::database("connecting"))?)
    }

    /// As many connections as the histories of so many members are worth, and whether they keep their sessions.
    ///
    /// Another one that the server refuses is asked for again by whoever needs it.
    pub(super) async fn open_to_read(
        &self,
        members: usize,
        most: usize,
    ) -> Result<(Vec<PgConnection>, bool)> {
        let worth = members.div_ceil(READ_BY_ONE).clamp(1, most.max(1));
        let mut opened = join_all((0..worth).map(|_| self.open())).await;
        let mut connections = vec![opened.swap_remove(0)?];
        connections.extend(opened.into_iter().flatten());
        let kept = self.keeps_sessions(&mut connections).await;
        let kept = kept.map_err(FleetError::database("the look at the sessions"))?;
        // Where they are others' next, nothing may stay in them.
        if kept {
            try_join_all(connections.iter_mut().map(|one| self.set_up(one))).await?;
        }
        Ok((connections, kept))
    }

    /// Whether nobody else has the sessions of the server.
    async fn keeps_sessions(&self, connections: &mut [PgConnection]) -> sqlx::Result<bool> {
        let (first, others) = connections.split_at_mut(1);
        let mut another = match others {
            [] => self.options.connect().await.ok(),
            _ => None,
        };
        let sessions = match others.first_mut().or(another.as_mut()) {
            Some(second) => session::between(&mut first[0], second).await? != Sessions::Shared,
            None => session::own(&mut first[0]).await?.is_some(),
        };
        if let Some(another) = another {
            another.close().await.ok();
        }
        Ok(sessions)
    }

    /// Says how long is waited for locks, and that an end is noticed.
    async fn set_up(&self, connection: &mut PgConnection) -> Result<()> {
        let limit = self.lock.map_or(0, |limit| limit.as_millis().clamp(1, i32::MAX as u128));
        let set = connection.send(&format!("SET lock_timeout = {limit}")).await;
        set.map_err(FleetError::database("setting up a connection"))?;
        // A server that cannot look (before PostgreSQL 14, or not on Linux) refuses it, and goes on.
        connection.send(NOTICE_THE_END).await.ok();
        Ok(())
    }

    /// The connection of a lane, which changes members under the lock of the run.
    pub(super) async fn open_lane<'l>(
        &self,
        lane: &'l mut Lane,
        lock: &RunLock<'_>,
    ) -> Result<&'l mut PgConnection> {
        let connection = match lane.connection.take() {
            Some(mut connection) => {
                lock.keep(&mut connection).await?;
                connection
            }
            None => {
                let mut connection = self.open().await?;
                self.set_up(&mut connection).await?;
                lock.take(&mut connection, Hold::Shared).await?;
                connection
            }
        };
        Ok(lane.connection.insert(connection))
    }
}
