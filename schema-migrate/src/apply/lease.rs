//! A lock as a row, for engines without advisory locks: who has it, and until when.
//!
//! Whoever has it says again and again that it goes on. A run that is gone has it until then, and a run that was
//! overtaken finds out at its next step.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

use super::Timeouts;
use crate::connection::MigrateConnection;

/// How long a run that says nothing more has a lock, if no statement of it may take longer.
const LASTS: Duration = Duration::from_secs(300);
/// What is added to the longest statement.
const MARGIN: Duration = Duration::from_secs(60);

/// The table, which every role that migrates can create and write.
const TABLE: &str = "public.polyschema_leases";

/// What two that create the table at the same moment are told.
///
/// Source: PostgreSQL manual, appendix A: unique_violation (of the catalog), duplicate_table, duplicate_object.
const THERE_MEANWHILE: [&str; 3] = ["23505", "42P07", "42710"];

/// A lock that somebody wants, or has.
#[derive(Debug, Clone)]
pub(crate) struct Lease {
    name: String,
    holder: String,
    lasts: Duration,
}

impl Lease {
    /// A lock of this name, for a holder whom no other is like.
    pub(crate) fn new(name: String, timeouts: &Timeouts) -> Self {
        // Each hasher has keys of its own, which are random.
        let random = || RandomState::new().build_hasher().finish();
        let holder = format!("{:016x}{:016x}", random(), random());
        let statement = timeouts.statement.map_or(Duration::ZERO, |limit| limit + MARGIN);
        Self { name, holder, lasts: LASTS.max(statement) }
    }

    /// Another one of the same holder, with the holder's name behind its own, so that others can have such a one, too.
    #[cfg(feature = "postgres")]
    pub(crate) fn also(&self, name: String) -> Self {
        Self { name: name + &self.holder, ..self.clone() }
    }

    /// Creates the table of all leases.
    pub(crate) async fn prepare<C: MigrateConnection>(connection: &mut C) -> sqlx::Result<()> {
        let sql = format!(
            "CREATE TABLE IF NOT EXISTS {TABLE} (name text PRIMARY KEY, holder text NOT NULL, \
            expires_at timestamptz NOT NULL)"
        );
        match connection.send(&sql).await {
            Err(error) if code(&error).is_some_and(|code| THERE_MEANWHILE.contains(&&*code)) => {
                Ok(())
            }
            result => result,
        }
    }

    /// Takes it, if nobody else has it; says whether it did.
    pub(crate) async fn take<C: MigrateConnection>(
        &self,
        connection: &mut C,
    ) -> sqlx::Result<bool> {
        self.take_for(connection, self.lasts).await
    }

    /// Takes it for the transaction of the connection, if nobody else has it: until then its row is locked.
    pub(crate) async fn take_in_transaction<C: MigrateConnection>(
        &self,
        connection: &mut C,
    ) -> sqlx::Result<bool> {
        self.take_for(connection, Duration::ZERO).await
    }

    async fn take_for<C: MigrateConnection>(
        &self,
        connection: &mut C,
        lasts: Duration,
    ) -> sqlx::Result<bool> {
        let sql = format!(
            "INSERT INTO {TABLE} AS leases (name, holder, expires_at) VALUES ($1, $2, {END}) \
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at \
            WHERE leases.expires_at <= clock_timestamp() OR leases.holder = excluded.holder RETURNING name"
        );
        let rows = connection.rows(&sql, &[&self.name, &self.holder, &seconds(lasts)]).await?;
        Ok(!rows.is_empty())
    }

    /// Has it for longer; says whether it still had it. One that is over and that nobody took is as good as ever.
    pub(crate) async fn keep<C: MigrateConnection>(
        &self,
        connection: &mut C,
    ) -> sqlx::Result<bool> {
        let sql = format!(
            "UPDATE {TABLE} SET expires_at = {END} WHERE name = $1 AND holder = $2 RETURNING name"
        );
        let lasts = seconds(self.lasts);
        Ok(!connection.rows(&sql, &[&self.name, &self.holder, &lasts]).await?.is_empty())
    }

    /// Gives it back; says whether it still had it.
    pub(crate) async fn give<C: MigrateConnection>(
        &self,
        connection: &mut C,
    ) -> sqlx::Result<bool> {
        let sql = format!("DELETE FROM {TABLE} WHERE name = $1 AND holder = $2 RETURNING name");
        Ok(!connection.rows(&sql, &[&self.name, &self.holder]).await?.is_empty())
    }

    /// Whether anybody but the holder has a lock whose name begins like this.
    #[cfg(feature = "postgres")]
    pub(crate) async fn is_another<C: MigrateConnection>(
        &self,
        connection: &mut C,
        prefix: &str,
    ) -> sqlx::Result<bool> {
        let sql = format!(
            "SELECT name FROM {TABLE} WHERE left(name, length($1)) = $1 AND holder <> $2 \
            AND expires_at > clock_timestamp()"
        );
        Ok(!connection.rows(&sql, &[prefix, &self.holder]).await?.is_empty())
    }
}

/// When a lease ends.
const END: &str = "clock_timestamp() + CAST($3 AS interval)";

fn seconds(lasts: Duration) -> String {
    format!("{} seconds", lasts.as_secs())
}

fn code(error: &sqlx::Error) -> Option<String> {
    error.as_database_error()?.code().map(Into::into)
}
