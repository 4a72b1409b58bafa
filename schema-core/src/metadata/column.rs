//! Columns.

use std::collections::BTreeMap;

use crate::ident::Ident;
use crate::metadata::SqlType;

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct ColumnDef {
    /// The name.
    pub name: Ident,
    /// The type.
    pub sql_type: SqlType,
    /// Whether NULL is allowed.
    pub nullable: bool,
    /// How the database fills the column when an insert does not.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub fill: Option<Fill>,
    /// The collation's name.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub collation: Option<String>,
    /// The comment.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub comment: Option<String>,
    /// The name that the column had before: a hint for migrations.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub renamed_from: Option<Ident>,
    /// Where an enum is text with a check: labels and what they were before, a hint for migrations.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "BTreeMap::is_empty"))]
    pub renamed_labels: BTreeMap<String, String>,
}

impl ColumnDef {
    /// A column that takes no NULL, and that the database does not fill.
    pub const fn new(name: Ident, sql_type: SqlType) -> Self {
        Self {
            name,
            sql_type,
            nullable: false,
            fill: None,
            collation: None,
            comment: None,
            renamed_from: None,
            renamed_labels: BTreeMap::new(),
        }
    }

    /// Whether an insert must give a value.
    pub const fn is_required(&self) -> bool {
        !self.nullable && self.fill.is_none()
    }

    /// Whether only the database fills the column, so that no insert or update may give a value.
    pub const fn is_read_only(&self) -> bool {
        matches!(self.fill, Some(Fill::Generated(_) | Fill::Identity(Identity::Always)))
    }
}

/// How the database fills a column when an insert does not.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Fill {
    /// `DEFAULT` a literal.
    Default(Literal),
    /// `DEFAULT` a SQL expression.
    DefaultSql(String),
    /// The next number of a sequence.
    Identity(Identity),
    /// `GENERATED ALWAYS AS (expression) STORED`.
    Generated(String),
}

/// A literal of a default.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Literal {
    /// `true`, `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A finite floating-point number.
    Float(f64),
    /// Text, or whatever is written as text: an enum's label, a date, a UUID.
    Text(String),
}

/// Who may give an identity's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Identity {
    /// Only the database.
    Always,
    /// The database, where an insert gives none.
    ByDefault,
}

/// The 32 hexadecimal digits of a UUID in text, hyphens apart.
pub(crate) fn literal_uuid(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|&character| character != '-').collect();
    let valid = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    valid.then_some(digits)
}
