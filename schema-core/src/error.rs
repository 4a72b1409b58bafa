//! The one error of the crate.

use std::fmt;

/// A result of polyschema.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong at run time. Messages name the object by its qualified name.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A name that no database object can have.
    #[error("`{name}` cannot be a name: {fault}")]
    Name {
        /// The name.
        name: String,
        /// What is wrong with it.
        fault: NameFault,
    },
    /// A schema type without a name, where a name is needed.
    #[error(
        "schema `{schema}` has no name of its own; bind it with `{schema}::named(\"..\")` or map it"
    )]
    SchemaWithoutName {
        /// The schema type.
        schema: &'static str,
    },
    /// A name that no schema of a set has.
    #[error("there is no schema `{name}`; known: {}", Listed(known))]
    UnknownSchema {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A schema map that lacks a schema.
    #[error("schema map has no entry for `{schema}`; known: {}", Listed(known))]
    Unmapped {
        /// The schema type asked for.
        schema: &'static str,
        /// The schema types there are.
        known: Vec<String>,
    },
    /// Two run-time schemas of one type in one query.
    #[error(
        "one statement reads `{schema}` as `{first}` and as `{second}`; a statement holds one name for each schema type"
    )]
    MixedSchemas {
        /// The schema type.
        schema: &'static str,
        /// One name.
        first: String,
        /// The other name.
        second: String,
    },
    /// One table twice in a query, without an alias.
    #[error(
        "`{table}` is read twice by one statement; give one of them an alias with `.alias::<..>()`"
    )]
    ReadTwice {
        /// The table.
        table: String,
    },
    /// A column that `insert_from` must list, or must not.
    #[error("insert into `{table}` from a query cannot be sent: `{column}` {why}")]
    InsertColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// What is wrong, and what to do.
        why: &'static str,
    },
    /// A statement of which nothing would remain.
    #[error("{statement} of `{table}` {why}")]
    Incomplete {
        /// `update`, `insert`, ..
        statement: &'static str,
        /// The table.
        table: String,
        /// What is missing, and what to do.
        why: &'static str,
    },
    /// A value that cannot be bound.
    #[error("a value cannot be bound: {why}")]
    Bind {
        /// Why.
        why: String,
    },
    /// A cursor that says nothing of this query.
    #[error("the cursor cannot be used: {why}; begin with the first page")]
    Cursor {
        /// Why.
        why: &'static str,
    },
    /// A query that should have returned a row.
    #[error("the query returned no row")]
    NoRow,
    /// A row that does not fit the Rust type it is read as.
    #[error("column {position} (`{column}`) cannot be read: {why}")]
    Decode {
        /// The column's position in the result, from 0.
        position: usize,
        /// The column's name in the result.
        column: String,
        /// Why.
        why: String,
    },
    /// More binds than one statement takes.
    #[error("the statement has {binds} binds; {dialect} takes {limit}")]
    TooManyBinds {
        /// How many there are.
        binds: usize,
        /// The most there can be.
        limit: usize,
        /// The dialect.
        dialect: crate::dialect::Dialect,
    },
    /// A schema that a `search_path` cannot name.
    #[cfg(feature = "postgres")]
    #[error("`{schema}` cannot be in a search_path: {why}")]
    SearchPath {
        /// The schema's name.
        schema: String,
        /// What is wrong, and what to do.
        why: &'static str,
    },
    /// Metadata that is not consistent.
    #[error(transparent)]
    Catalog(#[from] crate::metadata::CatalogError),
    /// A row known only at run time that its table cannot take.
    #[cfg(feature = "json")]
    #[error(transparent)]
    Row(Box<crate::dynamic::RowError>),
    /// A schema that cannot be attached.
    #[cfg(feature = "sqlite")]
    #[error(transparent)]
    Attach(#[from] crate::exec::ddl::attach::AttachError),
    /// An error of sqlx itself: from code of the application that begins a transaction, or uses sqlx
    /// beside polyschema.
    #[cfg(any(feature = "postgres", feature = "sqlite"))]
    #[error(transparent)]
    Sqlx(#[from] sqlx::Error),
    /// The database's refusal.
    #[cfg(any(feature = "postgres", feature = "sqlite"))]
    #[error(transparent)]
    Database(#[from] Box<crate::exec::DatabaseError>),
}

/// What is wrong with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameFault {
    /// It has no characters.
    Empty,
    /// It contains the character NUL.
    Nul,
    /// It is longer than the database allows.
    TooLong {
        /// Its length in bytes.
        bytes: usize,
        /// The most bytes there can be.
        limit: usize,
    },
    /// It belongs to the database.
    Reserved,
    /// It is not the name of a schema, a full stop, and another name.
    NotQualified,
}

impl fmt::Display for NameFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty"),
            Self::Nul => f.write_str("it contains the character NUL"),
            Self::TooLong { bytes, limit } => {
                write!(f, "it has {bytes} bytes; the database allows {limit}")
            }
            Self::Reserved => f.write_str("the database reserves it; choose another"),
            Self::NotQualified => {
                f.write_str("it is not `schema.name`; put a part with a full stop in double quotes")
            }
        }
    }
}

/// Names in backticks with commas between them.
#[doc(hidden)]
#[derive(Debug)]
pub struct Listed<'a, T>(pub &'a [T]);

impl<T: fmt::Display> fmt::Display for Listed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none");
        }
        for (i, name) in self.0.iter().enumerate() {
            write!(f, "{}`{name}`", if i == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}
