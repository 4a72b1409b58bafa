//! Why a revision cannot be made.

use polyschema_core::error::Listed;

use crate::diff::PossibleRename;
use crate::migration::RevisionId;

/// Why a revision cannot be made. Messages name the schema.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AutogenerateError {
    /// Several heads, of which a revision can continue one.
    #[error(
        "`{schema}` has {} heads: {}; merge them into one revision, or say which one to go on from",
        heads.len(), Listed(heads)
    )]
    SeveralHeads {
        /// The schema.
        schema: String,
        /// The heads.
        heads: Vec<RevisionId>,
    },
    /// One head, where several are to be merged.
    #[error("`{schema}` has nothing to merge: {}", Heads(heads))]
    NothingToMerge {
        /// The schema.
        schema: String,
        /// The heads.
        heads: Vec<RevisionId>,
    },
    /// A revision that stands on several, and has no snapshot that says what they are together.
    #[error(
        "`{id}` of `{schema}` joins several revisions and has no `snapshot.json`; remove it and merge them anew"
    )]
    NoSnapshot {
        /// The schema.
        schema: String,
        /// The revision.
        id: RevisionId,
    },
    /// Renames that are likely, and that nobody has said anything of.
    #[error("{}", Questions(.0))]
    Questions(Vec<PossibleRename>),
    /// A rename of what is not there.
    #[error("nothing can be renamed from `{from}` to `{to}`: {why}")]
    Rename {
        /// What it was.
        from: String,
        /// What it is.
        to: String,
        /// Why not; what to do.
        why: String,
    },
    /// A revision in the middle of what is to be one revision.
    #[error(
        "`{by}` of `{schema}` stands on `{on}`, which would be gone; squash up to `{on}`, or merge `{by}` before"
    )]
    StoodOn {
        /// The schema.
        schema: String,
        /// The revision that stays.
        by: RevisionId,
        /// The revision that goes.
        on: RevisionId,
    },
    /// A Rust function in the middle of what is to be one revision.
    #[error(
        "`{id}` of `{schema}` runs the Rust function `{function}`, and other revisions after it; squash up to `{id}`, where it stays the last step"
    )]
    RustInside {
        /// The schema.
        schema: String,
        /// The revision.
        id: RevisionId,
        /// The function.
        function: String,
    },
    /// A single revision to squash.
    #[error("`{id}` of `{schema}` stands on nothing, so there is nothing to join with it")]
    NothingToSquash {
        /// The schema.
        schema: String,
        /// The revision.
        id: RevisionId,
    },
    /// Two schemas whose new revisions wait for each other.
    #[error(
        "the new revisions of {} need each other; leave out one foreign key, make the revisions, and add it in the next",
        Listed(.0)
    )]
    Cycle(Vec<String>),
}

struct Heads<'a>(&'a [RevisionId]);

impl std::fmt::Display for Heads<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            [] => f.write_str("it has no revisions"),
            heads => write!(f, "its head is {}", Listed(heads)),
        }
    }
}

struct Questions<'a>(&'a [PossibleRename]);

impl std::fmt::Display for Questions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("it is not clear whether something was renamed:")?;
        self.0.iter().try_for_each(|question| write!(f, "\n{question}"))
    }
}
