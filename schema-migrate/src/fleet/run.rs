//! A fleet, and a run over it: what is shared first, then the members.

use std::time::Duration;

use futures_util::future::{join_all, try_join_all};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};

use super::connect::Source;
use super::lock::{Hold, RunLock};
use super::plan::Standings;
use super::schedule::Schedule;
use super::worker::Context;
use super::{FleetError, FleetEvent, FleetMember, FleetOptions, FleetPlan, FleetReport};
use crate::apply::{Direction, Migrator, Report, Timeouts};
use crate::engine::Engine;
use crate::error::Result;
use crate::migration::{Target, Targets};

/// Many schemas of one logical schema.
///
/// The migrator says how each of them is migrated: its hooks are called and its Rust functions run for each, several
/// at a time. It has a name for the logical schema itself, which does not matter, and for each one that is shared.
pub struct Fleet {
    pub(super) migrator: Migrator<PgConnection>,
    pub(super) schema: String,
    pub(super) address: PgConnectOptions,
    /// Whether an upgrade creates the schemas that are not there.
    pub(super) creates: bool,
}

/// Those who watch a run.
pub(super) type Watch<'w> = &'w mut (dyn FnMut(&FleetEvent<'_>) + Send);

impl Fleet {
    /// The schemas of a logical schema in a database.
    ///
    /// How long a member waits is for a run's options to say, and not for the migrator. The address is that of the
    /// server itself, or of a pooler that keeps sessions apart and has one for each connection: a run has locks of its
    /// sessions. On an engine of
    /// several nodes each member lies on one of them, and what is shared on all.
    pub fn new(migrator: Migrator<PgConnection>, schema: &str, address: PgConnectOptions) -> Self {
        // What a plan shows; a run has its own.
        let migrator = migrator.timeouts(FleetOptions::default().timeouts).with_tenants(schema);
        Self { migrator, schema: schema.to_owned(), address, creates: true }
    }

    /// Refuses members whose schema is not there, which an upgrade would create otherwise.
    ///
    /// For tenants of a registry: one whose schema is gone is to be restored, and not to begin anew without its rows.
    #[must_use]
    pub fn existing(self) -> Self {
        Self { creates: false, ..self }
    }

    /// Upgrades members to a target, from wherever each of them stands.
    ///
    /// What fails for a member is in the report, and the others go on. Running it again resumes it. Two runs at
    /// once share the work.
    ///
    /// # Errors
    /// [`FleetError`](super::FleetError) and errors of the shared schemas, before any member runs.
    pub async fn upgrade(
        &self,
        members: &[FleetMember],
        target: &Target,
        options: &FleetOptions,
        mut watch: impl FnMut(&FleetEvent<'_>) + Send,
    ) -> Result<FleetReport> {
        self.run(members, Direction::Upgrade, target, options, &mut watch).await
    }

    /// Takes members back to a target. Shared schemas stay as they are.
    ///
    /// # Errors
    /// As of [`upgrade`](Self::upgrade).
    pub async fn downgrade(
        &self,
        members: &[FleetMember],
        target: &Target,
        options: &FleetOptions,
        mut watch: impl FnMut(&FleetEvent<'_>) + Send,
    ) -> Result<FleetReport> {
        self.run(members, Direction::Downgrade, target, options, &mut watch).await
    }

    /// What a run would do: for each history that differs the SQL of one member, and who else has the same to run.
    ///
    /// # Errors
    /// As of [`upgrade`](Self::upgrade).
    pub async fn plan(
        &self,
        members: &[FleetMember],
        direction: Direction,
        target: &Target,
    ) -> Result<FleetPlan> {
        let standings = self.stand_alone(members, direction, target).await?;
        self.shown(members, direction, &standings)
    }

    /// The SQL that a run would send for all members, the histories' rows with it.
    ///
    /// # Errors
    /// As of [`upgrade`](Self::upgrade); [`ApplyError::Refused`](crate::apply::ApplyError::Refused) for a revision
    /// with a Rust function.
    pub async fn script(
        &self,
        members: &[FleetMember],
        direction: Direction,
        target: &Target,
    ) -> Result<String> {
        let standings = self.stand_alone(members, direction, target).await?;
        self.scripts(members, &standings)
    }

    /// The logical schema.
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// The migrator of the members.
    pub const fn migrator(&self) -> &Migrator<PgConnection> {
        &self.migrator
    }

    /// Where the members stand, for those who only look.
    pub(super) async fn stand_alone(
        &self,
        members: &[FleetMember],
        direction: Direction,
        target: &Target,
    ) -> Result<Standings> {
        self.check(members)?;
        let mut connections = self.open_to_look(members.len()).await?;
        let standings = self.stand_now(&mut connections, members, direction, target).await;
        join_all(connections.into_iter().map(PgConnection::close)).await;
        standings
    }

    /// Where the members stand, by connections that look.
    pub(super) async fn stand_now(
        &self,
        connections: &mut [PgConnection],
        members: &[FleetMember],
        direction: Direction,
        target: &Target,
    ) -> Result<Standings> {
        let engine = self.migrator.engine_of(&mut connections[0]).await?;
        let targets = Targets::only(&self.schema, target.clone());
        self.stand(connections, engine, members, direction, &targets).await
    }

    /// Connections to look at so many members, as many as a run has by default.
    pub(super) async fn open_to_look(&self, members: usize) -> Result<Vec<PgConnection>> {
        let options = FleetOptions::default();
        let opened = self.source(&options).open_to_read(members, options.connections).await?;
        Ok(opened.0)
    }

    pub(super) fn source(&self, options: &FleetOptions) -> Source<'_> {
        Source { options: &self.address, lock: options.timeouts.lock }
    }

    async fn run(
        &self,
        members: &[FleetMember],
        direction: Direction,
        target: &Target,
        options: &FleetOptions,
        watch: Watch<'_>,
    ) -> Result<FleetReport> {
        self.check(members)?;
        // A member that another run works on is put back, and not waited for.
        let timeouts = Timeouts { run: Duration::ZERO, ..options.timeouts };
        let fleet = Self {
            migrator: self.migrator.clone().timeouts(timeouts),
            schema: self.schema.clone(),
            address: self.address.clone(),
            creates: self.creates,
        };
        let source = fleet.source(options);
        let opened = source.open_to_read(members.len(), options.connections).await?;
        let (mut connections, true) = opened else {
            return Err(FleetError::NoSession { schema: self.schema.clone() }.into());
        };
        let engine = fleet.migrator.engine_of(&mut connections[0]).await?;
        let lock = RunLock::new(&fleet.schema, &options.timeouts, engine);
        let shared = match direction {
            Direction::Upgrade if options.shared => {
                fleet.upgrade_shared(&mut connections[0], engine, &lock, options.timeouts).await?
            }
            Direction::Upgrade | Direction::Downgrade => Report::new(direction),
        };
        if !shared.revisions.is_empty() {
            watch(&FleetEvent::SharedDone { report: &shared });
        }
        try_join_all(connections.iter_mut().map(|one| lock.take(one, Hold::Shared))).await?;
        let targets = Targets::only(&fleet.schema, target.clone());
        let stand = fleet.stand(&mut connections, engine, members, direction, &targets).await;
        let standings = match stand {
            Ok(standings) => standings,
            Err(error) => {
                lock.give(&mut connections[0], Hold::Shared).await.ok();
                return Err(error);
            }
        };
        let context = Context {
            fleet: &fleet,
            source,
            lock,
            engine,
            members,
            direction,
            targets: &targets,
            standings,
        };
        let schedule = Schedule::new(&context, options, connections, watch);
        let (reports, stopped) = schedule.run().await;
        Ok(FleetReport { direction, shared, members: reports, stopped })
    }

    /// Upgrades what the members share, alone.
    async fn upgrade_shared(
        &self,
        connection: &mut PgConnection,
        engine: Engine,
        lock: &RunLock<'_>,
        timeouts: Timeouts,
    ) -> Result<Report> {
        let migrator = self.migrator.without(&self.schema).engine(engine).timeouts(timeouts);
        let heads = Targets::all(Target::Heads);
        if migrator.pending(connection, &heads).await?.is_empty() {
            return Ok(Report::new(Direction::Upgrade));
        }
        lock.take(connection, Hold::Alone).await?;
        let report = migrator.upgrade(connection, &heads).await;
        let given = lock.give(connection, Hold::Alone).await;
        let report = report?;
        given?;
        Ok(report)
    }
}
