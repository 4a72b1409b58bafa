//! The database's refusals, with the names of what they are about.

use std::fmt;

use crate::query::About;

/// A statement that the database refused, or that could not reach it.
#[derive(Debug)]
#[non_exhaustive]
pub struct DatabaseError {
    /// What the statement did: `insert`, `select`, `create table`, ..
    pub operation: &'static str,
    /// The physical schema of the table, where it is known.
    pub schema: Option<String>,
    /// The table, where it is known.
    pub table: Option<String>,
    /// The column, where it is known.
    pub column: Option<String>,
    /// The constraint that was violated, where it is known.
    pub constraint: Option<String>,
    /// What kind of rule was violated, if one was.
    pub violation: Option<Violation>,
    /// The driver's error, with the server's own words.
    pub source: sqlx::Error,
}

/// The rule that a row broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Violation {
    /// A primary key or unique constraint.
    Unique,
    /// A foreign key.
    ForeignKey,
    /// A check constraint.
    Check,
    /// NULL where none is allowed.
    NotNull,
    /// Text longer than its column.
    TooLong,
    /// A number outside of its column's range.
    OutOfRange,
}

impl DatabaseError {
    pub(crate) fn about(about: &About, source: sqlx::Error) -> Self {
        Self {
            operation: about.operation,
            schema: Some(about.schema.clone().into_owned()),
            table: Some(about.table.name.to_owned()),
            column: None,
            constraint: None,
            violation: None,
            source,
        }
    }

    /// Takes the names out of SQLite's message: `table.column, table.column`, or a check's name.
    #[cfg(feature = "sqlite")]
    pub(crate) fn name_sqlite(&mut self, table: &'static crate::spec::TableSpec, named: String) {
        let columns: Vec<&str> =
            named.split(", ").filter_map(|one| one.split_once('.').map(|(_, name)| name)).collect();
        match self.violation {
            Some(Violation::Check) => self.constraint = Some(named),
            Some(Violation::NotNull) => self.column = columns.first().map(|one| (*one).to_owned()),
            _ => {
                let _ = table;
            }
        }
    }
}

impl From<DatabaseError> for crate::Error {
    fn from(error: DatabaseError) -> Self {
        Self::Database(Box::new(error))
    }
}

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.operation)?;
        match (&self.schema, &self.table) {
            (Some(schema), Some(table)) => write!(f, " of `{schema}.{table}`")?,
            (None, Some(table)) => write!(f, " of `{table}`")?,
            (Some(schema), None) => write!(f, " in schema `{schema}`")?,
            (None, None) => {}
        }
        f.write_str(" failed")?;
        if let Some(constraint) = &self.constraint {
            write!(f, " on `{constraint}`")?;
        }
        write!(f, ": {}", self.source)
    }
}

impl std::error::Error for DatabaseError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}
