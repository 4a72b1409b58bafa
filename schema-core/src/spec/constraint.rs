//! Constraints: keys, checks, foreign keys.

use crate::spec::TypePath;

/// A constraint.
#[derive(Debug, Clone, Copy)]
pub struct ConstraintSpec {
    /// Its name, or `None` for the naming convention's.
    pub name: Option<&'static str>,
    /// What it demands.
    pub kind: ConstraintKindSpec,
}

/// What a constraint demands.
#[derive(Debug, Clone, Copy)]
pub enum ConstraintKindSpec {
    /// `PRIMARY KEY`, over these fields.
    PrimaryKey(&'static [&'static str]),
    /// `UNIQUE`, over these fields.
    Unique(&'static [&'static str]),
    /// `CHECK`, with the column it was written on, if any.
    Check {
        /// The field that the attribute stands on.
        field: Option<&'static str>,
        /// The SQL predicate.
        predicate: &'static str,
    },
    /// `FOREIGN KEY`.
    ForeignKey(ForeignKeySpec),
}

/// A foreign key.
#[derive(Debug, Clone, Copy)]
pub struct ForeignKeySpec {
    /// The referencing fields.
    pub fields: &'static [&'static str],
    /// The root of the referenced struct.
    pub referenced: TypePath,
    /// The referenced fields.
    pub referenced_fields: &'static [&'static str],
    /// `ON DELETE`.
    pub on_delete: ReferentialAction,
    /// `ON UPDATE`.
    pub on_update: ReferentialAction,
    /// When it is checked.
    pub deferrable: Deferrable,
}

/// What happens to referencing rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ReferentialAction {
    /// Refused at the end of the statement, or of the transaction where deferred.
    #[default]
    NoAction,
    /// Refused at once.
    Restrict,
    /// They go, or change, too.
    Cascade,
    /// Their columns become NULL.
    SetNull,
    /// Their columns take their defaults.
    SetDefault,
}

/// When a foreign key is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Deferrable {
    /// `NOT DEFERRABLE`.
    #[default]
    Not,
    /// `DEFERRABLE INITIALLY IMMEDIATE`.
    InitiallyImmediate,
    /// `DEFERRABLE INITIALLY DEFERRED`.
    InitiallyDeferred,
}
