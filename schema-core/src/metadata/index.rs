//! Indexes.

use crate::ident::Ident;
use crate::spec::Nulls;

/// An index of a table, other than those behind its constraints.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct IndexDef {
    /// The name; it lies in the table's schema.
    pub name: Ident,
    /// Whether it is unique.
    #[cfg_attr(feature = "serde", serde(default))]
    pub unique: bool,
    /// The access method; `None` for the database's own choice.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub method: Option<String>,
    /// The keys.
    pub keys: Vec<IndexKeyDef>,
    /// The included columns.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub include: Vec<Ident>,
    /// The predicate of a partial index, in SQL.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub predicate: Option<String>,
    /// Whether two NULLs are equal to a unique index.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "std::ops::Not::not"))]
    pub nulls_not_distinct: bool,
}

impl IndexDef {
    /// An index over all rows, of the database's own method.
    pub const fn new(name: Ident, keys: Vec<IndexKeyDef>) -> Self {
        Self {
            name,
            unique: false,
            method: None,
            keys,
            include: Vec::new(),
            predicate: None,
            nulls_not_distinct: false,
        }
    }
}

/// A key of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct IndexKeyDef {
    /// What is indexed.
    pub on: IndexOn,
    /// Whether it is in descending order.
    #[cfg_attr(feature = "serde", serde(default))]
    pub descending: bool,
    /// Where NULLs go; `None` for the order's own default.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub nulls: Option<Nulls>,
    /// The operator class.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub operator_class: Option<String>,
    /// The collation, where it is not the column's.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub collation: Option<String>,
}

impl IndexKeyDef {
    /// A key in ascending order.
    pub const fn new(on: IndexOn) -> Self {
        Self { on, descending: false, nulls: None, operator_class: None, collation: None }
    }
}

/// What a key of an index is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum IndexOn {
    /// A column.
    Column(Ident),
    /// A SQL expression.
    Expression(String),
}
