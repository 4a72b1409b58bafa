//! What can go wrong when an engine is asked what it is.

use crate::connection::Said;

/// Why it is not known what answers.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The question was refused.
    #[error("asking the server what it is failed: {}; look whether the address is that of a database", Said(.0))]
    Database(sqlx::Error),
    /// The answer cannot be read.
    #[error(
        "the server says it is `{0}`, which is none of PostgreSQL, Citus, CockroachDB, YugabyteDB, SQLite; connect to one of them"
    )]
    Unknown(String),
}
