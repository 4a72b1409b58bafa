//! What can go wrong in a run.

use std::time::Duration;

use polyschema_core::SchemaName;

use super::hook::BoxError;
use super::refused::Refused;
use super::step::StepError;
use crate::connection::Said;
use crate::migration::RevisionKey;

/// Why a run ended, or did not begin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ApplyError {
    /// Nothing was run: everything that is wrong.
    #[error("{}", Lines(.0))]
    Refused(Vec<Refused>),
    /// A step that failed.
    #[error(transparent)]
    Step(Box<StepError>),
    /// A statement of the runner's own that failed.
    #[error("{doing} of schema `{}` failed: {}", schema.as_str(), Said(source))]
    Database {
        /// What was done.
        doing: &'static str,
        /// The schema's name in the database.
        schema: SchemaName,
        /// The driver's error, with the server's own words.
        source: sqlx::Error,
    },
    /// Another run on the schema that did not end.
    #[error(
        "another run has the lock of schema `{}` (waited {} s); wait for it, or end its connection",
        schema.as_str(), waited.as_secs()
    )]
    Locked {
        /// The schema's name in the database.
        schema: SchemaName,
        /// How long it was waited for.
        waited: Duration,
    },
    /// A lease that was over, and that another run took.
    #[error(
        "the lock of schema `{}` was over, because a step took long, and another run took it; nothing more was run here, so \
         run again when the other one has ended, with a limit for statements that is longer than that step",
        schema.as_str()
    )]
    LeaseLost {
        /// The schema's name in the database.
        schema: SchemaName,
    },
    /// A pooler that gives the session to others between two statements.
    #[error(
        "a revision of schema `{}` is not transactional and needs one session of the server, and a pooler \
         that lies between does not keep it; connect to the server itself, by a direct URL",
        schema.as_str()
    )]
    NoSession {
        /// The schema's name in the database.
        schema: SchemaName,
    },
    /// A schema that does not exist, or is not attached.
    #[error("schema `{}` does not exist; {what}", schema.as_str())]
    NoSchema {
        /// The schema's name in the database.
        schema: SchemaName,
        /// What to do.
        what: &'static str,
    },
    /// A schema that is not where its tables are to lie.
    #[error(
        "schema `{}` did not become {what}; look at the server's log and at the rights of the role, nothing was kept",
        schema.as_str()
    )]
    Placement {
        /// The schema's name in the database.
        schema: SchemaName,
        /// What it was to be.
        what: &'static str,
    },
    /// Another run that went elsewhere while this one waited for it.
    #[error("revision `{}` of `{}` cannot run: {why}; another run changed the schema meanwhile, so run again", key.id, key.schema)]
    Moved {
        /// Schema and revision.
        key: RevisionKey,
        /// What is in the way.
        why: String,
    },
    /// Rows that reference what is not there.
    #[error(
        "revision `{}` of `{}` leaves rows that reference nothing: {}; correct the rows in the revision",
        key.id, key.schema, rows.join(", ")
    )]
    ForeignKeys {
        /// Schema and revision.
        key: RevisionKey,
        /// Each row's table and number, and the table that it references; 10 at most.
        rows: Vec<String>,
    },
    /// A trigger or index that went with its table, and cannot be made again.
    #[error(
        "revision `{}` of `{}` rebuilds a table, and its {what} cannot be made again: {}; drop it in the revision, or make it there",
        key.id, key.schema, Said(source)
    )]
    Lost {
        /// Schema and revision.
        key: RevisionKey,
        /// ``trigger `t` of `asia.countries` ``.
        what: String,
        /// Why.
        source: sqlx::Error,
    },
    /// A schema that has no name in this run.
    #[error("schema `{schema}` is bound to no name; bind it with `.bind(\"{schema}\", ..)`")]
    Unbound {
        /// The logical schema.
        schema: String,
    },
    /// Revisions that wait for those of other schemas.
    #[error(
        "revisions of `{schema}` need what is not applied yet: {}; upgrade that first",
        polyschema_core::error::Listed(needed)
    )]
    Behind {
        /// The logical schema.
        schema: String,
        /// Schemas and revisions (`shared/0002_plans`).
        needed: Vec<String>,
    },
    /// A hook's own error.
    #[error("a hook ended the run: {0}")]
    Hook(BoxError),
    /// Two logical schemas under one name.
    #[error("`{first}` and `{second}` are both bound to schema `{}`; give each its own", name.as_str())]
    SameName {
        /// A logical schema.
        first: String,
        /// Another one.
        second: String,
        /// The name that they have in the database.
        name: SchemaName,
    },
    /// A connection with a transaction of its own.
    #[error("the connection is in a transaction; commit it before, a revision has one of its own")]
    InTransaction,
}

impl ApplyError {
    /// The error of a statement of the runner's own.
    pub(crate) fn database(
        doing: &'static str,
        schema: &SchemaName,
    ) -> impl FnOnce(sqlx::Error) -> Self + use<> {
        let schema = schema.clone();
        move |source| Self::Database { doing, schema, source }
    }

    /// The driver's error that it comes from.
    pub(crate) fn driver(&self) -> Option<&sqlx::Error> {
        match self {
            Self::Step(step) => step.source.downcast_ref(),
            Self::Database { source, .. } | Self::Lost { source, .. } => Some(source),
            Self::Hook(source) => source.downcast_ref(),
            Self::Refused(_)
            | Self::Behind { .. }
            | Self::Locked { .. }
            | Self::LeaseLost { .. }
            | Self::NoSession { .. }
            | Self::NoSchema { .. }
            | Self::Placement { .. }
            | Self::Moved { .. }
            | Self::ForeignKeys { .. }
            | Self::Unbound { .. }
            | Self::SameName { .. }
            | Self::InTransaction => None,
        }
    }
}

/// Each on its line.
struct Lines<'a>(&'a [Refused]);

impl std::fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, refused) in self.0.iter().enumerate() {
            write!(f, "{}{refused}", if at == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}
