//! A connection in which something was given up or refused: what is still to be read from it, and whether it can be
//! used again.
//!
//! Invariant: nothing is sent but questions, and what ends a transaction.

use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::postgres::{PgDatabaseError, PgSeverity};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};
use sqlx_core::transaction::TransactionManager;

use crate::exec::pool::held::{Manager, Phase};

/// Reads all answers that are due, and ends what transaction there is.
pub(super) async fn settle(connection: &mut PgConnection, phase: Phase) -> sqlx::Result<()> {
    // What was given up may end in refusals of its own, one for each message.
    let mut refusals = 0;
    while let Err(error) = connection.ping().await {
        refusals += 1;
        if !is_refusal(&error) || refusals > 3 {
            return Err(error);
        }
    }
    if phase == Phase::Transaction && Manager::get_transaction_depth(connection) == 0 {
        // It was given up while it began: sqlx does not know of it.
        sqlx::raw_sql("ROLLBACK").execute(&mut *connection).await?;
    }
    while Manager::get_transaction_depth(connection) > 0 {
        Manager::rollback(connection).await?;
    }
    Ok(())
}

/// Asks what nobody asked before, and sees to it that this is what is answered.
///
/// After a `COPY` that was given up half-way, sqlx takes the end of its answer for that of the next statement's, and each
/// statement would get the rows of the one before it.
///
/// # Errors
/// Something else was answered, or the server refuses it, in a transaction that is aborted for example.
pub(super) async fn agree(connection: &mut PgConnection) -> sqlx::Result<()> {
    static ASKED: AtomicU64 = AtomicU64::new(0);
    let asked = ASKED.fetch_add(1, Ordering::Relaxed).to_string();
    let sql = AssertSqlSafe(format!("SELECT '{asked}'"));
    // To its end: what came behind the first row would be taken for the answer to the next.
    let rows = sqlx::raw_sql(sql).fetch_all(connection).await?;
    let answers = rows.iter().map(|row| row.try_get_unchecked::<&str, _>(0).unwrap_or_default());
    match answers.eq([asked.as_str()]) {
        true => Ok(()),
        false => {
            let why = "the server answers something else than was asked";
            Err(sqlx::Error::Protocol(why.to_owned()))
        }
    }
}

/// Whether the server refused a statement and goes on with the next.
pub(super) fn is_refusal(error: &sqlx::Error) -> bool {
    let Some(error) = error.as_database_error() else { return false };
    let Some(error) = error.try_downcast_ref::<PgDatabaseError>() else { return false };
    !matches!(error.severity(), PgSeverity::Fatal | PgSeverity::Panic)
}

/// Refusals that say: what this connection has prepared is of no use. Source: PostgreSQL manual, Appendix A
/// (`feature_not_supported` is "cached plan must not change result type").
pub(super) fn is_stale(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| ["0A000", "26000", "42P05", "08P01"].contains(&&*code))
}
