//! Databases for tests: each call gives one that nothing else uses.
//!
//! PostgreSQL is the server that `POLYSCHEMA_TEST_POSTGRES_URL` names (a superuser's URL), or one that
//! the tests start and stop themselves. Where neither can be, a test is skipped aloud, or fails when
//! `POLYSCHEMA_REQUIRE_POSTGRES` is set; so it is with PgBouncer.

mod citus;
mod pgbouncer;
mod postgres;

pub use citus::{CitusDatabase, citus, stand_in_for_citus};
pub use pgbouncer::{Mode, PgBouncer, pgbouncer};
pub use postgres::{PostgresDatabase, postgres, version};

use sqlx::{Connection, SqliteConnection};

/// An SQLite database in memory, with foreign keys enforced.
///
/// # Panics
/// SQLite cannot be opened.
pub async fn sqlite() -> SqliteConnection {
    SqliteConnection::connect("sqlite::memory:").await.expect("SQLite opens a database in memory")
}
