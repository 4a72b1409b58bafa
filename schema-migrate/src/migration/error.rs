//! What can be wrong with revisions, their files and their graph.

use std::fmt;
use std::path::PathBuf;

use polyschema_core::error::Listed;

use super::RevisionId;

/// A fault of revisions. Messages name the file or the revision.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RevisionError {
    /// All faults of a directory.
    #[error("{}", Lines(.0))]
    Several(Vec<RevisionError>),
    /// A name that no revision can have.
    #[error(
        "`{id}` cannot be the id of a revision; take letters, digits and underscores, as in `0002_add_dish`"
    )]
    Id {
        /// The name.
        id: String,
    },
    /// A name of a schema that psql could not take as a variable.
    #[error(
        "`{schema}` cannot be the name of a schema's revisions; take letters, digits and underscores"
    )]
    SchemaName {
        /// The name.
        schema: String,
    },
    /// A file that is not what it should be.
    #[error("{file} line {line}: {why}")]
    Syntax {
        /// The file, below the directory of all revisions.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong; what to do.
        why: String,
    },
    /// A file or folder that is not what it should be.
    #[error("{file}: {why}")]
    File {
        /// The file, below the directory of all revisions.
        file: String,
        /// What is wrong; what to do.
        why: String,
    },
    /// A file or directory that cannot be read or written.
    #[error("`{}`: {source}", path.display())]
    Io {
        /// The path.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A revision that is there already; it is not overwritten.
    #[error("`{}` exists already, and is not overwritten; choose another id", path.display())]
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// A revision twice.
    #[error("`{schema}` has two revisions `{id}`; rename one of them")]
    Twice {
        /// The schema.
        schema: String,
        /// The revision.
        id: String,
    },
    /// A revision, and another that takes its place.
    #[error("`{schema}` has `{id}`, and `{by}` in its place; remove the folder of `{id}`")]
    Replaced {
        /// The schema.
        schema: String,
        /// The revision.
        id: RevisionId,
        /// The revision in its place.
        by: RevisionId,
    },
    /// A label twice.
    #[error(
        "`{schema}` has the label `{label}` on `{first}` and on `{second}`; rename one of them"
    )]
    LabelTwice {
        /// The schema.
        schema: String,
        /// The label.
        label: String,
        /// A revision that has it.
        first: RevisionId,
        /// Another one.
        second: RevisionId,
    },
    /// A parent that is not there.
    #[error(
        "revision `{id}` of `{schema}` has the parent `{parent}`, which is not there{}",
        Hint(near)
    )]
    MissingParent {
        /// The schema.
        schema: String,
        /// The revision.
        id: RevisionId,
        /// Its parent.
        parent: RevisionId,
        /// The name that was probably meant.
        near: Option<String>,
    },
    /// A revision of another schema that is not there.
    #[error("revision `{id}` of `{schema}` depends on `{on}`, which is not there{}", Hint(near))]
    MissingDependency {
        /// The schema.
        schema: String,
        /// The revision.
        id: RevisionId,
        /// Schema and revision that it depends on.
        on: String,
        /// The name that was probably meant.
        near: Option<String>,
    },
    /// Revisions that wait for each other.
    #[error(
        "these revisions wait for each other: {}; change the parents of one of them",
        Listed(revisions)
    )]
    Cycle {
        /// The revisions, each with its schema.
        revisions: Vec<String>,
    },
    /// A schema that has no revisions.
    #[error("there are no revisions of `{schema}`; known: {}", Listed(known))]
    UnknownSchema {
        /// The schema asked for.
        schema: String,
        /// The schemas there are.
        known: Vec<String>,
    },
    /// A target that names nothing.
    #[error("`{target}` names no revision of `{schema}`{}", Hint(near))]
    UnknownTarget {
        /// The schema.
        schema: String,
        /// The target.
        target: String,
        /// The name that was probably meant.
        near: Option<String>,
    },
    /// The beginning of several ids.
    #[error("`{target}` names several revisions of `{schema}`: {}; write one of them", Listed(ids))]
    Ambiguous {
        /// The schema.
        schema: String,
        /// The target.
        target: String,
        /// The revisions.
        ids: Vec<String>,
    },
    /// `head`, where there are several.
    #[error(
        "`{schema}` has {} heads: {}; name one of them, take `heads`, or merge them into one revision",
        heads.len(), Listed(heads)
    )]
    SeveralHeads {
        /// The schema.
        schema: String,
        /// The heads.
        heads: Vec<String>,
    },
    /// Steps that could go several ways, or further than there are revisions.
    #[error("`{target}` cannot be followed in `{schema}`: {why}")]
    Steps {
        /// The schema.
        schema: String,
        /// The target.
        target: String,
        /// Why; what to do.
        why: String,
    },
    /// A target that says nothing for what is to be done.
    #[error("`{target}` is no target of {verb}; {instead}")]
    Direction {
        /// The target.
        target: String,
        /// What is to be done.
        verb: &'static str,
        /// What to do.
        instead: &'static str,
    },
    /// A schema of the SQL that is bound to no name.
    #[error("{file} line {line}: schema `{name}` is not bound to a name; known: {}", Listed(known))]
    UnknownVariable {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The variable.
        name: String,
        /// The schemas that are bound.
        known: Vec<String>,
    },
    /// A snapshot that is no catalog.
    #[error("{file} is no snapshot: {source}")]
    Snapshot {
        /// The file.
        file: String,
        /// Why.
        source: serde_json::Error,
    },
}

impl RevisionError {
    /// All of the faults as one error; nothing when there are none.
    pub(crate) fn all(mut faults: Vec<Self>) -> Result<(), Self> {
        match faults.len() {
            0 => Ok(()),
            1 => Err(faults.remove(0)),
            _ => Err(Self::Several(faults)),
        }
    }
}

/// The name that was probably meant.
struct Hint<'a>(&'a Option<String>);

impl fmt::Display for Hint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(name) => write!(f, "; did you mean `{name}`?"),
            None => Ok(()),
        }
    }
}

/// Each on its line.
pub(crate) struct Lines<'a, T>(pub(crate) &'a [T]);

impl<T: fmt::Display> fmt::Display for Lines<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, line) in self.0.iter().enumerate() {
            write!(f, "{}{line}", if i == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}
