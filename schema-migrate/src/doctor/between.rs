//! Whose session is it: what two clients see of the sessions that they are given.

use polyschema_core::postgres::Pooler;
use sqlx::PgConnection;
use sqlx::postgres::PgConnectOptions;

use super::ask::{ask_one, enter, leave};
use super::error::DoctorError;
use super::finding::{Finding, Named};
use super::named;
use crate::connection::session::{self, SESSION, Sessions};
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

/// Finds out whose the sessions are. The first client stays, unless transactions are refused.
pub(super) async fn look(
    first: &mut PgConnection,
    mut second: PgConnection,
    findings: &mut Vec<Finding>,
) -> Result<Between> {
    let between = session::between(first, &mut second).await;
    let result = match between.map_err(DoctorError::question("ask for its session"))? {
        Sessions::One => Ok(Between::OneSession),
        seen => in_transaction(first, &mut second, seen == Sessions::Shared, findings).await,
    };
    leave(second).await;
    result
}

/// Whether a client keeps its session of the server, with all that is set there.
///
/// Two connections are made, and asked for their sessions; nothing else is looked at.
///
/// # Errors
/// [`DoctorError`].
pub async fn keeps_session(options: &PgConnectOptions) -> Result<bool> {
    let mut first = enter(options).await?;
    let mut second = enter(&first.options).await?;
    let sessions = session::between(&mut first.connection, &mut second.connection).await;
    let sessions = sessions.map_err(DoctorError::question("ask for its session"))?;
    leave(second.connection).await;
    leave(first.connection).await;
    Ok(sessions != Sessions::Shared)
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
