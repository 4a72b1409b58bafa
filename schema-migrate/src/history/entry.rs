//! A row of the history.

use std::fmt;

/// A revision in the history of a schema.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Entry {
    /// The revision's id.
    pub revision: String,
    /// The ids of its parents.
    pub parents: Vec<String>,
    /// The checksum of its files when it ran.
    pub checksum: String,
    /// How far it is.
    pub state: State,
    /// How many of its steps are done.
    pub step: usize,
    /// How many steps it has.
    pub steps: usize,
    /// When it was applied, in UTC (`2026-01-31T23:59:59.999Z`).
    pub applied_at: String,
    /// Who applied it: the database's user; empty on SQLite.
    pub applied_by: String,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
}

/// How far a revision is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Applied.
    Done,
    /// Not transactional, and interrupted while it was applied.
    Upgrading,
    /// Not transactional, and interrupted while it was taken back.
    Downgrading,
}

impl State {
    pub(super) const ALL: [Self; 3] = [Self::Done, Self::Upgrading, Self::Downgrading];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Upgrading => "upgrading",
            Self::Downgrading => "downgrading",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
