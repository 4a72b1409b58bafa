//! The connection's settings while a revision runs, which are as before when it is done.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use futures_util::FutureExt;
use polyschema_core::ident::quote_literal;
use polyschema_core::{Dialect, SchemaName};

use super::prepare::Prepared;
use super::{ApplyError, Migrator, Timeouts};
use crate::connection::MigrateConnection;

/// A connection with the settings of a revision.
///
/// On SQLite foreign keys are off, because a table that is rebuilt is dropped in between, and that cannot be
/// changed in a transaction. On PostgreSQL a revision that is not transactional has its time limits and its reading of
/// literals here.
pub(super) struct Settings<'c, C: MigrateConnection> {
    connection: &'c mut C,
    schema: SchemaName,
    /// The statements that set what was before.
    before: Vec<String>,
}

impl<'c, C: MigrateConnection> Settings<'c, C> {
    pub(super) async fn set(
        connection: &'c mut C,
        migrator: &Migrator<C>,
        revision: &Prepared<'_>,
    ) -> Result<Self, ApplyError> {
        let schema = revision.run.physical.clone();
        let mut settings = Self { connection, schema, before: Vec::new() };
        match C::DIALECT {
            Dialect::Sqlite => {
                let busy = milliseconds(Some(migrator.timeouts.run)).to_string();
                settings.pragma("foreign_keys", "OFF").await?;
                settings.pragma("legacy_alter_table", "OFF").await?;
                settings.pragma("busy_timeout", &busy).await?;
            }
            Dialect::Postgres if revision.is_transactional() => {}
            Dialect::Postgres => {
                for (name, limit) in limits(&migrator.timeouts) {
                    settings.setting(name, &limit).await?;
                }
                settings.setting("standard_conforming_strings", "on").await?;
            }
        }
        Ok(settings)
    }

    async fn pragma(&mut self, name: &str, value: &str) -> Result<(), ApplyError> {
        let was = self.read(&format!("PRAGMA {name}")).await?;
        self.before.push(format!("PRAGMA {name} = {was}"));
        self.send(&format!("PRAGMA {name} = {value}")).await
    }

    async fn setting(&mut self, name: &str, value: &str) -> Result<(), ApplyError> {
        let was = self.read(&format!("SELECT pg_catalog.current_setting('{name}')")).await?;
        let mut before = format!("SET {name} = ");
        quote_literal(&was, &mut before);
        self.before.push(before);
        self.send(&format!("SET {name} = {value}")).await
    }

    async fn read(&mut self, sql: &str) -> Result<String, ApplyError> {
        let rows = self.connection.rows(sql, &[]).await;
        let rows = rows.map_err(ApplyError::database("set up the connection", &self.schema))?;
        Ok(rows.into_iter().flatten().flatten().next().unwrap_or_default())
    }

    async fn send(&mut self, sql: &str) -> Result<(), ApplyError> {
        let sent = self.connection.send(sql).await;
        sent.map_err(ApplyError::database("set up the connection", &self.schema))
    }

    /// Sets what was before.
    pub(super) async fn restore(mut self) -> Result<(), ApplyError> {
        while let Some(sql) = self.before.last().cloned() {
            self.send(&sql).await?;
            self.before.pop();
        }
        Ok(())
    }
}

/// When the run is interrupted. SQLite's driver takes a statement at once and runs it behind those that it
/// has, whether somebody waits for it or not.
impl<C: MigrateConnection> Drop for Settings<'_, C> {
    fn drop(&mut self) {
        if C::DIALECT == Dialect::Sqlite {
            for sql in self.before.drain(..).rev() {
                self.connection.send(&sql).now_or_never();
            }
        }
    }
}

impl<C: MigrateConnection> Deref for Settings<'_, C> {
    type Target = C;

    fn deref(&self) -> &C {
        self.connection
    }
}

impl<C: MigrateConnection> DerefMut for Settings<'_, C> {
    fn deref_mut(&mut self) -> &mut C {
        self.connection
    }
}

/// The statements that set PostgreSQL's time limits for a transaction.
pub(super) fn limit_sql(timeouts: &Timeouts) -> [String; 2] {
    limits(timeouts).map(|(name, limit)| format!("SET LOCAL {name} = {limit}"))
}

/// The calls that set them.
pub(super) fn limit_calls(timeouts: &Timeouts) -> [String; 2] {
    limits(timeouts)
        .map(|(name, limit)| format!("pg_catalog.set_config('{name}', '{limit}', true)"))
}

/// The statement that sets how long is waited for the lock of a table, in a transaction.
pub(super) fn lock_limit_sql(limit: Option<Duration>) -> String {
    format!("SET LOCAL lock_timeout = {}", milliseconds(limit))
}

/// A backslash in a literal is a backslash, as revisions are written. It holds from the next message on.
pub(super) const STRINGS_SQL: &str = "SET LOCAL standard_conforming_strings = on";

fn limits(timeouts: &Timeouts) -> [(&'static str, String); 2] {
    [
        ("lock_timeout", milliseconds(timeouts.lock).to_string()),
        ("statement_timeout", milliseconds(timeouts.statement).to_string()),
    ]
}

/// As the databases count; 0 is no limit, and what is more than they can count is their most.
fn milliseconds(limit: Option<Duration>) -> i32 {
    limit.map_or(0, |limit| i32::try_from(limit.as_millis()).unwrap_or(i32::MAX).max(1))
}
