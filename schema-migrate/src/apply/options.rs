//! What a run may do, and how long it waits.

use std::collections::BTreeSet;
use std::time::Duration;

/// What a run may destroy.
///
/// Names are those of the SQL, with the logical name of the schema: `asia.countries.note` for a column,
/// `asia.countries` for a table or a type, `asia` for a schema.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Allow {
    everything: bool,
    names: BTreeSet<String>,
}

impl Allow {
    /// Nothing.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// Everything that the revisions destroy.
    pub fn everything() -> Self {
        Self { everything: true, names: BTreeSet::new() }
    }

    /// One object: it is dropped or emptied.
    pub fn drop(name: &str) -> Self {
        Self::nothing().and_drop(name)
    }

    /// One object more.
    #[must_use]
    pub fn and_drop(mut self, name: &str) -> Self {
        self.names.insert(name.to_owned());
        self
    }

    /// Whether it may be destroyed.
    pub(crate) fn allows(&self, name: &str) -> bool {
        self.everything || self.names.contains(name)
    }
}

/// How long a run waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For a lock that a statement needs (PostgreSQL's `lock_timeout`); `None` waits for as long as it takes.
    pub lock: Option<Duration>,
    /// For the lock of another schema's table that a foreign key references, which holds off those who write to
    /// it until the revision is committed; `None` is as for any other lock.
    pub referenced: Option<Duration>,
    /// For one statement (PostgreSQL's `statement_timeout`); `None` waits for as long as it takes.
    pub statement: Option<Duration>,
    /// For another run on the same schema; on SQLite, for whoever else writes to the same files.
    pub run: Duration,
}

impl Default for Timeouts {
    /// 10 seconds for any lock, no limit for a statement, 5 minutes for another run.
    fn default() -> Self {
        Self {
            lock: Some(Duration::from_secs(10)),
            referenced: None,
            statement: None,
            run: Duration::from_secs(300),
        }
    }
}
