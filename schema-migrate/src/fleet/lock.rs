//! The lock of a run: every connection that changes members has it shared, whoever changes what they share has it
//! alone.
//!
//! It is a lock of the session, on the connections that do the work: as long as one of them is there, so is it.

use std::time::{Duration, Instant};

use futures_timer::Delay;
use polyschema_core::exec::ddl::lock_key;
use polyschema_core::ident::Ident;
use sqlx::PgConnection;

use super::FleetError;
use crate::connection::MigrateConnection;
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

/// Takes the lock of the fleet of a logical schema.
///
/// It is asked for again and again: a statement that waits in the server would keep its snapshot.
pub(super) async fn take(
    connection: &mut PgConnection,
    schema: &str,
    hold: Hold,
    limit: Duration,
) -> Result<()> {
    let function = match hold {
        Hold::Shared => "pg_try_advisory_lock_shared",
        Hold::Alone => "pg_try_advisory_lock",
    };
    let since = Instant::now();
    while !ask(connection, function, schema).await? {
        let waited = since.elapsed();
        if waited > limit {
            return Err(FleetError::Locked { schema: schema.to_owned(), waited }.into());
        }
        Delay::new(PAUSE).await;
    }
    Ok(())
}

/// Gives the lock back that is held alone.
pub(super) async fn release(connection: &mut PgConnection, schema: &str) -> Result<()> {
    ask(connection, "pg_advisory_unlock", schema).await.map(drop)
}

async fn ask(connection: &mut PgConnection, function: &str, schema: &str) -> Result<bool> {
    let sql = format!("SELECT pg_catalog.{function}({})::text", key(schema));
    let rows = connection.rows(&sql, &[]).await;
    let rows = rows.map_err(FleetError::database("the lock of the fleet"))?;
    Ok(rows.iter().flatten().flatten().any(|answer| answer == "true"))
}

/// A key that no schema has: no name holds a line feed where a person gave it.
fn key(schema: &str) -> i64 {
    Ident::new(format!("fleet\n{schema}")).map_or(0, |name| lock_key(&name))
}
