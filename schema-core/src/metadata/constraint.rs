//! Constraints. Each has a name: the model's, or the naming convention's.

use crate::ident::Ident;
use crate::metadata::{IndexKeyDef, QualifiedName};
use crate::spec::{Deferrable, ReferentialAction};

/// A constraint of a table, of any kind.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Constraint {
    /// `PRIMARY KEY`.
    PrimaryKey(PrimaryKeyDef),
    /// `UNIQUE`.
    Unique(UniqueDef),
    /// `FOREIGN KEY`.
    ForeignKey(ForeignKeyDef),
    /// `CHECK`.
    Check(CheckDef),
    /// `EXCLUDE`.
    Exclusion(ExclusionDef),
}

impl Constraint {
    /// The name.
    pub const fn name(&self) -> &Ident {
        match self {
            Self::PrimaryKey(def) => &def.name,
            Self::Unique(def) => &def.name,
            Self::ForeignKey(def) => &def.name,
            Self::Check(def) => &def.name,
            Self::Exclusion(def) => &def.name,
        }
    }

    /// What it is, in words: `foreign key`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::PrimaryKey(_) => "primary key",
            Self::Unique(_) => "unique constraint",
            Self::ForeignKey(_) => "foreign key",
            Self::Check(_) => "check",
            Self::Exclusion(_) => "exclusion constraint",
        }
    }
}

/// `PRIMARY KEY`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PrimaryKeyDef {
    /// The name.
    pub name: Ident,
    /// The columns.
    pub columns: Vec<Ident>,
    /// The columns that its index holds beside them.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub include: Vec<Ident>,
    /// When it is checked.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "super::is_default"))]
    pub deferrable: Deferrable,
}

impl PrimaryKeyDef {
    /// A primary key that is checked at once.
    pub const fn new(name: Ident, columns: Vec<Ident>) -> Self {
        Self { name, columns, include: Vec::new(), deferrable: Deferrable::Not }
    }
}

/// `UNIQUE`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct UniqueDef {
    /// The name.
    pub name: Ident,
    /// The columns.
    pub columns: Vec<Ident>,
    /// The columns that its index holds beside them.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub include: Vec<Ident>,
    /// Whether two NULLs are equal. Source: PostgreSQL manual, 5.4.3 (`NULLS NOT DISTINCT`).
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "std::ops::Not::not"))]
    pub nulls_not_distinct: bool,
    /// When it is checked.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "super::is_default"))]
    pub deferrable: Deferrable,
}

impl UniqueDef {
    /// A unique constraint that is checked at once, and for which NULLs differ.
    pub const fn new(name: Ident, columns: Vec<Ident>) -> Self {
        Self {
            name,
            columns,
            include: Vec::new(),
            nulls_not_distinct: false,
            deferrable: Deferrable::Not,
        }
    }
}

/// `CHECK`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct CheckDef {
    /// The name.
    pub name: Ident,
    /// The SQL predicate.
    pub predicate: String,
    /// Whether the rows that the table had before are known to satisfy it; false is `NOT VALID`.
    #[cfg_attr(
        feature = "serde",
        serde(default = "super::yes", skip_serializing_if = "super::is_yes")
    )]
    pub validated: bool,
}

impl CheckDef {
    /// A check that holds for all rows.
    pub fn new(name: Ident, predicate: impl Into<String>) -> Self {
        Self { name, predicate: predicate.into(), validated: true }
    }
}

/// `FOREIGN KEY`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct ForeignKeyDef {
    /// The name.
    pub name: Ident,
    /// The referencing columns.
    pub columns: Vec<Ident>,
    /// The referenced table.
    pub referenced: QualifiedName,
    /// The referenced columns, in the order of the referencing ones.
    pub referenced_columns: Vec<Ident>,
    /// `ON DELETE`.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "super::is_default"))]
    pub on_delete: ReferentialAction,
    /// `ON UPDATE`.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "super::is_default"))]
    pub on_update: ReferentialAction,
    /// Whether a row may have NULL in all of the columns or in none: `MATCH FULL`.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "std::ops::Not::not"))]
    pub match_full: bool,
    /// When it is checked.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "super::is_default"))]
    pub deferrable: Deferrable,
    /// Whether the rows that the table had before are known to satisfy it; false is `NOT VALID`.
    #[cfg_attr(
        feature = "serde",
        serde(default = "super::yes", skip_serializing_if = "super::is_yes")
    )]
    pub validated: bool,
}

impl ForeignKeyDef {
    /// A foreign key without referential actions that is checked at the end of each statement.
    pub fn new(
        name: Ident,
        columns: Vec<Ident>,
        referenced: QualifiedName,
        referenced_columns: Vec<Ident>,
    ) -> Self {
        Self {
            name,
            columns,
            referenced,
            referenced_columns,
            on_delete: ReferentialAction::default(),
            on_update: ReferentialAction::default(),
            match_full: false,
            deferrable: Deferrable::Not,
            validated: true,
        }
    }
}

/// `EXCLUDE`: no two rows for which all operators are true.
///
/// Source: PostgreSQL manual, 5.4.6.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct ExclusionDef {
    /// The name.
    pub name: Ident,
    /// The access method of its index; `None` for the database's own choice.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub method: Option<String>,
    /// What is compared, and with which operator: `&&`, `=`.
    pub elements: Vec<(IndexKeyDef, String)>,
    /// The predicate of the rows that count.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub predicate: Option<String>,
    /// When it is checked.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "super::is_default"))]
    pub deferrable: Deferrable,
}

impl ExclusionDef {
    /// An exclusion constraint over all rows that is checked at once.
    pub const fn new(name: Ident, elements: Vec<(IndexKeyDef, String)>) -> Self {
        Self { name, method: None, elements, predicate: None, deferrable: Deferrable::Not }
    }
}
