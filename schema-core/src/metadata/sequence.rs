//! Sequences, other than those behind identities.

use crate::ident::Ident;
use crate::metadata::{QualifiedName, SqlType};

/// A sequence. Source: PostgreSQL manual, `CREATE SEQUENCE`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct SequenceDef {
    /// The name.
    pub name: QualifiedName,
    /// The type: one of the integers.
    pub sql_type: SqlType,
    /// The first number.
    pub start: i64,
    /// From one number to the next.
    pub increment: i64,
    /// The least number.
    pub min: i64,
    /// The greatest number.
    pub max: i64,
    /// How many numbers a connection takes at once.
    pub cache: i64,
    /// Whether it starts anew after the last number.
    pub cycle: bool,
    /// The column with which it is dropped.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub owned_by: Option<OwnedBy>,
    /// The comment.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub comment: Option<String>,
}

impl SequenceDef {
    /// The sequence that `CREATE SEQUENCE name` makes.
    pub const fn new(name: QualifiedName) -> Self {
        Self {
            name,
            sql_type: SqlType::BigInt,
            start: 1,
            increment: 1,
            min: 1,
            max: i64::MAX,
            cache: 1,
            cycle: false,
            owned_by: None,
            comment: None,
        }
    }
}

/// The column that a sequence belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OwnedBy {
    /// The table.
    pub table: QualifiedName,
    /// The column.
    pub column: Ident,
}
