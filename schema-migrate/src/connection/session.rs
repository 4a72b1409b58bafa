//! Whose session of the server is it: what connections see of those that they are given.
//!
//! Invariant: what is asked is safe behind any pooler, and leaves nothing behind.

#[cfg(feature = "postgres")]
use std::pin::pin;

#[cfg(feature = "postgres")]
use futures_util::future::{Either, select};

use super::MigrateConnection;

/// The session that answers.
pub(crate) const SESSION: &str = "SELECT pg_catalog.pg_backend_pid()::text";
/// How often one connection is asked.
const ASKED: usize = 4;

/// The session of PostgreSQL that a connection has; nothing, where it has several.
///
/// A pooler without other clients may give the same one all the same.
pub(crate) async fn own<C: MigrateConnection>(connection: &mut C) -> sqlx::Result<Option<String>> {
    let first = ask(connection).await?;
    for _ in 1..ASKED {
        if ask(connection).await? != first {
            return Ok(None);
        }
    }
    Ok(first)
}

async fn ask<C: MigrateConnection>(connection: &mut C) -> sqlx::Result<Option<String>> {
    Ok(connection.rows(SESSION, &[]).await?.into_iter().flatten().flatten().next())
}

/// What two connections see of their sessions.
#[cfg(feature = "postgres")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sessions {
    /// Each has one of its own, and keeps it.
    Kept,
    /// The second one is not served as long as the first one is there.
    One,
    /// They go from one to the other.
    Shared,
}

/// How often the second connection is waited for: no time, then 1 ms, 2 ms, 4 ms up to 64 ms each, 3 seconds in all.
#[cfg(feature = "postgres")]
const PATIENCE: u32 = 50;
/// Whether the first one asks, one after the other, in an order that is no rhythm in which two sessions could take turns.
///
/// Asking both at once would have a pooler give them two sessions.
#[cfg(feature = "postgres")]
const TURNS: [bool; 12] =
    [true, false, false, true, true, true, false, true, false, false, false, true];

/// Finds out whose the sessions of two connections to the same place are.
#[cfg(feature = "postgres")]
pub(crate) async fn between(
    first: &mut sqlx::PgConnection,
    second: &mut sqlx::PgConnection,
) -> sqlx::Result<Sessions> {
    let of_first = ask(first).await?;
    let Some(of_second) = ask_beside(first, second).await? else { return Ok(Sessions::One) };
    if of_first == of_second {
        return Ok(Sessions::Shared);
    }
    for is_first in TURNS {
        let (asks, before) = match is_first {
            true => (&mut *first, &of_first),
            false => (&mut *second, &of_second),
        };
        if ask(asks).await? != *before {
            return Ok(Sessions::Shared);
        }
    }
    Ok(Sessions::Kept)
}

/// What the second connection is told while the first one is there; nothing, when it has to wait for that to leave.
///
/// In session mode a pooler with one session serves the first client alone. That one asks on in the meantime,
/// so that in transaction mode its session is free again and again.
#[cfg(feature = "postgres")]
async fn ask_beside(
    first: &mut sqlx::PgConnection,
    second: &mut sqlx::PgConnection,
) -> sqlx::Result<Option<Option<String>>> {
    let mut asking = pin!(ask(second));
    for tries in 0..PATIENCE {
        let milliseconds = (1 << tries.min(7)) >> 1;
        let sleep = format!("SELECT pg_catalog.pg_sleep({milliseconds} / 1000.0)");
        let pause = pin!(first.send(&sleep));
        match select(asking, pause).await {
            Either::Left((answer, pause)) => {
                pause.await?;
                return answer.map(Some);
            }
            Either::Right((slept, still_asking)) => {
                slept?;
                asking = still_asking;
            }
        }
    }
    Ok(None)
}
