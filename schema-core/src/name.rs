//! Names of schemas: checked at the door, and carried by the type that needs one.

use std::fmt;
use std::sync::Arc;

use crate::dialect::{Database, Dialect};
use crate::error::{Error, NameFault, Result};
use crate::ident;
use crate::schema::Schema;

/// A schema name that its database accepts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemaName(Arc<str>);

/// Stands in a reusable query for the name that its schema will have: what no schema can be called.
pub(crate) const HOLE: &str = "\0";

impl SchemaName {
    pub(crate) fn hole() -> Self {
        Self(HOLE.into())
    }

    /// Checks a name that is given at run time.
    ///
    /// # Errors
    /// [`Error::Name`] when the name is empty, contains NUL, is longer in bytes than the database
    /// allows, or belongs to the database (`pg_*`, `information_schema`, `public`, and what those who speak
    /// PostgreSQL's protocol keep for themselves: `citus*`, `crdb_internal`, `mysql`, `sys`,
    /// `performance_schema`; `main`, `temp` of SQLite).
    pub fn new(name: &str, dialect: Dialect) -> Result<Self> {
        let fault = match ident::fault(name, Some(dialect)) {
            None if is_reserved(name, dialect) => Some(NameFault::Reserved),
            fault => fault,
        };
        match fault {
            None => Ok(Self(name.into())),
            Some(fault) => Err(Error::Name { name: name.to_owned(), fault }),
        }
    }

    /// The name, unquoted.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SchemaName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// The schemas that are PostgreSQL's, or those of engines that speak its protocol.
const OF_POSTGRES: [&str; 6] =
    ["information_schema", "public", "crdb_internal", "mysql", "sys", "performance_schema"];

/// Source: PostgreSQL manual, 5.10.5 (`pg_`) and 37 (`information_schema`); the catalogs of Citus
/// (`citus`, `citus_internal`) and CockroachDB; MySQL manual, 1.2; SQLite, `ATTACH`.
pub(crate) fn is_reserved(name: &str, dialect: Dialect) -> bool {
    match dialect {
        Dialect::Postgres => {
            name.starts_with("pg_") || name.starts_with("citus") || OF_POSTGRES.contains(&name)
        }
        Dialect::Sqlite => ["main", "temp"].iter().any(|own| own.eq_ignore_ascii_case(name)),
    }
}

/// How a schema type keeps its name: nothing for a static one, a [`SchemaName`] for one named at run time.
pub trait NameSlot: Clone + Send + Sync + fmt::Debug + 'static {
    /// The name, where it is known only at run time.
    fn runtime(&self) -> Option<&SchemaName>;

    /// A slot with this name, where it keeps one.
    #[doc(hidden)]
    fn with(name: SchemaName) -> Self;
}

/// The slot of a schema whose type has the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StaticName;

impl NameSlot for StaticName {
    fn runtime(&self) -> Option<&SchemaName> {
        None
    }

    fn with(_: SchemaName) -> Self {
        Self
    }
}

impl NameSlot for SchemaName {
    fn runtime(&self) -> Option<&SchemaName> {
        Some(self)
    }

    fn with(name: SchemaName) -> Self {
        name
    }
}

/// A schema that tables can be bound to: its type, and its name.
pub struct SchemaRef<S: Schema> {
    slot: S::Name,
}

impl<S: Schema> SchemaRef<S> {
    pub(crate) const fn new(slot: S::Name) -> Self {
        Self { slot }
    }

    /// The schema whose name is left open.
    pub(crate) fn hole() -> Self {
        Self { slot: S::Name::with(SchemaName::hole()) }
    }

    pub(crate) const fn slot(&self) -> &S::Name {
        &self.slot
    }

    /// Whether the type has the name, so that statements can be constants.
    pub(crate) fn slot_is_static(&self) -> bool {
        self.slot.runtime().is_none()
    }

    /// The name, unquoted.
    pub fn name(&self) -> &str {
        match (self.slot.runtime(), S::SPEC.name) {
            (Some(name), _) => name.as_str(),
            (None, Some(name)) => name,
            (None, None) => unreachable!("a schema has its name in its type or in its slot"),
        }
    }

    /// The dialect of the schema's database.
    pub const fn dialect(&self) -> Dialect {
        S::Database::DIALECT
    }
}

impl<S: Schema> Clone for SchemaRef<S> {
    fn clone(&self) -> Self {
        Self { slot: self.slot.clone() }
    }
}

impl<S: Schema<Name = StaticName>> Copy for SchemaRef<S> {}

impl<S: Schema> fmt::Debug for SchemaRef<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple(S::SPEC.ty.name).field(&self.name()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_refused(name: &str, dialect: Dialect, expected: &str) {
        let error = SchemaName::new(name, dialect).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn names_are_checked() {
        let postgres = Dialect::Postgres;
        assert_eq!(SchemaName::new("Ünï \"x\"", postgres).unwrap().as_str(), "Ünï \"x\"");
        check_refused("", postgres, "`` cannot be a name: it is empty");
        check_refused(
            &"x".repeat(64),
            postgres,
            &format!(
                "`{}` cannot be a name: it has 64 bytes; the database allows 63",
                "x".repeat(64)
            ),
        );
        check_refused("a\0", postgres, "`a\0` cannot be a name: it contains the character NUL");
        let reserved =
            ["pg_toast", "information_schema", "public", "citus", "citus_internal", "sys"];
        for name in reserved {
            assert!(SchemaName::new(name, postgres).is_err(), "{name}");
        }
        assert!(SchemaName::new("Main", Dialect::Sqlite).is_err());
        assert!(SchemaName::new("main", postgres).is_ok());
    }
}
