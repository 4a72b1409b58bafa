//! A run over a fleet: what is shared first, then the members in waves.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use futures_timer::Delay;
use futures_util::StreamExt;
use futures_util::future::{self, Either, join_all, try_join_all};
use futures_util::stream::FuturesUnordered;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};

use super::connect::{Lane, Source};
use super::failure::{Failure, sqlstate, step};
use super::lock::{self, Hold};
use super::queue::{Queue, backoff};
use super::worker::{Context, Tried, work};
use super::{
    FleetError, FleetEvent, FleetMember, FleetOptions, FleetPlan, FleetReport, MemberReport,
    Status, Stopped,
};
use crate::apply::{Direction, Migrator, Report, session};
use crate::engine::Engine;
use crate::error::{Error, Result};
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
type Watch<'w> = &'w mut (dyn FnMut(&FleetEvent<'_>) + Send);

impl Fleet {
    /// The schemas of a logical schema in a database.
    ///
    /// How long a member waits is for a run's options to say, and not for the migrator. The address is that of the
    /// server itself, or of a pooler that keeps sessions apart: a run has locks of its sessions. On an engine of
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
    ) -> Result<super::plan::Standings> {
        self.check(members)?;
        let mut connections = self.open_to_look(members.len()).await?;
        let engine = self.migrator.engine_of(&mut connections[0]).await?;
        let targets = Targets::only(&self.schema, target.clone());
        let standings = self.stand(&mut connections, engine, members, direction, &targets).await;
        join_all(connections.into_iter().map(PgConnection::close)).await;
        standings
    }

    /// Connections to look at so many members, as many as a run has by default.
    pub(super) async fn open_to_look(&self, members: usize) -> Result<Vec<PgConnection>> {
        let options = FleetOptions::default();
        self.source(&options).open_to_read(members, options.connections).await
    }

    pub(super) fn source(&self, options: &FleetOptions) -> Source<'_> {
        Source {
            options: &self.address,
            schema: &self.schema,
            lock: options.timeouts.lock,
            run: options.timeouts.run,
        }
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
        let timeouts = crate::apply::Timeouts { run: Duration::ZERO, ..options.timeouts };
        let fleet = Self {
            migrator: self.migrator.clone().timeouts(timeouts),
            schema: self.schema.clone(),
            address: self.address.clone(),
            creates: self.creates,
        };
        let source = fleet.source(options);
        let mut connections = source.open_to_read(members.len(), options.connections).await?;
        fleet.check_sessions(&mut connections).await?;
        let engine = fleet.migrator.engine_of(&mut connections[0]).await?;
        let shared = match direction {
            Direction::Upgrade if options.shared => {
                fleet.upgrade_shared(&mut connections[0], engine, options).await?
            }
            Direction::Upgrade | Direction::Downgrade => Report::new(direction),
        };
        if !shared.revisions.is_empty() {
            watch(&FleetEvent::SharedDone { report: &shared });
        }
        let limit = options.timeouts.run;
        let all = connections.iter_mut();
        try_join_all(all.map(|one| lock::take(one, &fleet.schema, Hold::Shared, limit))).await?;
        let targets = Targets::only(&fleet.schema, target.clone());
        let standings = fleet.stand(&mut connections, engine, members, direction, &targets).await?;
        let context = Context {
            fleet: &fleet,
            source,
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

    /// Refuses a pooler that does not keep sessions: one connection would have several, or several have one.
    async fn check_sessions(&self, connections: &mut [PgConnection]) -> Result<()> {
        let sessions = try_join_all(connections.iter_mut().map(session)).await;
        let sessions = sessions.map_err(FleetError::database("the look at the session"))?;
        let mut seen = BTreeSet::new();
        match sessions.into_iter().all(|session| session.is_some_and(|one| seen.insert(one))) {
            true => Ok(()),
            false => Err(FleetError::NoSession { schema: self.schema.clone() }.into()),
        }
    }

    /// Upgrades what the members share, alone.
    async fn upgrade_shared(
        &self,
        connection: &mut PgConnection,
        engine: Engine,
        options: &FleetOptions,
    ) -> Result<Report> {
        let migrator =
            self.migrator.without(&self.schema).engine(engine).timeouts(options.timeouts);
        let heads = Targets::all(Target::Heads);
        if migrator.pending(connection, &heads).await?.is_empty() {
            return Ok(Report::new(Direction::Upgrade));
        }
        lock::take(connection, &self.schema, Hold::Alone, options.timeouts.run).await?;
        let report = migrator.upgrade(connection, &heads).await;
        lock::release(connection, &self.schema).await?;
        report
    }
}

/// A run on its way.
struct Schedule<'r, 'w> {
    context: &'r Context<'r>,
    options: &'r FleetOptions,
    watch: Watch<'w>,
    /// The lanes that nobody works on; those that have a connection come last.
    idle: Vec<Lane>,
    /// To so many lanes members are dealt: those that have read histories.
    readers: usize,
    reports: Vec<Option<MemberReport>>,
    stopped: Option<Stopped>,
    pending: usize,
    done: usize,
    failures: usize,
    since: Instant,
}

impl<'r, 'w> Schedule<'r, 'w> {
    fn new(
        context: &'r Context<'r>,
        options: &'r FleetOptions,
        connections: Vec<PgConnection>,
        watch: Watch<'w>,
    ) -> Self {
        let readers = connections.len();
        let mut connections = connections.into_iter();
        let lanes = 0..options.connections.max(readers);
        let lanes = lanes.map(|number| Lane { number, connection: connections.next() });
        let mut idle: Vec<Lane> = lanes.collect();
        idle.reverse();
        Self {
            context,
            options,
            watch,
            idle,
            readers,
            reports: vec![None; context.members.len()],
            stopped: None,
            pending: 0,
            done: 0,
            failures: 0,
            since: Instant::now(),
        }
    }

    async fn run(mut self) -> (Vec<MemberReport>, Option<Stopped>) {
        let pending = self.sort_out();
        self.pending = pending.len();
        (self.watch)(&FleetEvent::Planned {
            members: self.context.members.len(),
            pending: self.pending,
            plans: self.context.standings.plans.iter().filter(|plan| plan.is_pending()).count(),
        });
        self.stop_at_failures();
        let mut waves = self.waves(pending);
        let canary: Vec<usize> = {
            let mut flat = waves.iter().flatten().copied();
            flat.by_ref().take(self.options.canary).collect()
        };
        for wave in &mut waves {
            wave.retain(|member| !canary.contains(member));
        }
        if !canary.is_empty() {
            let before = self.failures;
            self.wave(canary).await;
            if self.failures > before {
                self.stop(Stopped::Canary);
            }
        }
        for wave in waves {
            self.wave(wave).await;
        }
        let open = std::mem::take(&mut self.idle).into_iter().filter_map(|lane| lane.connection);
        join_all(open.map(PgConnection::close)).await;
        let skipped = |(at, report): (usize, Option<MemberReport>)| {
            report.unwrap_or_else(|| self.context.untouched(at, Status::Skipped))
        };
        let reports = std::mem::take(&mut self.reports).into_iter().enumerate().map(skipped);
        (reports.collect(), self.stopped)
    }

    /// Reports those that have nothing to run, and those that are refused; the others.
    fn sort_out(&mut self) -> Vec<usize> {
        let mut pending = Vec::new();
        for at in 0..self.context.members.len() {
            match self.context.standings.way(at) {
                Some(Ok(planned)) if planned.is_empty() => {
                    self.reports[at] = Some(self.context.untouched(at, Status::Current));
                }
                Some(Err(error)) => {
                    let failure = Failure::of(error, &self.context.engine);
                    let report = self.context.untouched(at, failure.status());
                    self.reports[at] = Some(report.because(error));
                    self.failures += 1;
                }
                Some(Ok(_)) | None => pending.push(at),
            }
        }
        pending
    }

    /// The members by waves: the groups that come before the others, then the others.
    fn waves(&self, pending: Vec<usize>) -> Vec<Vec<usize>> {
        let groups = &self.options.waves;
        let mut waves = vec![Vec::new(); groups.len() + 1];
        for at in pending {
            let group = self.context.members[at].group.as_ref();
            let wave = group.and_then(|group| groups.iter().position(|other| other == group));
            waves[wave.unwrap_or(groups.len())].push(at);
        }
        waves
    }

    /// Runs members until all of them have ended, or the run is stopped.
    async fn wave(&mut self, members: Vec<usize>) {
        let mut queue = Queue::new(members, self.readers);
        let mut running = FuturesUnordered::new();
        loop {
            while self.stopped.is_none()
                && let Some(lane) = self.idle.pop()
            {
                let Some(task) = queue.next(lane.number) else {
                    self.idle.push(lane);
                    break;
                };
                let tenant = &self.context.members[task.member].name;
                (self.watch)(&FleetEvent::Begins { tenant, attempt: task.tries + 1 });
                running.push(work(self.context, lane, task));
            }
            let waits = self.stopped.is_none() && !self.idle.is_empty();
            let pause = queue.pause().filter(|_| waits);
            let tried = match (running.is_empty(), pause) {
                (true, None) => break,
                (true, Some(pause)) => {
                    Delay::new(pause).await;
                    None
                }
                (false, None) => running.next().await,
                (false, Some(pause)) => {
                    match future::select(running.next(), Delay::new(pause)).await {
                        Either::Left((tried, _)) => tried,
                        Either::Right(((), _)) => None,
                    }
                }
            };
            if let Some(tried) = tried {
                self.tried(tried, &mut queue);
            }
        }
        // What waited for another try has been tried.
        for task in queue.rest().into_iter().filter(|task| task.tries > 0) {
            let report = self.reports[task.member].take();
            self.reports[task.member] =
                report.map(|report| MemberReport { status: Status::Busy, ..report });
        }
    }

    /// Puts a member back, or reports it.
    fn tried(&mut self, tried: Tried, queue: &mut Queue) {
        let Tried { task, lane, from, to, result } = tried;
        match lane.connection {
            Some(_) => self.idle.push(lane),
            None => self.idle.insert(0, lane),
        }
        let at = task.member;
        let before = self.reports[at].take();
        // Where it stood before the first try.
        let from = before.filter(|one| !one.from.is_empty()).map(|one| one.from).or(from);
        let mut report = self.context.untouched(at, Status::Done);
        report.ms = u64::try_from(task.spent.as_millis()).unwrap_or(u64::MAX);
        report.tries = task.tries;
        report.to = to.or(from.clone()).unwrap_or_default();
        report.from = from.unwrap_or_default();
        if let Err((failure, error)) = &result {
            report = MemberReport { status: failure.status(), ..report.because(error) };
            if failure.is_passing() && task.tries < self.options.tries && self.stopped.is_none() {
                let again_in = backoff(self.options.backoff, task.tries);
                (self.watch)(&FleetEvent::Waits {
                    tenant: &self.context.members[at].name,
                    attempt: task.tries,
                    sqlstate: report.sqlstate.as_deref(),
                    error: report.error.as_deref().unwrap_or_default(),
                    again_in,
                });
                self.reports[at] = Some(report);
                queue.put_back(task, again_in);
                return;
            }
            self.failures += 1;
        }
        self.done += 1;
        (self.watch)(&FleetEvent::Ends {
            report: &report,
            done: self.done,
            pending: self.pending,
            elapsed: self.since.elapsed(),
        });
        self.reports[at] = Some(report);
        self.stop_at_failures();
    }

    fn stop_at_failures(&mut self) {
        if self.options.max_failures.is_some_and(|most| self.failures >= most.max(1)) {
            self.stop(Stopped::Failures);
        }
    }

    fn stop(&mut self, why: Stopped) {
        if self.stopped.is_none() {
            self.stopped = Some(why);
            (self.watch)(&FleetEvent::Stops { why });
        }
    }
}

impl Context<'_> {
    /// The report of a member that nothing was done to.
    fn untouched(&self, at: usize, status: Status) -> MemberReport {
        let from = match self.standings.way(at) {
            Some(Ok(planned)) => self.fleet.heads(planned.applied()),
            Some(Err(_)) | None => Vec::new(),
        };
        MemberReport {
            tenant: self.members[at].name.as_str().to_owned(),
            status,
            to: from.clone(),
            from,
            ms: 0,
            tries: 0,
            sqlstate: None,
            step: None,
            error: None,
        }
    }
}

impl MemberReport {
    fn because(self, error: &Error) -> Self {
        let error_text = error.to_string();
        Self { sqlstate: sqlstate(error), step: step(error), error: Some(error_text), ..self }
    }
}
