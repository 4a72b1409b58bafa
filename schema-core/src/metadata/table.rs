//! Tables.

use crate::ident::Ident;
use crate::metadata::{
    CheckDef, ColumnDef, Constraint, ExclusionDef, ForeignKeyDef, IndexDef, PartitionBy,
    PartitionOf, PrimaryKeyDef, QualifiedName, UniqueDef,
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
    /// The exclusion constraints.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub exclusions: Vec<ExclusionDef>,
    /// The indexes.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub indexes: Vec<IndexDef>,
    /// How its rows are divided into partitions.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub partition_by: Option<PartitionBy>,
    /// The table that it is a partition of.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub partition_of: Option<PartitionOf>,
    /// Whether its rows are lost in a crash: `UNLOGGED`.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "std::ops::Not::not"))]
    pub unlogged: bool,
    /// The name that the table had before: a hint for migrations.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub renamed_from: Option<Ident>,
}

impl TableDef {
    /// A table without columns.
    pub const fn new(name: QualifiedName) -> Self {
        Self {
            name,
            comment: None,
            columns: Vec::new(),
            primary_key: None,
            unique: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            exclusions: Vec::new(),
            indexes: Vec::new(),
            partition_by: None,
            partition_of: None,
            unlogged: false,
            renamed_from: None,
        }
    }

    /// The column of a name.
    pub fn column(&self, name: &str) -> Option<&ColumnDef> {
        self.columns.iter().find(|column| column.name == *name)
    }

    /// The columns of the primary key; empty when there is none.
    pub fn key(&self) -> &[Ident] {
        self.primary_key.as_ref().map_or(&[], |key| &key.columns)
    }

    /// All constraints: the primary key, unique constraints, foreign keys, checks, exclusions.
    pub fn constraints(&self) -> Vec<Constraint> {
        let key = self.primary_key.iter().cloned().map(Constraint::PrimaryKey);
        let unique = self.unique.iter().cloned().map(Constraint::Unique);
        let foreign_keys = self.foreign_keys.iter().cloned().map(Constraint::ForeignKey);
        let checks = self.checks.iter().cloned().map(Constraint::Check);
        let exclusions = self.exclusions.iter().cloned().map(Constraint::Exclusion);
        key.chain(unique).chain(foreign_keys).chain(checks).chain(exclusions).collect()
    }

    /// Puts constraints and indexes, which are sets, in the order of their names.
    pub fn sort_by_name(&mut self) {
        self.unique.sort_by(|left, right| left.name.cmp(&right.name));
        self.foreign_keys.sort_by(|left, right| left.name.cmp(&right.name));
        self.checks.sort_by(|left, right| left.name.cmp(&right.name));
        self.exclusions.sort_by(|left, right| left.name.cmp(&right.name));
        self.indexes.sort_by(|left, right| left.name.cmp(&right.name));
    }

    /// The name of something else in the table's schema.
    pub fn sibling(&self, name: &Ident) -> QualifiedName {
        QualifiedName::new(self.name.schema.clone(), name.clone())
    }
}
