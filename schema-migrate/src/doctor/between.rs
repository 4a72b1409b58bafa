//! Whose session is it: what two clients see of the sessions that they are given.

use std::pin::pin;

use futures_util::future::{Either, select};
use polyschema_core::postgres::Pooler;
use sqlx::PgConnection;
use sqlx::postgres::PgConnectOptions;

use super::ask::{ask_one, enter, leave};
use super::error::DoctorError;
use super::finding::{Finding, Named};
use super::named;
use crate::error::Result;

/// What two clients saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Between {
    /// Each had a session of its own, and kept it.
    Kept,
    /// The second one was not served as long as the first one was there.
    OneSession,
    /// Sessions went from one to the other.
    Shared(Named),
    /// Transactions are refused.
    Refused(String),
}

/// The session of the server that answers.
const SESSION: &str = "SELECT pg_catalog.pg_backend_pid()";
/// How often the second client is waited for, 50 ms each.
const PATIENCE: usize = 60;
/// Who asks, in an order that is no rhythm in which two sessions could take turns.
const TURNS: [Who; 12] = {
    use Who::{First as A, Second as B};
    [A, B, B, A, A, A, B, A, B, B, B, A]
};

#[derive(Debug, Clone, Copy)]
enum Who {
    First,
    Second,
}

/// Finds out whose the sessions are. The first client stays, unless transactions are refused.
pub(super) async fn look(
    first: &mut PgConnection,
    mut second: PgConnection,
    findings: &mut Vec<Finding>,
) -> Result<Between> {
    let failed = || DoctorError::question("ask for its session");
    let of_first = ask_one(first, SESSION).await.map_err(failed())?;
    let Some(of_second) = ask_beside(first, &mut second).await.map_err(failed())? else {
        leave(second).await;
        return Ok(Between::OneSession);
    };
    let mut shared = of_first == of_second;
    for who in TURNS {
        let (asks, before) = match who {
            Who::First => (&mut *first, &of_first),
            Who::Second => (&mut second, &of_second),
        };
        shared |= ask_one(asks, SESSION).await.map_err(failed())? != *before;
    }
    let result = in_transaction(first, &mut second, shared, findings).await;
    leave(second).await;
    result
}

/// What the second client is told while the first one is there; nothing, when it has to wait for that to leave.
///
/// In session mode a pooler with one session serves the first client alone. That one asks on in the meantime,
/// so that in transaction mode its session is free again and again.
async fn ask_beside(
    first: &mut PgConnection,
    second: &mut PgConnection,
) -> sqlx::Result<Option<Option<String>>> {
    let mut asking = pin!(ask_one(second, SESSION));
    for _ in 0..PATIENCE {
        let pause = pin!(ask_one(first, "SELECT pg_catalog.pg_sleep(0.05)"));
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

/// Whether a client keeps its session of the server, with all that is set there.
///
/// Two connections are made, and asked for their sessions; nothing else is looked at.
///
/// # Errors
/// [`DoctorError`].
pub async fn keeps_session(options: &PgConnectOptions) -> Result<bool> {
    let mut first = enter(options).await?;
    let second = enter(&first.options).await?;
    let between = look(&mut first.connection, second.connection, &mut Vec::new()).await?;
    leave(first.connection).await;
    Ok(matches!(between, Between::Kept | Between::OneSession))
}

/// What holds within a transaction, and after it.
async fn in_transaction(
    first: &mut PgConnection,
    second: &mut PgConnection,
    shared: bool,
    findings: &mut Vec<Finding>,
) -> Result<Between> {
    if let Err(error) = sqlx::raw_sql("BEGIN").execute(&mut *first).await {
        return Ok(Between::Refused(crate::connection::Said(&error).to_string()));
    }
    let failed = || DoctorError::question("look into a transaction");
    let before = ask_one(first, SESSION).await.map_err(failed())?;
    sqlx::raw_sql("SET LOCAL polyschema.probe = 'seen'")
        .execute(&mut *first)
        .await
        .map_err(failed())?;
    let named = match shared {
        true => Some(named::look(first).await),
        false => None,
    };
    let lost = matches!(named, Some(Named::Collided | Named::Unseen { .. }));
    // A statement that failed is the transaction's end, and the session's is not known then.
    if !lost && ask_one(first, SESSION).await.map_err(failed())? != before {
        findings.push(Finding::SplitTransaction);
    }
    sqlx::raw_sql("ROLLBACK").execute(&mut *first).await.map_err(failed())?;
    for client in [first, second] {
        let seen =
            ask_one(client, "SELECT pg_catalog.current_setting('polyschema.probe', true)").await;
        if seen.map_err(failed())?.as_deref() == Some("seen") {
            findings.push(Finding::LocalSettingStays);
            break;
        }
    }
    Ok(named.map_or(Between::Kept, Between::Shared))
}

impl Between {
    /// The mode; none where nothing is safe.
    pub(super) const fn pooler(&self, is_pooler: bool) -> Option<Pooler> {
        match self {
            Self::Kept if is_pooler => Some(Pooler::Session),
            Self::Kept => Some(Pooler::None),
            Self::OneSession => Some(Pooler::Session),
            Self::Shared(Named::Followed { .. }) => Some(Pooler::TransactionNamed),
            Self::Shared(_) => Some(Pooler::Transaction),
            Self::Refused(_) => None,
        }
    }
}
