//! What is refused before anything runs.

use crate::engine::Engine;
use crate::history::State;
use crate::migration::{RevisionError, RevisionId, RevisionKey};

/// Why a run does not begin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// A revision whose files were changed after it was applied.
    #[error(
        "revision `{}` of `{}` was edited after it was applied (its checksum was `{}` and is `{}`); \
        restore its files and put the change into a new revision, or stamp the schema to accept them as they are",
        key.id, key.schema, Short(applied), Short(now)
    )]
    Edited {
        /// Schema and revision.
        key: RevisionKey,
        /// The checksum in the history.
        applied: String,
        /// The checksum of the files.
        now: String,
    },
    /// A revision in the history that has no files.
    #[error(
        "revision `{revision}` of `{schema}` is applied, and has no files; get the newest revisions, or stamp the schema"
    )]
    Lost {
        /// The logical schema.
        schema: String,
        /// The revision.
        revision: String,
    },
    /// Some of the revisions that another took the place of.
    #[error(
        "revision `{}` of `{}` takes the place of `{has}`, which is applied, and of `{lacks}`, which is not; apply the files that there were before, up to `{lacks}`",
        key.id, key.schema
    )]
    PartlyReplaced {
        /// Schema and revision in their place.
        key: RevisionKey,
        /// One that is applied.
        has: String,
        /// One that is not.
        lacks: RevisionId,
    },
    /// A revision that was interrupted, and goes the other way.
    #[error(
        "revision `{}` of `{}` was interrupted at step {} of {steps} ({state}); finish it with {} before",
        key.id, key.schema, step + 1, verb(*state)
    )]
    Interrupted {
        /// Schema and revision.
        key: RevisionKey,
        /// How many of its steps are done.
        step: usize,
        /// How many it has.
        steps: usize,
        /// Which way it went.
        state: State,
    },
    /// A revision without `downgrade.sql`.
    #[error(
        "revision `{}` of `{}` cannot be taken back: it has no `downgrade.sql`; write one, or downgrade no further than to it",
        .0.id, .0.schema
    )]
    NoDowngrade(RevisionKey),
    /// Data that would be destroyed.
    #[error(
        "{file} line {line}: revision `{}` of `{}` {how} `{name}`; allow it by name (`{name}`) if its data may go",
        key.id, key.schema
    )]
    Destroys {
        /// Schema and revision.
        key: RevisionKey,
        /// The file.
        file: String,
        /// The line of the statement.
        line: usize,
        /// What happens.
        how: &'static str,
        /// What is to be allowed.
        name: String,
    },
    /// A Rust function that is not registered.
    #[error(
        "revision `{}` of `{}` runs the Rust function `{function}`, which is not registered; register it under this name{}",
        key.id, key.schema, Known(known)
    )]
    Unregistered {
        /// Schema and revision.
        key: RevisionKey,
        /// The function.
        function: String,
        /// The functions that are registered.
        known: Vec<String>,
    },
    /// A Rust function in what is to become a script.
    #[error(
        "revision `{}` of `{}` runs the Rust function `{function}`, which cannot be written as SQL; upgrade the schema through a connection",
        key.id, key.schema
    )]
    NoSql {
        /// Schema and revision.
        key: RevisionKey,
        /// The function.
        function: String,
    },
    /// A revision of a schema that has no name in this run.
    #[error("revision `{}` of `{}` is needed, and its schema is bound to no name; bind it with `.bind(\"{}\", ..)`", .0.id, .0.schema, .0.schema)]
    Unbound(RevisionKey),
    /// A downgrade that drops its own schema and is not transactional.
    #[error("revision `{}` of `{}` drops its schema, and with it the history of how far it is; let its downgrade be transactional", .0.id, .0.schema)]
    DropsHistory(RevisionKey),
    /// A table of SQLite that is rebuilt step by step.
    #[error(
        "revision `{}` of `{}` rebuilds `{table}` and is not transactional, so that its triggers and indexes could be lost; let it be transactional",
        key.id, key.schema
    )]
    RebuildsInSteps {
        /// Schema and revision.
        key: RevisionKey,
        /// The table.
        table: String,
    },
    /// What the engine does not do.
    #[error(
        "{file} line {line}: revision `{}` of `{}` {what}, which {engine} refuses; {instead}",
        key.id, key.schema
    )]
    Engine {
        /// Schema and revision.
        key: RevisionKey,
        /// The file.
        file: String,
        /// The line of the statement.
        line: usize,
        /// The engine.
        engine: Engine,
        /// What the statement does.
        what: &'static str,
        /// What to do instead.
        instead: &'static str,
    },
    /// An engine on which tenants cannot be what is promised of them.
    #[error(
        "a tenant is made, changed and dropped in one transaction, and {engine} cannot: {why}; upgrade its schema instead, \
         which goes step by step"
    )]
    Promises {
        /// The engine.
        engine: Engine,
        /// What it lacks.
        why: &'static str,
    },
    /// SQL that cannot be bound to the schemas' names.
    #[error(transparent)]
    Revision(#[from] RevisionError),
}

const fn verb(state: State) -> &'static str {
    match state {
        State::Downgrading => "downgrade",
        State::Upgrading | State::Done => "upgrade",
    }
}

/// The beginning of a checksum.
struct Short<'a>(&'a str);

impl std::fmt::Display for Short<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.get(..12).unwrap_or(self.0))
    }
}

/// The functions that are registered.
struct Known<'a>(&'a [String]);

impl std::fmt::Display for Known<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            [] => Ok(()),
            names => write!(f, "; registered: `{}`", names.join("`, `")),
        }
    }
}
