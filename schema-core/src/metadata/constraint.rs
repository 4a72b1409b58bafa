//! Constraints. Each has a name: the model's, or the naming convention's.

use crate::ident::Ident;
use crate::metadata::QualifiedName;
use crate::spec::{Deferrable, ReferentialAction};

/// `PRIMARY KEY`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PrimaryKeyDef {
    /// The name.
    pub name: Ident,
    /// The columns.
    pub columns: Vec<Ident>,
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
    #[cfg_attr(feature = "serde", serde(default))]
    pub on_delete: ReferentialAction,
    /// `ON UPDATE`.
    #[cfg_attr(feature = "serde", serde(default))]
    pub on_update: ReferentialAction,
    /// When it is checked.
    #[cfg_attr(feature = "serde", serde(default))]
    pub deferrable: Deferrable,
}
