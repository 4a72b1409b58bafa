//! A lock as a row, for engines without advisory locks: who has it, and until when.
//!
//! Whoever has it says again and again that it goes on, and gives it back in the end, whatever happened. So one that is
//! over and still there was left by a run that is gone, and a run that was overtaken finds out at its next step.

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

/// What came of asking for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// Somebody else has it.
    No,
    /// Nobody had it.
    Free,
    /// A run that is gone had it, wherever that was.
    Left,
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

    /// Takes it, if nobody else has it.
    pub(crate) async fn take<C: MigrateConnection>(
        &self,
        connection: &mut C,
    ) -> sqlx::Result<Taken> {
        let left = format!(
            "SELECT name FROM {TABLE} WHERE name = $1 AND holder <> $2 AND expires_at <= clock_timestamp()"
        );
        let left = connection.rows(&left, &[&self.name, &self.holder]).await?;
        Ok(match (self.try_take(connection).await?, left.is_empty()) {
            (false, _) => Taken::No,
            (true, true) => Taken::Free,
            (true, false) => Taken::Left,
        })
    }

    /// Takes it for the transaction of the connection, if nobody else has it: until that ends its row is locked.
    pub(crate) async fn take_in_transaction<C: MigrateConnection>(
        &self,
        connection: &mut C,
    ) -> sqlx::Result<bool> {
        let taken = self.try_take(connection).await?;
        // Nobody sees it before the end, and nobody is to see it then.
        Ok(taken && self.give(connection).await?)
    }

    async fn try_take<C: MigrateConnection>(&self, connection: &mut C) -> sqlx::Result<bool> {
        let sql = format!(
            "INSERT INTO {TABLE} AS leases (name, holder, expires_at) VALUES ($1, $2, {END}) \
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at \
            WHERE leases.expires_at <= clock_timestamp() OR leases.holder = excluded.holder RETURNING name"
        );
        Ok(!connection.rows(&sql, &[&self.name, &self.holder, &self.seconds()]).await?.is_empty())
    }

    /// Has it for longer; says whether it still had it. One that is over and that nobody took is as good as ever.
    pub(crate) async fn keep<C: MigrateConnection>(
        &self,
        connection: &mut C,
    ) -> sqlx::Result<bool> {
        let sql = format!(
            "UPDATE {TABLE} SET expires_at = {END} WHERE name = $1 AND holder = $2 RETURNING name"
        );
        Ok(!connection.rows(&sql, &[&self.name, &self.holder, &self.seconds()]).await?.is_empty())
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

    fn seconds(&self) -> String {
        format!("{} seconds", self.lasts.as_secs())
    }
}

/// When a lease ends.
const END: &str = "clock_timestamp() + CAST($3 AS interval)";

fn code(error: &sqlx::Error) -> Option<String> {
    error.as_database_error()?.code().map(Into::into)
}
