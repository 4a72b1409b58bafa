//! What can go wrong with a fleet as a whole; what goes wrong with a member is in the report.

use std::time::Duration;

use polyschema_core::SchemaName;

use crate::connection::Said;

/// Why a fleet does not run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FleetError {
    /// No connection could be made, or it is lost before any member runs.
    #[error("{doing} failed: {}", Said(source))]
    Database {
        /// What was done.
        doing: &'static str,
        /// The driver's error, with the server's own words.
        source: sqlx::Error,
    },
    /// Another run that did not end.
    #[error(
        "another run has the lock of the fleet `{schema}` (waited {} s); wait for it, or end its connections",
        waited.as_secs()
    )]
    Locked {
        /// The logical schema.
        schema: String,
        /// How long it was waited for.
        waited: Duration,
    },
    /// A pooler that gives a session to others between two statements.
    #[error(
        "a run over the fleet `{schema}` has locks of its sessions, and a pooler that lies between does not keep them; \
         connect to the server itself, by a direct URL"
    )]
    NoSession {
        /// The logical schema.
        schema: String,
    },
    /// Two members of one name.
    #[error("schema `{}` is twice among the members; name it once", .0.as_str())]
    Twice(SchemaName),
    /// A member that is a shared schema.
    #[error(
        "schema `{}` is among the members, and logical schema `{shared}` has its name, too; give each its own",
        name.as_str()
    )]
    Shared {
        /// The name of both.
        name: SchemaName,
        /// The logical schema.
        shared: String,
    },
    /// A member that is not there: it was dropped or renamed, during the run maybe.
    #[error("schema `{}` is not there; restore it, or take it off the members", .0.as_str())]
    NoSchema(SchemaName),
    /// A downgrade that takes back a member's first revision, and with it the schema.
    #[error(
        "its first revision would be taken back, and its schema with it; to let its rows go, drop the tenant"
    )]
    TakesSchema,
    /// A name that is given and no member has.
    #[error("the fleet has no member `{name}`; look at the list of its members")]
    NoMember {
        /// The name.
        name: String,
    },
    /// A pattern that is none.
    #[error("`{pattern}` is no pattern: {source}; write `*` for any characters, and `?` for one")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong.
        source: glob::PatternError,
    },
}

impl FleetError {
    /// The error of a statement of the run's own.
    pub(super) fn database(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Database { doing, source }
    }
}
