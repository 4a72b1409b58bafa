//! What happens in a run, for those who watch it or take part in it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use polyschema_core::SchemaName;

use super::{Direction, Report};
use crate::migration::RevisionKey;

/// An error of the application's own.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A future of the application's own.
pub type BoxFuture<'a> = Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send + 'a>>;

/// A hook, which is called for each event in order.
pub(crate) type Hook<C> =
    Arc<dyn for<'a> Fn(&'a Event<'a>, &'a mut C) -> BoxFuture<'a> + Send + Sync>;

/// A data migration in Rust.
pub(crate) type RustMigration<C> =
    Arc<dyn for<'a> Fn(&'a mut C, &'a SchemaName) -> BoxFuture<'a> + Send + Sync>;

/// Something that happens in a run.
///
/// Within a revision that is transactional a hook is in its transaction; its error takes the revision back.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A run is about to begin; nothing has been changed yet.
    RunBegins {
        /// Forward or back.
        direction: Direction,
        /// What is to run, in order.
        revisions: &'a [RevisionKey],
    },
    /// A revision is about to run, under the lock of its schema.
    RevisionBegins(&'a RevisionRun),
    /// A step is about to run.
    StepBegins {
        /// The revision.
        revision: &'a RevisionRun,
        /// Which step, from 1.
        step: usize,
        /// What it does.
        name: &'a str,
    },
    /// A step has run; that it has is not written down yet.
    StepEnds {
        /// The revision.
        revision: &'a RevisionRun,
        /// Which step, from 1.
        step: usize,
    },
    /// All steps of a revision have run; nothing is committed yet, if it is transactional.
    RevisionEnds(&'a RevisionRun),
    /// A revision is done, and is in the history, or out of it.
    RevisionDone(&'a RevisionRun),
    /// A run is done.
    RunEnds(&'a Report),
}

/// A revision on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RevisionRun {
    /// Schema and revision.
    pub key: RevisionKey,
    /// The schema's name in the database.
    pub physical: SchemaName,
    /// Forward or back.
    pub direction: Direction,
    /// How many steps it has.
    pub steps: usize,
}
