//! Tables.

use crate::ident::Ident;
use crate::metadata::{
    CheckDef, ColumnDef, ForeignKeyDef, IndexDef, PrimaryKeyDef, QualifiedName, UniqueDef,
};

/// A table. Everything is in the order in which the model declares it.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct TableDef {
    /// The name.
    pub name: QualifiedName,
    /// The comment.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub comment: Option<String>,
    /// The columns.
    pub columns: Vec<ColumnDef>,
    /// The primary key.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub primary_key: Option<PrimaryKeyDef>,
    /// The unique constraints.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub unique: Vec<UniqueDef>,
    /// The foreign keys.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub foreign_keys: Vec<ForeignKeyDef>,
    /// The check constraints.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub checks: Vec<CheckDef>,
    /// The indexes.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub indexes: Vec<IndexDef>,
}

impl TableDef {
    /// The column of a name.
    pub fn column(&self, name: &str) -> Option<&ColumnDef> {
        self.columns.iter().find(|column| column.name == *name)
    }

    /// The columns of the primary key; empty when there is none.
    pub fn key(&self) -> &[Ident] {
        self.primary_key.as_ref().map_or(&[], |key| &key.columns)
    }

    /// The name of something else in the table's schema.
    pub(crate) fn sibling(&self, name: &Ident) -> QualifiedName {
        QualifiedName::new(self.name.schema.clone(), name.clone())
    }
}
