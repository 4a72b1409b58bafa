//! Indexes and their keys.

/// An index.
#[derive(Debug, Clone, Copy)]
pub struct IndexSpec {
    /// Its name, or `None` for the naming convention's.
    pub name: Option<&'static str>,
    /// Whether it is unique.
    pub unique: bool,
    /// The access method (`btree`, `gin`, ..); `None` for the database's own choice.
    pub method: Option<&'static str>,
    /// What is indexed.
    pub keys: &'static [IndexKeySpec],
    /// Fields stored beside the keys.
    pub include: &'static [&'static str],
    /// The predicate of a partial index.
    pub predicate: Option<&'static str>,
}

/// A key of an index.
#[derive(Debug, Clone, Copy)]
pub struct IndexKeySpec {
    /// A field, or an expression.
    pub on: IndexOnSpec,
    /// Whether it is in descending order.
    pub descending: bool,
    /// Where NULLs go; `None` for the order's own default.
    pub nulls: Option<Nulls>,
    /// The operator class.
    pub operator_class: Option<&'static str>,
}

/// What an index key is made of.
#[derive(Debug, Clone, Copy)]
pub enum IndexOnSpec {
    /// A field.
    Field(&'static str),
    /// A SQL expression.
    Expression(&'static str),
}

/// Where NULLs stand in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Nulls {
    /// Before all values.
    First,
    /// After all values.
    Last,
}
