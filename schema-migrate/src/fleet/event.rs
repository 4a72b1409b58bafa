//! What happens while a fleet runs, for those who watch it.

use std::time::Duration;

use polyschema_core::SchemaName;

use super::{MemberReport, Stopped};
use crate::apply::Report;

/// Something that happens while a fleet runs.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum FleetEvent<'a> {
    /// What the members share was upgraded.
    SharedDone {
        /// The revisions that ran.
        report: &'a Report,
    },
    /// It is known where all members stand.
    Planned {
        /// How many members there are.
        members: usize,
        /// How many of them have anything to run.
        pending: usize,
        /// How many different ways they have.
        plans: usize,
    },
    /// A member begins.
    Begins {
        /// Its name.
        tenant: &'a SchemaName,
        /// Which try it is, from 1.
        attempt: u32,
    },
    /// A member will be tried again.
    Waits {
        /// Its name.
        tenant: &'a SchemaName,
        /// Which try it was, from 1.
        attempt: u32,
        /// The server's code.
        sqlstate: Option<&'a str>,
        /// The error, in words.
        error: &'a str,
        /// How long it waits.
        again_in: Duration,
    },
    /// A member is done, or has failed.
    Ends {
        /// What became of it.
        report: &'a MemberReport,
        /// How many members have ended.
        done: usize,
        /// How many have anything to run.
        pending: usize,
        /// How long it is since the first one began.
        elapsed: Duration,
    },
    /// No other member begins.
    Stops {
        /// Why.
        why: Stopped,
    },
}
