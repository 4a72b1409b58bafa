//! The locks that steps take on tables.

use std::fmt;

use polyschema_core::metadata::QualifiedName;
use serde::Serialize;

/// A lock on a table, and what is done while it is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Lock {
    /// The table.
    pub table: QualifiedName,
    /// The mode.
    pub mode: LockMode,
    /// What is done meanwhile.
    pub work: Work,
}

/// PostgreSQL's locks on tables that DDL takes, from weak to strong.
///
/// Source: PostgreSQL manual, 13.3.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LockMode {
    /// Reads and writes go on.
    ShareUpdateExclusive,
    /// Reads go on, writes wait.
    Share,
    /// Reads go on, writes wait.
    ShareRowExclusive,
    /// Reads and writes wait.
    AccessExclusive,
}

impl LockMode {
    /// Its name, as the manual has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }

    /// Whether others wait who only read.
    pub const fn blocks_reads(self) -> bool {
        matches!(self, Self::AccessExclusive)
    }

    /// Whether others wait who write.
    pub const fn blocks_writes(self) -> bool {
        !matches!(self, Self::ShareUpdateExclusive)
    }
}

/// What is done while a lock is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Work {
    /// The catalog changes: a moment, however many rows there are.
    Catalog,
    /// All rows are read.
    Scan,
    /// All rows are written anew.
    Rewrite,
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let work = match self.work {
            Work::Catalog => "",
            Work::Scan => ", while all rows are read",
            Work::Rewrite => ", while all rows are written anew",
        };
        write!(f, "{} on {}{work}", self.mode.name(), self.table)
    }
}
