//! Questions to a server: text without binds, sent as one message, which is safe behind any pooler.

use futures_util::FutureExt;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow};
use sqlx::{ConnectOptions, Connection, Row};

use super::error::DoctorError;
use super::finding::Finding;
use crate::error::Result;

/// A connection that was let in, and what had to be left out for it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) connection: PgConnection,
    /// The options with which it was let in.
    pub(super) options: PgConnectOptions,
    pub(super) findings: Vec<Finding>,
}

/// Connects. A pooler may refuse what sqlx says when it connects, or what the URL says in `options`; then it
/// is left out, and said.
pub(super) async fn enter(options: &PgConnectOptions) -> Result<Entry> {
    let options = options.clone().disable_statement_logging();
    let refused = match PgConnection::connect_with(&options).await {
        Ok(connection) => return Ok(Entry { connection, options, findings: Vec::new() }),
        Err(error) => error,
    };
    let Some(parameter) = unsupported(&refused) else {
        return Err(DoctorError::Connect(refused).into());
    };
    // There is no way to take `options` out again, and a program that needs them cannot do without.
    let bare = options.extra_float_digits(None);
    match PgConnection::connect_with(&bare).await {
        Ok(connection) => {
            let findings = vec![Finding::StartupRefused { parameter }];
            Ok(Entry { connection, options: bare, findings })
        }
        Err(error) => Err(match unsupported(&error) {
            Some(parameter) => DoctorError::Startup { parameter }.into(),
            None => DoctorError::Connect(error).into(),
        }),
    }
}

/// The parameter that a pooler does not let through, in PgBouncer's words.
fn unsupported(error: &sqlx::Error) -> Option<String> {
    let message = error.as_database_error()?.message();
    let parameter = message.strip_prefix("unsupported startup parameter")?;
    Some(parameter.rsplit([':', ' ']).next()?.split('=').next()?.to_owned())
}

/// Asks, and reads the rows, each value as text.
pub(super) async fn ask(
    connection: &mut PgConnection,
    sql: &'static str,
) -> sqlx::Result<Vec<Vec<Option<String>>>> {
    let rows = sqlx::raw_sql(sql).fetch_all(connection).await?;
    rows.iter().map(texts).collect()
}

/// Asks for one value.
pub(super) async fn ask_one(
    connection: &mut PgConnection,
    sql: &'static str,
) -> sqlx::Result<Option<String>> {
    let rows = ask(connection, sql).await?;
    Ok(rows.into_iter().flatten().next().flatten())
}

/// The values of a row as text, in which the simple protocol has all of them.
pub(super) fn texts(row: &PgRow) -> sqlx::Result<Vec<Option<String>>> {
    (0..row.len()).map(|at| row.try_get_unchecked(at)).collect()
}

/// Says goodbye. One that is gone is what is wanted.
pub(super) async fn leave(connection: PgConnection) {
    connection.close().map(|_| ()).await;
}
