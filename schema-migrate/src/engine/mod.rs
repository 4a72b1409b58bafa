//! What answers at the other end of a connection, and what it can do.
//!
//! A server that speaks PostgreSQL's protocol need not be PostgreSQL. Whatever depends on which one it is asks
//! a capability question here. Invariant: no other module compares an engine's kind, and every question is
//! an exhaustive match.
//!
//! What is said of PostgreSQL and SQLite was run. What is said of Citus was measured on Citus 13; of CockroachDB
//! and YugabyteDB it is what their manuals say, and nothing of it was run.

mod answers;
mod capabilities;
mod error;
mod find;
mod version;

pub use answers::{
    AdvisoryLocks, AlterActions, ConcurrentIndexes, ConstraintNames, Placement, SchemaHook,
    SharedForeignKeys, TransactionalDdl,
};
pub use error::EngineError;
pub use version::Version;

use std::fmt;

use polyschema_core::Dialect;

/// The engine behind a connection.
///
/// What lies between (PgBouncer, PgDog) passes queries on, and cannot be seen by asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Engine {
    kind: EngineKind,
    /// What it says of itself; for those that speak PostgreSQL's protocol, PostgreSQL's version.
    version: Version,
}

/// Which engine it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EngineKind {
    /// PostgreSQL.
    Postgres,
    /// PostgreSQL with the extension Citus, of this version.
    Citus(Version),
    /// CockroachDB, of this version.
    Cockroach(Version),
    /// YugabyteDB, of this version.
    Yugabyte(Version),
    /// SQLite.
    Sqlite,
}

impl Engine {
    /// The engine that a dialect is named after, of the oldest version that is supported; for what is written
    /// without a connection.
    pub const fn of_dialect(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Postgres => {
                Self { kind: EngineKind::Postgres, version: Version { major: 14, minor: 0 } }
            }
            Dialect::Sqlite => {
                Self { kind: EngineKind::Sqlite, version: Version { major: 3, minor: 37 } }
            }
        }
    }

    /// Citus of a version on PostgreSQL of a version; for scripts that are written for it without a connection.
    pub const fn citus(version: Version, postgres: Version) -> Self {
        Self { kind: EngineKind::Citus(version), version: postgres }
    }

    /// CockroachDB of a version; likewise.
    pub const fn cockroach(version: Version) -> Self {
        let postgres = Version { major: 13, minor: 0 };
        Self { kind: EngineKind::Cockroach(version), version: postgres }
    }

    /// YugabyteDB of a version, which says that it is PostgreSQL of a version; likewise.
    pub const fn yugabyte(version: Version, postgres: Version) -> Self {
        Self { kind: EngineKind::Yugabyte(version), version: postgres }
    }

    /// Which one it is, to be shown to people. Whatever depends on it asks a capability question instead.
    pub const fn kind(&self) -> EngineKind {
        self.kind
    }

    /// Its version; for those that speak PostgreSQL's protocol, the version of PostgreSQL that they say they are.
    pub const fn version(&self) -> Version {
        self.version
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = self.version;
        match self.kind {
            EngineKind::Postgres => write!(f, "PostgreSQL {version}"),
            EngineKind::Citus(citus) => write!(f, "Citus {citus} on PostgreSQL {version}"),
            EngineKind::Cockroach(own) => write!(f, "CockroachDB {own}"),
            EngineKind::Yugabyte(own) => write!(f, "YugabyteDB {own}"),
            EngineKind::Sqlite => write!(f, "SQLite {version}"),
        }
    }
}
