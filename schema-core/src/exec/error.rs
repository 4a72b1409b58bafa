//! The database's refusals, with the names of what they are about.

use std::fmt;

use crate::error::Listed;
use crate::query::About;

/// A statement that the database refused, or that could not reach it.
///
/// Names are those of the model, on every database; where the database does not say which of several
/// rules was broken, [`candidates`](Self::candidates) has them.
#[derive(Debug)]
#[non_exhaustive]
pub struct DatabaseError {
    /// What the statement did: `insert`, `select`, `create table`, ..
    pub operation: &'static str,
    /// The physical schema of the statement's table, where it is known.
    pub schema: Option<String>,
    /// The statement's table, where it is known.
    pub table: Option<String>,
    /// The column, where it is known.
    pub column: Option<String>,
    /// The constraint that was violated, where it is known.
    pub constraint: Option<String>,
    /// The table of the constraint (`asia.capitals`), where it is another one than the statement's.
    pub constraint_table: Option<String>,
    /// The constraints or columns of which it is one, where it is not known which.
    pub candidates: Vec<String>,
    /// What kind of rule was violated, if one was.
    pub violation: Option<Violation>,
    /// The driver's error, with the server's own words.
    pub source: sqlx::Error,
    /// Whether the foreign key is one by which rows that stay reference the table; or may be one, where there are
    /// candidates.
    pub(crate) is_referenced: bool,
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
    /// A value of another type than its column's.
    WrongType,
}

impl DatabaseError {
    pub(crate) const fn new(operation: &'static str, source: sqlx::Error) -> Self {
        Self {
            operation,
            schema: None,
            table: None,
            column: None,
            constraint: None,
            constraint_table: None,
            candidates: Vec::new(),
            violation: None,
            source,
            is_referenced: false,
        }
    }

    pub(crate) fn about(about: &About, source: sqlx::Error) -> Self {
        let known = |name: &str| (!name.is_empty()).then(|| name.to_owned());
        Self {
            schema: known(&about.schema),
            table: known(about.table.name()),
            ..Self::new(about.operation, source)
        }
    }

    /// Whether it is known that rows that stay reference a row that the statement takes away.
    fn is_still_referenced(&self) -> bool {
        self.violation == Some(Violation::ForeignKey)
            && self.candidates.is_empty()
            && (self.is_referenced || self.operation == "delete" || self.constraint_table.is_some())
    }

    fn write_referenced(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(name) = &self.constraint else {
            return f.write_str(" was refused: rows still reference it");
        };
        f.write_str(" was refused: rows of ")?;
        match &self.constraint_table {
            Some(table) => write!(f, "`{table}`")?,
            None => self.write_table(f)?,
        }
        write!(f, " still reference it (foreign key `{name}`)")
    }

    fn write_table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.schema, &self.table) {
            (Some(schema), Some(table)) => write!(f, "`{schema}.{table}`"),
            (None, Some(table)) => write!(f, "`{table}`"),
            (Some(schema), None) => write!(f, "schema `{schema}`"),
            (None, None) => Ok(()),
        }
    }

    fn write_violation(&self, violation: Violation, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (with_name, without) = violation.words();
        let name = if violation.is_of_column() { &self.column } else { &self.constraint };
        match name {
            Some(name) => write!(f, " was refused: it {with_name} `{name}`")?,
            None => write!(f, " was refused: it {without}")?,
        }
        if !self.candidates.is_empty() {
            write!(f, ": one of {}", Listed(&self.candidates))?;
        }
        if self.is_referenced && self.violation == Some(Violation::ForeignKey) {
            f.write_str(", or rows still reference it")?;
        }
        match &self.constraint_table {
            Some(table) => write!(f, " of `{table}`"),
            None => Ok(()),
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
            (_, Some(_)) => f.write_str(" of ")?,
            (Some(_), None) => f.write_str(" in ")?,
            (None, None) => {}
        }
        self.write_table(f)?;
        match self.violation {
            // The server's own words follow as the source.
            Some(_) if self.is_still_referenced() => self.write_referenced(f),
            Some(violation) => self.write_violation(violation, f),
            None => write!(f, " failed: {}", Said(&self.source)),
        }
    }
}

/// A driver's error in the server's own words, without what the driver puts around them.
#[doc(hidden)]
#[derive(Debug)]
pub struct Said<'a>(pub &'a sqlx::Error);

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(server) = self.0.as_database_error() else { return self.0.fmt(f) };
        f.write_str(server.message())?;
        match server.code() {
            Some(code) => write!(f, " ({code})"),
            None => Ok(()),
        }
    }
}

impl Violation {
    /// What a row did, with a name to follow, and without one.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Unique => ("violates the unique constraint", "violates a unique constraint"),
            Self::ForeignKey => ("violates the foreign key", "violates a foreign key"),
            Self::Check => ("violates the check", "violates a check"),
            Self::NotNull => ("has NULL for the column", "has NULL where none is allowed"),
            Self::TooLong => {
                ("has text that is too long for the column", "has text too long for its column")
            }
            Self::OutOfRange => (
                "has a number that is out of range for the column",
                "has a number that is out of range",
            ),
            Self::WrongType => {
                ("has a value of another type for the column", "has a value of another type")
            }
        }
    }

    /// Whether a column says it best; else a constraint does.
    const fn is_of_column(self) -> bool {
        match self {
            Self::NotNull | Self::TooLong | Self::OutOfRange | Self::WrongType => true,
            Self::Unique | Self::ForeignKey | Self::Check => false,
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words().1)
    }
}

impl std::error::Error for DatabaseError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}
