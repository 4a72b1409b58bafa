//! How a fleet is run.

use std::time::Duration;

use crate::apply::Timeouts;

/// How a fleet is run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FleetOptions {
    /// The most connections at a time, at least 1. All of the run's are among them.
    pub connections: usize,
    /// So many members run first, and when one of them fails no other one does.
    pub canary: usize,
    /// The groups that run before the others, one after another.
    pub waves: Vec<String>,
    /// When so many members have failed, no other one begins; `None` is no limit.
    pub max_failures: Option<usize>,
    /// How often a member is tried that is busy, or whose connection is lost; at least 1.
    pub tries: u32,
    /// How long it is waited before a second try; each later one waits twice as long, 5 seconds at most, and
    /// up to a half less at random.
    pub backoff: Duration,
    /// How long a member waits. `run` is for the lock of the whole run: a member that another run works on is tried
    /// again.
    pub timeouts: Timeouts,
    /// Whether the shared schemas, which are all others that the migrator has names of, are upgraded to their heads
    /// before an upgrade.
    pub shared: bool,
}

impl FleetOptions {
    /// The first failure ends the run.
    pub const FAIL_FAST: Option<usize> = Some(1);
}

impl Default for FleetOptions {
    /// 4 connections, no canary, all groups at once, no limit of failures, 8 tries that begin with 100
    /// milliseconds; 3 seconds for a lock, 1 for that of a shared table, no limit for a statement, 5 minutes for the
    /// lock of the run; shared schemas first.
    fn default() -> Self {
        Self {
            connections: 4,
            canary: 0,
            waves: Vec::new(),
            max_failures: None,
            tries: 8,
            backoff: Duration::from_millis(100),
            timeouts: Timeouts {
                lock: Some(Duration::from_secs(3)),
                referenced: Some(Duration::from_secs(1)),
                ..Timeouts::default()
            },
            shared: true,
        }
    }
}
