//! What became of the members.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

use super::alike::Failures;
use crate::apply::{Direction, Report};
use crate::migration::RevisionId;

/// As many failures, and as many members of each, are shown to people.
const SHOWN: usize = 20;

/// What became of a fleet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FleetReport {
    /// Forward or back.
    pub direction: Direction,
    /// What ran in the shared schemas.
    pub shared: Report,
    /// What became of each member, in the order in which they were given.
    pub members: Vec<MemberReport>,
    /// Why not all of them ran.
    pub stopped: Option<Stopped>,
}

/// What became of a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MemberReport {
    /// The schema's name in the database.
    pub tenant: String,
    /// What became of it.
    pub status: Status,
    /// The applied revisions on which no other stood before; in JSON with spaces between.
    #[serde(serialize_with = "joined")]
    pub from: Vec<RevisionId>,
    /// The applied revisions on which no other stands now.
    #[serde(serialize_with = "joined")]
    pub to: Vec<RevisionId>,
    /// How long it took, in milliseconds, with all tries and without the waiting between them.
    pub ms: u64,
    /// How often it was tried.
    pub tries: u32,
    /// The server's code of the last error.
    pub sqlstate: Option<String>,
    /// The step that failed: the revision, its number from 1, what it does.
    pub step: Option<String>,
    /// The last error, in words.
    pub error: Option<String>,
}

/// What became of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Status {
    /// There was nothing to do.
    Current,
    /// It is at the target.
    Done,
    /// It failed; nothing of the revision that failed was kept, or its first steps if it is not transactional.
    Failed,
    /// It was refused before anything ran.
    Refused,
    /// It was in use by others until its tries were used up.
    Busy,
    /// It did not begin, because the run was stopped.
    Skipped,
}

/// Why not all members ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Stopped {
    /// One of the first members failed.
    Canary,
    /// Too many failed.
    Failures,
}

impl Status {
    /// Whether it is not where it should be, and not because the run was stopped.
    pub const fn is_failure(self) -> bool {
        match self {
            Self::Failed | Self::Refused | Self::Busy => true,
            Self::Current | Self::Done | Self::Skipped => false,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::Busy => "busy",
            Self::Skipped => "skipped",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Canary => "one of the first members failed",
            Self::Failures => "too many members failed",
        })
    }
}

impl FleetReport {
    /// Whether every member is at the target.
    pub fn is_complete(&self) -> bool {
        self.members.iter().all(|one| matches!(one.status, Status::Current | Status::Done))
    }

    /// The members that failed.
    pub fn failures(&self) -> impl Iterator<Item = &MemberReport> {
        self.members.iter().filter(|one| one.status.is_failure())
    }

    /// How many members there are of each status.
    pub fn counts(&self) -> BTreeMap<Status, usize> {
        let mut counts = BTreeMap::new();
        for one in &self.members {
            *counts.entry(one.status).or_default() += 1;
        }
        counts
    }

    /// A line of JSON for each member (`tenant`, `status`, `from`, `to`, `ms`, `tries`, `sqlstate`, `step`, `error`).
    pub fn json_lines(&self) -> String {
        self.members.iter().map(MemberReport::json_line).collect()
    }
}

impl MemberReport {
    /// The report as a line of JSON.
    pub fn json_line(&self) -> String {
        // Texts and numbers are always JSON.
        let mut line = serde_json::to_string(self).unwrap_or_default();
        line.push('\n');
        line
    }

    /// The error, without the statement that stands below it; empty where there is none.
    pub(super) fn first_line(&self) -> &str {
        self.error.as_deref().and_then(|error| error.lines().next()).unwrap_or_default()
    }
}

impl fmt::Display for FleetReport {
    /// A line of numbers, and the first failures: those that are alike once, with the names of the members.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.counts();
        write!(f, "{} of {} schemas", self.direction, self.members.len())?;
        let mut between = ": ";
        for (status, count) in &counts {
            write!(f, "{between}{count} {status}")?;
            between = ", ";
        }
        if let Some(stopped) = self.stopped {
            write!(f, "; stopped, because {stopped}")?;
        }
        let mut failures = Failures::default();
        let first: Vec<&MemberReport> =
            self.members.iter().filter(|one| failures.add(one)).collect();
        for (one, alike) in first.iter().zip(failures.kinds()).take(SHOWN) {
            write!(f, "\n{one}")?;
            if let Some(more) = alike.more() {
                let names = alike.others.iter().take(SHOWN).map(|name| format!("`{name}`"));
                write!(f, "\n{more}: {}", names.collect::<Vec<_>>().join(", "))?;
                if alike.others.len() > SHOWN {
                    f.write_str(", ..")?;
                }
            }
        }
        match first.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            1 => f.write_str("\nand another kind of failure"),
            more => write!(f, "\nand {more} other kinds of failure"),
        }
    }
}

impl fmt::Display for MemberReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.tenant, self.status)?;
        if self.tries > 1 {
            write!(f, " after {} tries", self.tries)?;
        }
        match self.first_line() {
            "" => Ok(()),
            line => write!(f, ": {line}"),
        }
    }
}

fn joined<S: Serializer>(ids: &[RevisionId], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&words(ids))
}

/// Revisions with spaces between.
pub(super) fn words(ids: &[RevisionId]) -> String {
    ids.iter().map(RevisionId::as_str).collect::<Vec<_>>().join(" ")
}
