//! One try of one member, on one connection.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::time::Instant;

use sqlx::PgConnection;

use super::connect::{Lane, Source};
use super::failure::Failure;
use super::plan::Standings;
use super::queue::Task;
use super::{Fleet, FleetError, FleetMember};
use crate::apply::{Direction, Planned, Report};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::history::schema_exists;
use crate::migration::{RevisionId, Targets};

/// What all tries have in common.
pub(super) struct Context<'r> {
    pub(super) fleet: &'r Fleet,
    pub(super) source: Source<'r>,
    pub(super) engine: Engine,
    pub(super) members: &'r [FleetMember],
    pub(super) direction: Direction,
    pub(super) targets: &'r Targets,
    pub(super) standings: Standings,
}

/// A try that has ended.
pub(super) struct Tried {
    pub(super) task: Task,
    /// With its connection, if that is of use to another member.
    pub(super) lane: Lane,
    /// Where the member stood, as far as it is known.
    pub(super) from: Option<Vec<RevisionId>>,
    /// Where it stands.
    pub(super) to: Option<Vec<RevisionId>>,
    pub(super) result: Result<(), (Failure, Error)>,
}

/// Tries a member.
pub(super) fn work<'r>(
    context: &'r Context<'r>,
    lane: Lane,
    mut task: Task,
) -> Pin<Box<dyn Future<Output = Tried> + Send + 'r>> {
    Box::pin(async move {
        let since = Instant::now();
        let (mut from, mut to) = (None, None);
        let opened = match lane.connection {
            Some(connection) => Ok(connection),
            None => context.source.open_locked().await,
        };
        let (connection, result) = match opened {
            Err(error) => (None, Err(error)),
            Ok(mut connection) => {
                let result = context.run(&mut connection, &task, &mut from, &mut to).await;
                (Some(connection), result)
            }
        };
        task.tries += 1;
        task.spent += since.elapsed();
        let result = result.map_err(|error| (Failure::of(&error, &context.engine), error));
        let is_lost = matches!(&result, Err((Failure::Lost, _)));
        let lane = Lane { connection: connection.filter(|_| !is_lost), ..lane };
        Tried { task, lane, from, to, result }
    })
}

impl Context<'_> {
    async fn run(
        &self,
        connection: &mut PgConnection,
        task: &Task,
        from: &mut Option<Vec<RevisionId>>,
        to: &mut Option<Vec<RevisionId>>,
    ) -> Result<()> {
        let fleet = self.fleet;
        let migrator = fleet.bound(&self.members[task.member])?;
        let known = self.standings.way(task.member).filter(|_| task.tries == 0);
        let own;
        let planned = match known {
            Some(Ok(planned)) => planned,
            // What has been tried may have been done in part, here or by another run.
            Some(Err(_)) | None => {
                let (schema, targets) = (&fleet.schema, self.targets);
                let planned =
                    migrator.planned(connection, self.engine, schema, self.direction, targets);
                own = planned.await?;
                if own.applied().is_empty() && !self.may_begin(connection, task).await? {
                    let name = self.members[task.member].name.clone();
                    return Err(FleetError::NoSchema(name).into());
                }
                &own
            }
        };
        *from = Some(fleet.heads(planned.applied()));
        let mut report = Report::new(self.direction);
        let result = migrator.go_planned(connection, planned, &mut report).await;
        *to = match &result {
            Ok(()) => Some(self.after(planned, planned.path().iter().map(|key| &key.id))),
            // Another run may have been here, too.
            Err(_) => match migrator.current(connection).await {
                Ok(mut states) => states.remove(&fleet.schema).map(|state| state.heads),
                Err(_) => Some(self.after(planned, report.revisions.iter().map(|one| &one.key.id))),
            },
        };
        result
    }

    /// Whether a member without a history may get its first revision: not where it had one when the run began, or
    /// its schema is not there, because it was dropped or renamed meanwhile and must not come back without its rows.
    async fn may_begin(&self, connection: &mut PgConnection, task: &Task) -> Result<bool> {
        let had = match self.standings.way(task.member) {
            Some(Ok(planned)) => !planned.applied().is_empty(),
            Some(Err(_)) | None => false,
        };
        if had || self.fleet.creates {
            return Ok(!had);
        }
        let name = self.members[task.member].name.as_str();
        let there = schema_exists(connection, name).await;
        Ok(there.map_err(FleetError::database("the look at a schema"))?)
    }

    /// Where a member stands after revisions of its way.
    fn after<'i>(
        &self,
        planned: &Planned,
        ran: impl Iterator<Item = &'i RevisionId>,
    ) -> Vec<RevisionId> {
        let mut applied: BTreeSet<RevisionId> = planned.applied().clone();
        for id in ran {
            match self.direction {
                Direction::Upgrade => drop(applied.insert(id.clone())),
                Direction::Downgrade => drop(applied.remove(id)),
            }
        }
        self.fleet.heads(&applied)
    }
}
