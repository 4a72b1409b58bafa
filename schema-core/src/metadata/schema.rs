//! Schemas, and the enums that lie in them.

use std::collections::BTreeMap;

use crate::ident::Ident;
use crate::metadata::{QualifiedName, TableDef};

/// A schema.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct SchemaDef {
    /// The name.
    pub name: Ident,
    /// The comment.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub comment: Option<String>,
    /// The enums, by name.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "BTreeMap::is_empty"))]
    pub enums: BTreeMap<Ident, EnumDef>,
    /// The tables, by name.
    pub tables: BTreeMap<Ident, TableDef>,
}

/// An enum: a type of its own where the database has such types, else what a check on text allows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct EnumDef {
    /// The name.
    pub name: QualifiedName,
    /// The comment.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub comment: Option<String>,
    /// The labels, in order.
    pub labels: Vec<String>,
}
