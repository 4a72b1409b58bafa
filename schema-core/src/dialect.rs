//! Which databases there are, and what each can do.
//!
//! Everything that depends on the kind of database asks a capability question here; no other file
//! compares a dialect with a name. Invariant: every question is an exhaustive match.

use std::fmt;

use crate::value::ValueKind;

/// A SQL dialect that polyschema renders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum Dialect {
    /// PostgreSQL 14 and later.
    Postgres,
    /// SQLite 3.37 and later (`STRICT` tables).
    Sqlite,
}

impl Dialect {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Postgres, Self::Sqlite];

    /// The name, as the type of the database has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Postgres => "Postgres",
            Self::Sqlite => "Sqlite",
        }
    }

    /// The longest identifier in bytes; `None` where the database sets no limit.
    ///
    /// Source: PostgreSQL manual, 4.1.1 (`NAMEDATALEN` - 1).
    pub const fn identifier_limit(self) -> Option<usize> {
        match self {
            Self::Postgres => Some(63),
            Self::Sqlite => None,
        }
    }

    /// The most binds that one statement takes.
    pub const fn bind_limit(self) -> usize {
        match self {
            Self::Postgres => 65_535,
            Self::Sqlite => 32_766,
        }
    }

    /// The most statements without binds that are sent in one message; 1 where nothing is gained by more.
    ///
    /// Source: PostgreSQL manual, "Multiple Statements in a Simple Query". Not all who speak its protocol
    /// take more than one: Citus does not.
    pub const fn statements_per_message(self) -> usize {
        match self {
            Self::Postgres => 100,
            Self::Sqlite => 1,
        }
    }

    /// Whether columns can be of this kind.
    pub const fn has_type(self, kind: ValueKind) -> bool {
        match self {
            Self::Postgres => true,
            Self::Sqlite => !matches!(kind, ValueKind::Array(_) | ValueKind::Decimal),
        }
    }

    /// Whether an enum is a type of its own that lives in a schema; elsewhere it is text with a check.
    pub const fn has_enum_types(self) -> bool {
        match self {
            Self::Postgres => true,
            Self::Sqlite => false,
        }
    }

    /// Whether there are domains: types with constraints of their own.
    pub const fn has_domains(self) -> bool {
        match self {
            Self::Postgres => true,
            Self::Sqlite => false,
        }
    }

    /// Whether there are sequences apart from identities.
    pub const fn has_sequences(self) -> bool {
        match self {
            Self::Postgres => true,
            Self::Sqlite => false,
        }
    }

    /// Whether tables, columns and types can carry comments.
    pub const fn has_comments(self) -> bool {
        match self {
            Self::Postgres => true,
            Self::Sqlite => false,
        }
    }

    /// Whether any integer column can be an identity; elsewhere only one that is the whole primary key.
    ///
    /// Source: SQLite, "ROWIDs and the INTEGER PRIMARY KEY".
    pub const fn has_identity_columns(self) -> bool {
        match self {
            Self::Postgres => true,
            Self::Sqlite => false,
        }
    }

    /// Whether a schema is created by a statement; in SQLite it is an attached file.
    pub const fn creates_schemas(self) -> bool {
        match self {
            Self::Postgres => true,
            Self::Sqlite => false,
        }
    }

    /// Whether a foreign key may reference a table of another schema.
    pub const fn has_cross_schema_foreign_keys(self) -> bool {
        match self {
            Self::Postgres => true,
            Self::Sqlite => false,
        }
    }

    /// Whether foreign keys can be added to a table that exists already.
    pub const fn adds_constraints(self) -> bool {
        match self {
            Self::Postgres => true,
            Self::Sqlite => false,
        }
    }

    /// Whether `INSERT .. VALUES` takes the word `DEFAULT` in place of a value.
    pub const fn has_default_keyword(self) -> bool {
        match self {
            Self::Postgres => true,
            Self::Sqlite => false,
        }
    }

    /// Whether rows can be made of arrays, one for each column (`UNNEST`).
    pub const fn has_unnest(self) -> bool {
        match self {
            Self::Postgres => true,
            Self::Sqlite => false,
        }
    }

    /// Whether `OFFSET` is allowed only after `LIMIT`.
    pub const fn offset_needs_limit(self) -> bool {
        match self {
            Self::Postgres => false,
            Self::Sqlite => true,
        }
    }

    /// Whether queries that are put together, as by `UNION`, can stand in parentheses.
    ///
    /// Source: SQLite, "Compound Select Statements".
    pub const fn nests_set_operations(self) -> bool {
        match self {
            Self::Postgres => true,
            Self::Sqlite => false,
        }
    }

    /// The only types that a column can be declared with; `None` where any name may be one.
    ///
    /// Source: SQLite, "STRICT Tables".
    pub const fn closed_types(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Postgres => None,
            Self::Sqlite => Some(&["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"]),
        }
    }

    /// Whether an index can have a method, operator classes, included columns and a place for NULLs.
    pub const fn has_index_options(self) -> bool {
        match self {
            Self::Postgres => true,
            Self::Sqlite => false,
        }
    }

    /// Whether constraints can be `NOT VALID` or `MATCH FULL`, keys deferred, NULLs equal to unique ones,
    /// and whether there are exclusion constraints.
    pub const fn has_constraint_options(self) -> bool {
        match self {
            Self::Postgres => true,
            Self::Sqlite => false,
        }
    }

    /// Whether a table can be divided into partitions, or lose its rows in a crash, and whether a view's
    /// rows can be stored.
    pub const fn has_storage_options(self) -> bool {
        match self {
            Self::Postgres => true,
            Self::Sqlite => false,
        }
    }

    /// Whether primary keys and unique constraints lie in the schema as indexes of their names.
    pub const fn constraints_are_indexes(self) -> bool {
        match self {
            Self::Postgres => true,
            Self::Sqlite => false,
        }
    }

    /// Whether names of tables, columns and indexes are compared without regard to (ASCII) case.
    pub const fn folds_name_case(self) -> bool {
        match self {
            Self::Postgres => false,
            Self::Sqlite => true,
        }
    }

    /// Whether schema names are compared without regard to case.
    pub const fn folds_schema_case(self) -> bool {
        match self {
            Self::Postgres => false,
            Self::Sqlite => true,
        }
    }

    /// Whether a bind has one type, which the statement's text says, and a value of any other is refused.
    pub const fn has_typed_binds(self) -> bool {
        match self {
            Self::Postgres => true,
            Self::Sqlite => false,
        }
    }

    /// How many digits of a second's fraction are kept.
    ///
    /// Source: PostgreSQL manual, 8.5; SQLite has text, and sqlx writes nanoseconds.
    pub const fn subsecond_digits(self) -> usize {
        match self {
            Self::Postgres => 6,
            Self::Sqlite => 9,
        }
    }

    /// Whether `char(n)` means nothing by spaces at its end.
    ///
    /// Source: PostgreSQL manual, 8.3.
    pub const fn pads_char(self) -> bool {
        match self {
            Self::Postgres => true,
            Self::Sqlite => false,
        }
    }

    /// Whether a delimited name that is no column's is read as text, unless its table stands before it.
    ///
    /// Source: SQLite, "Double-quoted String Literals Are Accepted".
    pub const fn reads_unknown_names_as_text(self) -> bool {
        match self {
            Self::Postgres => false,
            Self::Sqlite => true,
        }
    }

    /// What follows a pattern so that a backslash in it escapes. PostgreSQL does that by itself; a backslash between
    /// plain quotes would be no whole literal where `standard_conforming_strings` is off.
    ///
    /// Source: PostgreSQL manual, 9.7.1; SQLite, "The LIKE, GLOB, REGEXP, MATCH, and extract operators".
    pub const fn pattern_escape(self) -> &'static str {
        match self {
            Self::Postgres => "",
            Self::Sqlite => r" ESCAPE '\'",
        }
    }

    /// The sign before a placeholder's number.
    pub const fn placeholder(self) -> char {
        match self {
            Self::Postgres => '$',
            Self::Sqlite => '?',
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A kind of database as a type, so that a schema belongs to one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a kind of database",
    label = "expected `Postgres` or `Sqlite`"
)]
pub trait Database: Send + Sync + 'static {
    /// The dialect of this database.
    const DIALECT: Dialect;
}

