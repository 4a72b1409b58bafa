//! The lock of a run: those that change members have it shared, whoever changes what they share has it alone.
//!
//! It is a lock of the session, on the connections that do the work: as long as one of them is there, so is it. Where
//! there are no such locks the run has a lease, which each member that begins has for longer.

use std::time::{Duration, Instant};

use futures_timer::Delay;
use polyschema_core::exec::ddl::lock_key;
use polyschema_core::ident::Ident;
use sqlx::PgConnection;

use super::FleetError;
use crate::apply::Timeouts;
use crate::apply::lease::{Lease, Taken};
use crate::connection::MigrateConnection;
use crate::engine::{AdvisoryLocks, Engine};
use crate::error::Result;

/// How the lock is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    /// With others who change members.
    Shared,
    /// Alone.
    Alone,
}

/// How long it is waited between two looks.
const PAUSE: Duration = Duration::from_millis(50);

/// The lock of a run over the fleet of a logical schema.
pub(super) struct RunLock<'a> {
    schema: &'a str,
    /// How long it is waited for.
    limit: Duration,
    /// That of the run, where sessions have no locks.
    leases: Option<Leases>,
}

struct Leases {
    alone: Lease,
    /// Its name is the run's own.
    shared: Lease,
}

impl<'a> RunLock<'a> {
    pub(super) fn new(schema: &'a str, timeouts: &Timeouts, engine: Engine) -> Self {
        let leases = match engine.advisory_locks() {
            AdvisoryLocks::Database | AdvisoryLocks::NodeLocal => None,
            AdvisoryLocks::None => {
                let alone = Lease::new(named(schema, Hold::Alone), timeouts);
                let shared = alone.also(named(schema, Hold::Shared));
                Some(Leases { alone, shared })
            }
        };
        Self { schema, limit: timeouts.run, leases }
    }

    /// Takes it, for a connection.
    ///
    /// It is asked for again and again: a statement that waits in the server would keep its snapshot.
    pub(super) async fn take(&self, connection: &mut PgConnection, hold: Hold) -> Result<()> {
        let since = Instant::now();
        while !self.ask(connection, hold).await.map_err(failed())? {
            let waited = since.elapsed();
            if waited > self.limit {
                return Err(FleetError::Locked { schema: self.schema.to_owned(), waited }.into());
            }
            Delay::new(PAUSE).await;
        }
        Ok(())
    }

    /// Has it for longer, for a connection that took it to change members.
    pub(super) async fn keep(&self, connection: &mut PgConnection) -> Result<()> {
        match self.leases {
            // One that was over may have been passed by somebody who is alone.
            Some(_) => self.take(connection, Hold::Shared).await,
            None => Ok(()),
        }
    }

    /// Gives it back; those of sessions end with them.
    pub(super) async fn give(&self, connection: &mut PgConnection, hold: Hold) -> Result<()> {
        let given = match (&self.leases, hold) {
            (Some(leases), hold) => leases.of(hold).give(connection).await,
            (None, Hold::Alone) => self.advisory(connection, "pg_advisory_unlock").await,
            (None, Hold::Shared) => Ok(true),
        };
        given.map(drop).map_err(|error| failed()(error).into())
    }

    async fn ask(&self, connection: &mut PgConnection, hold: Hold) -> sqlx::Result<bool> {
        let Some(leases) = &self.leases else {
            let function = match hold {
                Hold::Shared => "pg_try_advisory_lock_shared",
                Hold::Alone => "pg_try_advisory_lock",
            };
            return self.advisory(connection, function).await;
        };
        Lease::prepare(connection).await?;
        let (own, other) = match hold {
            Hold::Shared => (&leases.shared, named(self.schema, Hold::Alone)),
            Hold::Alone => (&leases.alone, named(self.schema, Hold::Shared)),
        };
        // Of two who come at once each sees the other's, and neither goes on.
        if own.take(connection).await? == Taken::No {
            return Ok(false);
        }
        if own.is_another(connection, &other).await? {
            own.give(connection).await?;
            return Ok(false);
        }
        Ok(true)
    }

    async fn advisory(&self, connection: &mut PgConnection, function: &str) -> sqlx::Result<bool> {
        // A key that no schema has: no name holds a line feed where a person gave it.
        let name = Ident::new(format!("fleet\n{}", self.schema));
        let key = name.map_or(0, |name| lock_key(&name));
        let sql = format!("SELECT pg_catalog.{function}({key})::text");
        let rows = connection.rows(&sql, &[]).await?;
        Ok(rows.iter().flatten().flatten().any(|answer| answer == "true"))
    }
}

impl Leases {
    const fn of(&self, hold: Hold) -> &Lease {
        match hold {
            Hold::Shared => &self.shared,
            Hold::Alone => &self.alone,
        }
    }
}

/// The name of a lease, or what those of all runs begin with.
fn named(schema: &str, hold: Hold) -> String {
    match hold {
        Hold::Alone => format!("fleet {schema}, alone"),
        Hold::Shared => format!("fleet {schema}, shared by "),
    }
}

fn failed() -> impl FnOnce(sqlx::Error) -> FleetError {
    FleetError::database("the lock of the fleet")
}
