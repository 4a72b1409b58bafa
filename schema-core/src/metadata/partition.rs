//! Tables whose rows lie in partitions. Source: PostgreSQL manual, 5.11.

use crate::metadata::QualifiedName;

/// `PARTITION BY`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PartitionBy {
    /// The strategy.
    pub strategy: PartitionStrategy,
    /// The columns and expressions of the key, in SQL, without parentheses around them.
    pub key: String,
}

impl PartitionBy {
    /// Partitions by a key.
    pub fn new(strategy: PartitionStrategy, key: impl Into<String>) -> Self {
        Self { strategy, key: key.into() }
    }
}

/// How a key says where a row belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum PartitionStrategy {
    /// By ranges.
    Range,
    /// By lists of values.
    List,
    /// By the remainder of a hash.
    Hash,
}

/// `PARTITION OF`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PartitionOf {
    /// The table that is divided.
    pub parent: QualifiedName,
    /// Which rows belong here, in SQL: `FOR VALUES IN ('a')`, `DEFAULT`.
    pub bound: String,
}

impl PartitionOf {
    /// A partition of a table.
    pub fn new(parent: QualifiedName, bound: impl Into<String>) -> Self {
        Self { parent, bound: bound.into() }
    }
}