/// A kind of database with `DISTINCT ON`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `DISTINCT ON`",
    label = "only PostgreSQL has this",
    note = "elsewhere: number the rows with `row_number()` in a named query, and keep the first"
)]
pub trait DistinctOn: Database {}

impl DistinctOn for Postgres {}

/// A kind of database with `DELETE .. USING`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no joins in a delete",
    label = "only PostgreSQL has this",
    note = "elsewhere: filter with a subquery, `.filter(query.exists())` or `.filter(column.is_in(query))`"
)]
pub trait DeleteUsing: Database {}

impl DeleteUsing for Postgres {}

/// A kind of database with `LATERAL`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no lateral joins",
    label = "only PostgreSQL has this",
    note = "elsewhere: a subquery among the columns (`.scalar()`), or a window function in a named query"
)]
pub trait Lateral: Database {}

impl Lateral for Postgres {}

/// PostgreSQL, as the `database` of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Postgres;

/// SQLite, as the `database` of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sqlite;

impl Database for Postgres {
    const DIALECT: Dialect = Dialect::Postgres;
}

impl Database for Sqlite {
    const DIALECT: Dialect = Dialect::Sqlite;
}

/// A kind of database with `COPY`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `COPY`",
    label = "only PostgreSQL has this",
    note = "elsewhere: `.insert_many(rows)`, or `.select()` with `.stream(..)`"
)]
pub trait Copies: Database {}

impl Copies for Postgres {}

/// A kind of database that locks rows for a query.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no locks on rows",
    label = "only PostgreSQL has this",
    note = "elsewhere: SQLite locks the whole database for a transaction that begins with `BEGIN IMMEDIATE`"
)]
pub trait RowLocks: Database {}

impl RowLocks for Postgres {}
