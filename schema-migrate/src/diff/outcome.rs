//! What comes of comparing.

use std::fmt;

use polyschema_core::ident::Ident;
use polyschema_core::metadata::QualifiedName;
use serde::{Deserialize, Serialize};

use super::change::Change;
use super::likely::PossibleRename;
use super::rename::{IgnoredHint, Rename};

/// What must happen so that a catalog becomes another.
///
/// Its `Display` has a line for each change, question and note.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Diff {
    /// The changes, in the order in which a person reads.
    pub changes: Vec<Change>,
    /// Renames that are likely and that no hint tells of. The changes are those without them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<PossibleRename>,
    /// What makes no change, and may surprise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

impl Diff {
    /// Whether nothing must happen.
    pub const fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.changes.iter().try_for_each(|change| writeln!(f, "{change}"))?;
        self.questions.iter().try_for_each(|question| writeln!(f, "{question}"))?;
        self.notes.iter().try_for_each(|note| writeln!(f, "note: {note}"))
    }
}

/// What makes no change, and may surprise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Note {
    /// The columns that a table keeps stand in another order. PostgreSQL cannot move a column, nothing in
    /// polyschema depends on where one stands, and a new one always comes last.
    ColumnOrder {
        /// The table.
        table: QualifiedName,
        /// Their order before.
        from: Vec<Ident>,
        /// Their order after.
        to: Vec<Ident>,
    },
    /// A hint that was meant to be followed and was not.
    IgnoredHint {
        /// What it says.
        rename: Rename,
        /// Why it is not followed.
        why: IgnoredHint,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ColumnOrder { table, from, to } => {
                let list = |names: &[Ident]| {
                    names.iter().map(Ident::as_str).collect::<Vec<_>>().join(", ")
                };
                write!(
                    f,
                    "the columns of {table} stay in the order ({}), not ({})",
                    list(from),
                    list(to)
                )
            }
            Self::IgnoredHint { rename, why } => write!(f, "not renamed: {rename}: {why}"),
        }
    }
}
