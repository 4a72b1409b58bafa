//! A run: the revisions on the way, one after another.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::pin::Pin;
use std::time::Instant;

use polyschema_core::SchemaName;

use super::hook::Event;
use super::lock::{self, Wait};
use super::prepare::Prepared;
use super::refused::Refused;
use super::settings::Settings;
use super::state::applied;
use super::{ApplyError, Migrator, SchemaState, journal, session, transactional};
use crate::connection::MigrateConnection;
use crate::engine::Engine;
use crate::error::Result;
use crate::history::{self, Place, State};
use crate::migration::{RevisionKey, Targets};

/// Forward or back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Applies revisions.
    Upgrade,
    /// Takes them back.
    Downgrade,
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Upgrade => "upgrade",
            Self::Downgrade => "downgrade",
        })
    }
}

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Report {
    /// Forward or back.
    pub direction: Direction,
    /// The revisions that ran, in order; those that another run did meanwhile are not among them.
    pub revisions: Vec<RevisionReport>,
}

/// A revision that ran.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct RevisionReport {
    /// Schema and revision.
    pub key: RevisionKey,
    /// The schema's name in the database.
    pub physical: String,
    /// How many steps it has.
    pub steps: usize,
    /// How long it took, in milliseconds, with waiting for its lock.
    pub duration_ms: u64,
}

/// How schemas come to their targets.
pub(super) struct Way {
    pub(super) path: Vec<RevisionKey>,
    /// The schemas whose history names revisions that another took the place of.
    behind: BTreeSet<String>,
    /// The schemas that have a history table.
    have_history: BTreeSet<String>,
    /// The schemas of which the history says nothing.
    pub(super) without_rows: BTreeSet<String>,
}

impl Way {
    /// Whether there is nothing to do on it.
    pub(super) fn is_empty(&self) -> bool {
        self.path.is_empty() && self.behind.is_empty()
    }

    /// Whether each schema on it has a history, which is up to date.
    #[cfg(feature = "postgres")]
    pub(super) fn is_begun(&self) -> bool {
        let has_rows =
            |schema| self.have_history.contains(schema) && !self.without_rows.contains(schema);
        self.behind.is_empty() && self.path.iter().all(|key| has_rows(&key.schema))
    }
}

impl<C: MigrateConnection> Migrator<C> {
    /// Applies what leads to the targets, with what it depends on.
    ///
    /// Each revision is done when it returns, or none of it, or (when it is not transactional) its first
    /// steps, and the next run goes on with the others. Dropping the future is the same as an error; but then
    /// on PostgreSQL the lock of a revision that is not transactional stays until the connection is closed.
    ///
    /// # Errors
    /// [`RevisionError`](crate::migration::RevisionError) for a target that cannot be resolved;
    /// [`ApplyError::Refused`] before anything runs; [`ApplyError::Step`] and the other kinds of
    /// [`ApplyError`] after the revisions before it are done.
    pub async fn upgrade(&self, connection: &mut C, targets: &Targets) -> Result<Report> {
        self.run(connection, Direction::Upgrade, targets).await
    }

    /// Takes back what the targets do not have, with what depends on it.
    ///
    /// # Errors
    /// As of [`upgrade`](Self::upgrade).
    pub async fn downgrade(&self, connection: &mut C, targets: &Targets) -> Result<Report> {
        self.run(connection, Direction::Downgrade, targets).await
    }

