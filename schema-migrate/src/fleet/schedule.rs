//! The order in which the members of a run come: the canary, then wave after wave, each on a lane that is free; and the
//! report of each.

use std::time::{Duration, Instant};

use futures_timer::Delay;
use futures_util::StreamExt;
use futures_util::future::{self, Either, join_all};
use futures_util::stream::FuturesUnordered;
use sqlx::{Connection, PgConnection};

use super::connect::Lane;
use super::failure::{Failure, sqlstate, step};
use super::lock::Hold;
use super::queue::{Queue, Task, backoff};
use super::run::Watch;
use super::worker::{Context, Ended, Tried, work};
use super::{FleetEvent, FleetOptions, MemberReport, Status, Stopped};
use crate::error::Error;

/// The most members in one message.
const TOGETHER: usize = 16;
/// A message that takes less is a short one.
const SHORT: Duration = Duration::from_millis(10);

/// A run on its way.
pub(super) struct Schedule<'r, 'w> {
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
    pub(super) fn new(
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

    /// Runs what is to run: a report of each member, and why not all of them ran.
    pub(super) async fn run(mut self) -> (Vec<MemberReport>, Option<Stopped>) {
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
            self.wave(canary, 1).await;
            if self.failures > before {
                self.stop(Stopped::Canary);
            }
        }
        // One after the other, where a failure is to keep others back.
        let most = if self.options.max_failures.is_some() { 1 } else { TOGETHER };
        for wave in waves {
            self.wave(wave, most).await;
        }
        let open = std::mem::take(&mut self.idle).into_iter().filter_map(|lane| lane.connection);
        let mut open: Vec<PgConnection> = open.collect();
        if let Some(connection) = open.first_mut() {
            // One that is not given back is over after a while.
            self.context.lock.give(connection, Hold::Shared).await.ok();
        }
        join_all(open.into_iter().map(PgConnection::close)).await;
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

    /// Runs members until all of them have ended, or the run is stopped; at most so many of them in one message.
    async fn wave(&mut self, members: Vec<usize>, most: usize) {
        let goes_at_once = |member| match self.context.standings.way(member) {
            Some(Ok(planned)) => planned.goes_at_once(),
            Some(Err(_)) | None => false,
        };
        let members = members.into_iter().map(|member| (member, goes_at_once(member)));
        let mut queue = Queue::new(members, self.readers);
        let mut running = FuturesUnordered::new();
        let mut together = 1;
        loop {
            while self.stopped.is_none()
                && let Some(lane) = self.idle.pop()
            {
                // What is left is for all lanes.
                let share = queue.ready() / (2 * self.options.connections.max(1));
                let mut tasks = queue.next(lane.number, together.min(most).min(share.max(1)));
                if tasks.is_empty() {
                    self.idle.push(lane);
                    break;
                }
                tasks.iter_mut().for_each(|task| self.begins(task));
                running.push(work(self.context, lane, tasks));
            }
            let waits = self.stopped.is_none() && !self.idle.is_empty();
            let pause = queue.pause().filter(|_| waits);
            let ended = match (running.is_empty(), pause) {
                (true, None) => break,
                (true, Some(pause)) => {
                    Delay::new(pause).await;
                    None
                }
                (false, None) => running.next().await,
                (false, Some(pause)) => {
                    match future::select(running.next(), Delay::new(pause)).await {
                        Either::Left((ended, _)) => ended,
                        Either::Right(((), _)) => None,
                    }
                }
            };
            if let Some(ended) = ended {
                together = ended.together(together);
                self.ended(ended, &mut queue);
            }
        }
        // What waited for another try has been tried.
        for task in queue.rest().into_iter().filter(|task| task.tries > 0) {
            let report = self.reports[task.member].take();
            self.reports[task.member] =
                report.map(|report| MemberReport { status: Status::Busy, ..report });
        }
    }

    /// Says that a member begins, once for each try.
    fn begins(&mut self, task: &mut Task) {
        if !task.begun {
            task.begun = true;
            let tenant = &self.context.members[task.member].name;
            (self.watch)(&FleetEvent::Begins { tenant, attempt: task.tries + 1 });
        }
    }

    fn ended(&mut self, ended: Ended, queue: &mut Queue) {
        let Ended { lane, tried, back, .. } = ended;
        queue.give_back(lane.number, back);
        match lane.connection {
            Some(_) => self.idle.push(lane),
            None => self.idle.insert(0, lane),
        }
        tried.into_iter().for_each(|tried| self.tried(tried, queue));
    }

    /// Puts a member back, or reports it.
    fn tried(&mut self, tried: Tried, queue: &mut Queue) {
        let Tried { mut task, from, to, result } = tried;
        task.begun = false;
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

impl Ended {
    /// How many members go in a message after it, if so many went before: twice as many, as long as all goes well and
    /// fast. So a message is never long, and one that is refused or waits for a lock holds few others up.
    fn together(&self, before: usize) -> usize {
        let has_failed = !self.back.is_empty() || self.tried.iter().any(|one| one.result.is_err());
        match self.tried.len() {
            _ if has_failed => 1,
            _ if self.took > 4 * SHORT => (before / 2).max(1),
            went if went >= before && self.took < SHORT => (2 * before).min(TOGETHER),
            _ => before,
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
