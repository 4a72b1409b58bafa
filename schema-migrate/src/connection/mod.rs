//! What history and runner need from a driver: statements, rows as text, transactions, refusals.
//!
//! Invariant: knows nothing of revisions.

#[cfg(feature = "postgres")]
mod postgres;
pub(crate) mod session;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::future::Future;

use polyschema_core::Dialect;
pub(crate) use polyschema_core::exec::Said;
use sqlx::{Connection, Database};

/// A row, each value as text.
pub(crate) type TextRow = Vec<Option<String>>;

/// A connection through which revisions are applied.
///
/// For PostgreSQL it leads to the server itself, or to a pooler that keeps its session: revisions that
/// are not transactional hold a lock of the session.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot apply revisions",
    label = "expected `PgConnection` or `SqliteConnection`",
    note = "pass `&mut connection` or `&mut *pool.acquire().await?`"
)]
pub trait MigrateConnection:
    Connection<Database: Database<Connection = Self>> + sealed::Sealed
{
    /// The dialect of its database.
    const DIALECT: Dialect;

    /// Sends one statement that gives no rows and takes no binds.
    #[doc(hidden)]
    fn send(&mut self, sql: &str) -> impl Future<Output = sqlx::Result<()>> + Send;

    /// Sends statements that give no rows and take no binds, in order and at most so many in a message. The first one that is refused is the last one that runs.
    #[doc(hidden)]
    fn send_all<'a>(
        &'a mut self,
        statements: &'a [&'a str],
        most: usize,
    ) -> impl Future<Output = Result<(), RefusedStatement>> + Send;

    /// Sends one statement with texts as binds (`$1`), and reads its rows, all columns as text.
    ///
    /// One lifetime for all, because the compiler does not see that the future is `Send` when one must
    /// outlive another.
    #[doc(hidden)]
    fn rows<'a>(
        &'a mut self,
        sql: &'a str,
        binds: &'a [&'a str],
    ) -> impl Future<Output = sqlx::Result<Vec<TextRow>>> + Send;

    /// What the server says of a statement, in its own words.
    #[doc(hidden)]
    fn refusal(error: &sqlx::Error) -> Refusal;
}

/// A statement that was refused among several.
#[derive(Debug)]
pub struct RefusedStatement {
    /// Which one it is, from 0.
    pub at: usize,
    /// So many are known to have run: fewer than stand before it where it was found before the first one ran.
    pub ran: usize,
    /// As many characters stood before it in its message.
    pub before: usize,
    /// The driver's error.
    pub source: sqlx::Error,
}

/// What a server says of a statement that it refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// SQLSTATE, or SQLite's extended result code.
    pub code: Option<String>,
    /// Its message.
    pub message: String,
    /// More about what is wrong.
    pub detail: Option<String>,
    /// What it suggests.
    pub hint: Option<String>,
    /// The character of the statement at which it is wrong, from 1.
    pub position: Option<usize>,
}

impl Refusal {
    /// What a driver says by itself, such as of a server that cannot be reached.
    fn of_driver(error: &sqlx::Error) -> Self {
        let database = error.as_database_error();
        Self {
            code: database.and_then(|error| error.code().map(Into::into)),
            message: database.map_or_else(|| error.to_string(), |error| error.message().to_owned()),
            detail: None,
            hint: None,
            position: None,
        }
    }
}

mod sealed {
    pub trait Sealed {}
}
