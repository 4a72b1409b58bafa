//! Schemas, and the enums that lie in them.

use std::collections::BTreeMap;

use crate::ident::Ident;
use crate::metadata::{DomainDef, QualifiedName, SequenceDef, TableDef, ViewDef};

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
    /// The domains, by name.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "BTreeMap::is_empty"))]
    pub domains: BTreeMap<Ident, DomainDef>,
    /// The sequences, by name; an identity's is part of its column.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "BTreeMap::is_empty"))]
    pub sequences: BTreeMap<Ident, SequenceDef>,
    /// The tables, by name.
    pub tables: BTreeMap<Ident, TableDef>,
    /// The views, by name.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "BTreeMap::is_empty"))]
    pub views: BTreeMap<Ident, ViewDef>,
}

impl SchemaDef {
    /// A schema that holds nothing.
    pub const fn new(name: Ident) -> Self {
        Self {
            name,
            comment: None,
            enums: BTreeMap::new(),
            domains: BTreeMap::new(),
            sequences: BTreeMap::new(),
            tables: BTreeMap::new(),
            views: BTreeMap::new(),
        }
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        let Self { name: _, comment: _, enums, domains, sequences, tables, views } = self;
        enums.is_empty()
            && domains.is_empty()
            && sequences.is_empty()
            && tables.is_empty()
            && views.is_empty()
    }
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
    /// Labels that had another name before, each after the one it has now: a hint for migrations.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "BTreeMap::is_empty"))]
    pub renamed_labels: BTreeMap<String, String>,
}

impl EnumDef {
    /// An enum.
    pub const fn new(name: QualifiedName, labels: Vec<String>) -> Self {
        Self { name, comment: None, labels, renamed_labels: BTreeMap::new() }
    }
}