    /// Runs to the targets. The future has a type of its own, without which the compiler does not see that
    /// a run can be sent to another thread.
    fn run<'a>(
        &'a self,
        connection: &'a mut C,
        direction: Direction,
        targets: &'a Targets,
    ) -> Pin<Box<dyn Future<Output = Result<Report>> + Send + 'a>> {
        Box::pin(self.run_to(connection, direction, targets))
    }

    async fn run_to(
        &self,
        connection: &mut C,
        direction: Direction,
        targets: &Targets,
    ) -> Result<Report> {
        let mut report = Report { direction, revisions: Vec::new() };
        let (way, refused) = self.find_way(connection, direction, targets).await?;
        if way.is_empty() && refused.is_empty() {
            return Ok(report);
        }
        let engine = self.engine_of(connection).await?;
        let empty = self.empty(connection, direction, &way).await?;
        let prepared = self.prepare(engine, direction, &way.path, &empty, refused)?;
        self.go(connection, engine, &way, prepared, &mut report).await?;
        Ok(report)
    }

    /// Looks where the schemas stand, and how they come to the targets; or why they cannot.
    pub(super) async fn find_way(
        &self,
        connection: &mut C,
        direction: Direction,
        targets: &Targets,
    ) -> Result<(Way, Vec<Refused>)> {
        let states = self.current(connection).await?;
        // Asked after a statement: a transaction that was dropped before is rolled back by then.
        if connection.is_in_transaction() {
            return Err(ApplyError::InTransaction.into());
        }
        self.way_of(direction, targets, &states)
    }

    /// How schemas come from where they stand to the targets; or why they cannot.
    pub(super) fn way_of(
        &self,
        direction: Direction,
        targets: &Targets,
        states: &BTreeMap<String, SchemaState>,
    ) -> Result<(Way, Vec<Refused>)> {
        let against = match direction {
            Direction::Upgrade => State::Downgrading,
            Direction::Downgrade => State::Upgrading,
        };
        let mut refused = self.differences(states);
        refused.extend(self.interrupted(states, |state| state == against));
        let path = match self.path(direction, targets, &applied(states, direction)) {
            Ok(path) => path,
            // What is wrong with the history may be why there is no way.
            Err(_) if !refused.is_empty() => Vec::new(),
            Err(error) => return Err(error),
        };
        let some = |of: fn(&SchemaState) -> bool| {
            let states = states.iter().filter(|(_, state)| of(state));
            states.map(|(schema, _)| schema.clone()).collect()
        };
        let (behind, have_history) =
            (some(|state| state.is_behind), some(|state| state.has_history));
        let without_rows = some(|state| state.entries.is_empty());
        Ok((Way { path, behind, have_history, without_rows }, refused))
    }

    /// Runs what was prepared, and reports each revision as soon as it is done.
    pub(super) async fn go(
        &self,
        connection: &mut C,
        engine: Engine,
        way: &Way,
        prepared: Vec<Prepared<'_>>,
        report: &mut Report,
    ) -> Result<()> {
        let direction = report.direction;
        for schema in &way.behind {
            self.write_in_place(connection, engine, schema).await?;
        }
        if prepared.is_empty() {
            return Ok(());
        }
        if let Some(first) = prepared.first().filter(|first| first.place.is_shared) {
            self.create_shared(connection, engine, &first.place, &first.run.physical).await?;
        }
        self.tell(&Event::RunBegins { direction, revisions: &way.path }, connection).await?;
        let mut have_history: BTreeSet<&str> =
            way.have_history.iter().map(String::as_str).collect();
        for revision in &prepared {
            let since = Instant::now();
            let schema = revision.run.key.schema.as_str();
            if self.run_one(connection, revision, have_history.contains(schema)).await? {
                have_history.insert(schema);
                self.tell(&Event::RevisionDone(&revision.run), connection).await?;
                report.revisions.push(RevisionReport {
                    key: revision.run.key.clone(),
                    physical: revision.run.physical.as_str().to_owned(),
                    steps: revision.run.steps,
                    duration_ms: milliseconds(since),
                });
            }
        }
        self.tell(&Event::RunEnds(report), connection).await?;
        Ok(())
    }

    /// Runs a revision, and says whether there was anything to do.
    async fn run_one(
        &self,
        connection: &mut C,
        revision: &Prepared<'_>,
        has_history: bool,
    ) -> Result<bool> {
        if !revision.is_transactional() {
            session::check_kept(connection, &revision.run.physical).await?;
        }
        let mut settings = Settings::set(connection, self, revision).await?;
        let result = match revision.is_transactional() {
            true => transactional::run(&mut *settings, self, revision, has_history).await,
            false => journal::run(&mut *settings, self, revision).await,
        };
        let restored = settings.restore().await;
        let ran = result?;
        restored?;
        Ok(ran)
    }

    /// Creates the history table that schemas share; those of schemas come with their schema.
    pub(super) async fn create_shared(
        &self,
        connection: &mut C,
        engine: Engine,
        place: &Place,
        physical: &SchemaName,
    ) -> Result<()> {
        let failed = || ApplyError::database("create the history table", physical);
        if history::is_there(connection, place).await.map_err(failed())? {
            return Ok(());
        }
        let wait = Wait::new(physical, self.timeouts.run);
        let mut transaction = loop {
            if let Some(transaction) =
                lock::begin_shared(&mut *connection, place, physical, &self.timeouts, engine)
                    .await?
            {
                break transaction;
            }
            wait.pause(&mut *connection).await?;
        };
        history::create(&mut *transaction, place).await.map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
        Ok(())
    }
}

/// The time since then.
pub(super) fn milliseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
