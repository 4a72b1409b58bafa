//! What is wrong with a row, a key or a filter, in words that name the column.

use std::fmt;

use crate::error::Listed;
use crate::metadata::QualifiedName;

/// A row, key or filter that its table cannot take. Nothing was sent.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RowError {
    /// `insert`, `select`, ..
    pub operation: &'static str,
    /// The table.
    pub table: QualifiedName,
    /// The position of the row, from 0, where there were several; the first with a fault.
    pub row: Option<usize>,
    /// All that is wrong with it.
    pub faults: Vec<RowFault>,
}

/// One fault of a row.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RowFault {
    /// Something else in place of a row.
    #[error("a row is a JSON object, not {found}")]
    NotAnObject {
        /// What was found.
        found: JsonType,
    },
    /// A column that the table does not have.
    #[error("there is no column `{column}`{}", meant(near))]
    UnknownColumn {
        /// The name given.
        column: String,
        /// A column that is near.
        near: Option<String>,
    },
    /// No value for a column that needs one.
    #[error("column `{column}` ({sql_type}) is missing")]
    Missing {
        /// The column.
        column: String,
        /// Its type.
        sql_type: String,
    },
    /// NULL for a column that allows none.
    #[error("column `{column}` ({sql_type}) cannot be NULL")]
    Null {
        /// The column.
        column: String,
        /// Its type.
        sql_type: String,
    },
    /// A value for a column that only the database fills.
    #[error("column `{column}` is filled by the database ({by}); leave it out")]
    ReadOnly {
        /// The column.
        column: String,
        /// `identity` or `generated`.
        by: &'static str,
    },
    /// A value that the column's type does not have.
    #[error("column `{column}` ({sql_type}): {fault}")]
    Value {
        /// The column.
        column: String,
        /// Its type.
        sql_type: String,
        /// What is wrong.
        fault: ValueFault,
    },
    /// A key, where the table has none.
    #[error("the table has no primary key")]
    NoKey,
    /// One value for a key of several columns.
    #[error("the primary key has several columns; give an object with {}", Listed(columns))]
    KeyOfSeveral {
        /// The columns.
        columns: Vec<String>,
    },
    /// An update that changes nothing.
    #[error("no column is to be changed")]
    NothingToChange,
}

/// Why a value is none of a type.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueFault {
    /// Another type of JSON.
    #[error("expected {expected}, found {found}")]
    WrongType {
        /// What there should be.
        expected: &'static str,
        /// What was found.
        found: JsonType,
    },
    /// A number outside of the type's range, or one that the type would round.
    #[error("`{value}` is out of range")]
    OutOfRange {
        /// The number.
        value: String,
    },
    /// Longer text than the type takes.
    #[error("it has {characters} characters; the most are {limit}")]
    TooLong {
        /// How many there are.
        characters: usize,
        /// The most there can be.
        limit: u32,
    },
    /// Text that is no label of the enum.
    #[error("`{label}` is no label; known: {}", Listed(known))]
    UnknownLabel {
        /// The text.
        label: String,
        /// The labels.
        known: Vec<String>,
    },
    /// Text that is not written as the type is.
    #[error("`{text}` is not {expected}")]
    Malformed {
        /// The text.
        text: String,
        /// How it is written.
        expected: String,
    },
    /// Text that the database would change or refuse.
    #[error("{0}")]
    Unstorable(&'static str),
}

/// A type of JSON.
///
/// A string is `Text`: were a public item named `String`, the compiler would write `std::string::String`
/// in all messages to users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "JSON's own words, with numbers told apart")]
pub enum JsonType {
    Null,
    Boolean,
    Integer,
    Fraction,
    Text,
    Array,
    Object,
}

impl JsonType {
    pub(super) fn of(json: &serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(_) => Self::Boolean,
            serde_json::Value::Number(number) if number.is_f64() => Self::Fraction,
            serde_json::Value::Number(_) => Self::Integer,
            serde_json::Value::String(_) => Self::Text,
            serde_json::Value::Array(_) => Self::Array,
            serde_json::Value::Object(_) => Self::Object,
        }
    }
}

impl fmt::Display for JsonType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Integer => "an integer",
            Self::Fraction => "a number with a fraction",
            Self::Text => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        })
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of `{}` was not sent: ", self.operation, self.table)?;
        if let Some(row) = self.row {
            write!(f, "row {}: ", row + 1)?;
        }
        if let [fault] = &self.faults[..] {
            return write!(f, "{fault}");
        }
        write!(f, "{} faults", self.faults.len())?;
        self.faults.iter().try_for_each(|fault| write!(f, "\n- {fault}"))
    }
}

impl std::error::Error for RowError {}

impl From<RowError> for crate::Error {
    fn from(error: RowError) -> Self {
        Self::Row(Box::new(error))
    }
}

fn meant(near: &Option<String>) -> String {
    near.as_ref().map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}
