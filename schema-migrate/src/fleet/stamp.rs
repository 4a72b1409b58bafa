//! Stamping the members: the history of each is written, and nothing runs.

use std::time::{Duration, Instant};

use sqlx::{Connection, PgConnection};

use super::failure::{Failure, sqlstate};
use super::{Fleet, FleetEvent, FleetMember, FleetReport, MemberReport, Status};
use crate::apply::{ApplyError, Direction, Migrator, Report, SchemaState, Timeouts};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::migration::{RevisionError, Target, Targets};

impl Fleet {
    /// Writes into the members' histories that they are at a target, and runs nothing.
    ///
    /// It is how members that were built otherwise are taken over, and how edited files are accepted (`+0`, where each
    /// stands). They come one after another, each in a transaction of its own. What fails for one is in the report and
    /// keeps no other back; a run that works on one is waited for no longer than a lock. What the members share is left
    /// alone. The report's direction is [`Upgrade`](Direction::Upgrade), the one in which a history is written.
    ///
    /// # Errors
    /// [`FleetError`](super::FleetError); [`RevisionError::UnknownTarget`] for a target that no revision
    /// has. Then nothing is written.
    pub async fn stamp(
        &self,
        members: &[FleetMember],
        target: &Target,
        mut watch: impl FnMut(&FleetEvent<'_>) + Send,
    ) -> Result<FleetReport> {
        self.check(members)?;
        let (since, pending) = (Instant::now(), members.len());
        let mut connection = self.connect().await?;
        let engine = self.migrator.engine_of(&mut connection).await?;
        let mut connection = Some(connection);
        let stamper = self.stamper(engine);
        let targets = Targets::only(&self.schema, target.clone());
        watch(&FleetEvent::Planned { members: pending, pending, plans: 1 });
        let mut reports = Vec::with_capacity(pending);
        for member in members {
            watch(&FleetEvent::Begins { tenant: &member.name, attempt: 1 });
            let began = Instant::now();
            let migrator = stamper.clone().bind(&self.schema, member.name.as_str())?;
            let stamped = self.stamp_one(&mut connection, &migrator, &targets).await;
            let stamped = match stamped {
                // It is no member's fault.
                Err(Error::Revision(error @ RevisionError::UnknownTarget { .. })) => {
                    return Err(error.into());
                }
                Err(error) => Err((Failure::of(&error, &engine), error)),
                Ok(states) => Ok(states),
            };
            if matches!(&stamped, Err((Failure::Lost, _))) {
                connection = None;
            }
            let report = stamped_report(member, &stamped, began.elapsed());
            let (done, elapsed) = (reports.len() + 1, since.elapsed());
            watch(&FleetEvent::Ends { report: &report, done, pending, elapsed });
            reports.push(report);
        }
        if let Some(connection) = connection {
            // All is written; the server notices an end without a word, too.
            connection.close().await.ok();
        }
        let (direction, shared) = (Direction::Upgrade, Report::new(Direction::Upgrade));
        Ok(FleetReport { direction, shared, members: reports, stopped: None })
    }

    /// The migrator without the names of what is shared, whose histories need not be read for each member.
    fn stamper(&self, engine: Engine) -> Migrator<PgConnection> {
        let limits = self.migrator.limits();
        let run = limits.lock.unwrap_or_default();
        let migrator = self.migrator.clone().engine(engine).timeouts(Timeouts { run, ..limits });
        let shared = self.migrator.names().keys().filter(|schema| **schema != self.schema);
        shared.fold(migrator, |migrator, schema| migrator.without(schema))
    }

    async fn connect(&self) -> Result<PgConnection> {
        Ok(self.open_to_look(1).await?.swap_remove(0))
    }

    /// Stamps a member, on a new connection where the last one was lost: where it stood, and where it stands.
    async fn stamp_one(
        &self,
        connection: &mut Option<PgConnection>,
        migrator: &Migrator<PgConnection>,
        targets: &Targets,
    ) -> Result<(SchemaState, SchemaState)> {
        let connection = match connection {
            Some(connection) => connection,
            None => connection.insert(self.connect().await?),
        };
        let before = migrator.current(connection).await?.remove(&self.schema);
        let after = migrator.stamp(connection, targets).await?.remove(&self.schema);
        let unbound = || ApplyError::Unbound { schema: self.schema.clone() };
        Ok(before.zip(after).ok_or_else(unbound)?)
    }
}

/// What became of a member.
fn stamped_report(
    member: &FleetMember,
    stamped: &Result<(SchemaState, SchemaState), (Failure, Error)>,
    took: Duration,
) -> MemberReport {
    let mut report = MemberReport {
        tenant: member.name.as_str().to_owned(),
        status: Status::Done,
        from: Vec::new(),
        to: Vec::new(),
        ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        tries: 1,
        sqlstate: None,
        step: None,
        error: None,
    };
    match stamped {
        Ok((before, after)) => {
            if before == after {
                report.status = Status::Current;
            }
            report.from.clone_from(&before.heads);
            report.to.clone_from(&after.heads);
        }
        Err((failure, error)) => {
            report.status = failure.status();
            report.sqlstate = sqlstate(error);
            report.error = Some(error.to_string());
        }
    }
    report
}
