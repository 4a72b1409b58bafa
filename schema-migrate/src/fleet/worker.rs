//! One try of one member, or of several in one message, on one connection.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::time::{Duration, Instant};

use sqlx::PgConnection;

use super::connect::{Lane, Source};
use super::failure::Failure;
use super::lock::RunLock;
use super::plan::Standings;
use super::queue::{Goes, Task};
use super::{Fleet, FleetError, FleetMember};
use crate::apply::{Direction, Planned, Report};
use crate::connection::MigrateConnection;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::history::schema_exists;
use crate::migration::{RevisionId, Targets};

/// What all tries have in common.
pub(super) struct Context<'r> {
    pub(super) fleet: &'r Fleet,
    pub(super) source: Source<'r>,
    pub(super) lock: RunLock<'r>,
    pub(super) engine: Engine,
    pub(super) members: &'r [FleetMember],
    pub(super) direction: Direction,
    pub(super) targets: &'r Targets,
    pub(super) standings: Standings,
}

/// A try that has ended.
pub(super) struct Tried {
    pub(super) task: Task,
    /// Where the member stood, as far as it is known.
    pub(super) from: Option<Vec<RevisionId>>,
    /// Where it stands.
    pub(super) to: Option<Vec<RevisionId>>,
    pub(super) result: Result<(), (Failure, Error)>,
}

/// What a lane has done.
pub(super) struct Ended {
    /// With its connection, if that is of use to another member.
    pub(super) lane: Lane,
    pub(super) tried: Vec<Tried>,
    /// Members that are to go otherwise, because one of their message was refused.
    pub(super) back: Vec<Task>,
    pub(super) took: Duration,
}

/// Tries a member, or several in one message.
pub(super) fn work<'r>(
    context: &'r Context<'r>,
    mut lane: Lane,
    mut tasks: Vec<Task>,
) -> Pin<Box<dyn Future<Output = Ended> + Send + 'r>> {
    Box::pin(async move {
        let since = Instant::now();
        let (tried, back) = match (tasks.pop(), tasks.is_empty()) {
            (Some(task), true) => (vec![context.by_itself(&mut lane, task).await], Vec::new()),
            (last, _) => {
                tasks.extend(last);
                context.at_once(&mut lane, tasks).await
            }
        };
        Ended { lane, tried, back, took: since.elapsed() }
    })
}

impl Context<'_> {
    async fn by_itself(&self, lane: &mut Lane, mut task: Task) -> Tried {
        let since = Instant::now();
        let (mut from, mut to) = (None, None);
        let result = match self.source.open_lane(lane, &self.lock).await {
            Ok(connection) => self.run(connection, &task, &mut from, &mut to).await,
            Err(error) => Err(error),
        };
        task.tries += 1;
        task.spent += since.elapsed();
        task.goes = Goes::Anew;
        let result = result.map_err(|error| (Failure::of(&error, &self.engine), error));
        if matches!(&result, Err((Failure::Lost, _))) {
            lane.connection = None;
        }
        Tried { task, from, to, result }
    }

    /// Sends the ways of members in one message, each revision a transaction of its own. Where a statement is refused,
    /// its member is to try by itself, which says why, and those behind it have not begun.
    async fn at_once(&self, lane: &mut Lane, tasks: Vec<Task>) -> (Vec<Tried>, Vec<Task>) {
        let since = Instant::now();
        let mut texts = Vec::new();
        let mut ends = Vec::with_capacity(tasks.len());
        for task in &tasks {
            let own = self.message_of(task.member);
            ends.push(own.map(|own| {
                texts.extend(own);
                texts.len()
            }));
        }
        let ran = match self.source.open_lane(lane, &self.lock).await {
            Ok(connection) => self.send(connection, &texts).await,
            Err(_) => Err(0),
        };
        let ran = match ran {
            Ok(ran) => ran,
            Err(ran) => {
                lane.connection = None;
                ran
            }
        };
        let is_done = |end: &Option<usize>| end.is_some_and(|end| end <= ran);
        let done = ends.iter().filter(|end| is_done(end)).count();
        let share = since.elapsed() / u32::try_from(done.max(1)).unwrap_or(u32::MAX);
        let (mut tried, mut back) = (Vec::with_capacity(done), Vec::new());
        for (mut task, end) in tasks.into_iter().zip(ends) {
            match self.standings.way(task.member) {
                Some(Ok(planned)) if is_done(&end) => {
                    task.tries += 1;
                    task.spent += share;
                    let from = Some(self.fleet.heads(planned.applied()));
                    let to = Some(self.after(planned, planned.path().iter().map(|key| &key.id)));
                    tried.push(Tried { task, from, to, result: Ok(()) });
                }
                _ => {
                    // What was not answered may have run, where the connection is lost.
                    if back.is_empty() || lane.connection.is_none() {
                        task.goes = Goes::Anew;
                    }
                    back.push(task);
                }
            }
        }
        (tried, back)
    }

    /// The statements of a member's way; nothing, where it has to try by itself.
    fn message_of(&self, member: usize) -> Option<Vec<String>> {
        let Some(Ok(planned)) = self.standings.way(member) else { return None };
        self.fleet.bound(&self.members[member]).ok()?.planned_message(planned).ok()?
    }

    /// Sends transactions, and says how many statements are known to have run; as an error, where the connection is of
    /// no use after it.
    async fn send(&self, connection: &mut PgConnection, texts: &[String]) -> Result<usize, usize> {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let sent = connection.send_all(&texts, self.engine.statements_per_message()).await;
        let Err(refused) = sent else { return Ok(texts.len()) };
        match connection.send("ROLLBACK").await {
            Ok(()) => Ok(refused.ran),
            Err(_) => Err(refused.ran),
        }
    }

    async fn run(
        &self,
        connection: &mut PgConnection,
        task: &Task,
        from: &mut Option<Vec<RevisionId>>,
        to: &mut Option<Vec<RevisionId>>,
    ) -> Result<()> {
        let fleet = self.fleet;
        let migrator = fleet.bound(&self.members[task.member])?;
        let known = self.standings.way(task.member).filter(|_| task.goes != Goes::Anew);
        let own;
        let planned = match known {
            Some(Ok(planned)) => planned,
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
        let at_first = match self.standings.way(task.member) {
            Some(Ok(at_first)) => at_first,
            Some(Err(_)) | None => planned,
        };
        *from = Some(fleet.heads(at_first.applied()));
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
