//! Which connection a statement goes to, and who waits for one.
//!
//! A pool has a lane for each connection it may open. A schema has lanes of its own, one at first and more where much of
//! the load is its, so that few sessions keep its tables and statements. Who waits for them longer and longer is content
//! with more and more of the others. Invariant: what is in here is only counted and handed over; no method waits while
//! the state is locked.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::ops::{BitAnd, BitOr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_channel::oneshot;
use sqlx::postgres::PgConnectOptions;

use crate::exec::pool::held::{Session, Turn};
use crate::exec::pool::memory::{Kept, Place};
use crate::exec::pool::options::Settings;
use crate::exec::pool::sketch::Sketch;
use crate::exec::pool::status::PoolStatus;
use crate::query::About;

/// The most lanes that a set of them holds.
pub(super) const MOST_LANES: usize = 128;
/// How many of those who wait are looked at when a lane is free; the first gets it where it suits none of them.
const WINDOW: usize = 64;
/// How many schemas the share of each is known of.
const SCHEMAS: usize = 1_024;
/// So many may wait for the lane of a schema; for one more, the schema's next lane is right, too. To wait for five short
/// statements takes as long as to prepare one elsewhere.
const CROWD: usize = 5;

/// What a statement needs to know of itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Want {
    pub(super) schema: u64,
    pub(super) table: u64,
    pub(super) statement: Option<u64>,
    /// The length of its text.
    pub(super) length: usize,
}

/// The lanes of a pool.
#[derive(Debug)]
pub(super) struct Lanes {
    state: Mutex<State>,
    hasher: RandomState,
    pub(super) settings: Settings,
    pub(super) connect: PgConnectOptions,
}

#[derive(Debug)]
struct State {
    lanes: Vec<Lane>,
    idle: LaneSet,
    waiting: VecDeque<Waiting>,
    /// How many have waited since the pool was made.
    waited: u64,
    /// In which lanes a statement is named.
    named: HashMap<u64, LaneSet>,
    heat: Sketch,
    replaced: u64,
    is_closed: bool,
    closing: Vec<oneshot::Sender<()>>,
}

#[derive(Debug)]
struct Lane {
    /// The session, while nobody uses it, if there is one.
    resting: Option<Session>,
    kept: Kept,
}

#[derive(Debug)]
struct Waiting {
    number: u64,
    schema: u64,
    /// The lanes that suit it.
    lanes: LaneSet,
    hand_over: oneshot::Sender<Turn>,
}

/// What came of asking for a lane.
#[derive(Debug)]
pub(super) enum Asked {
    Got(Turn),
    Queued { number: u64, turn: oneshot::Receiver<Turn> },
}

impl Lanes {
    pub(super) fn new(settings: Settings, connect: PgConnectOptions) -> Self {
        let count = settings.max_connections.clamp(1, MOST_LANES);
        let lane = |_| Lane { resting: None, kept: Kept::new(settings.budget) };
        let state = State {
            lanes: (0..count).map(lane).collect(),
            idle: LaneSet::first(count),
            waiting: VecDeque::new(),
            waited: 0,
            named: HashMap::new(),
            heat: Sketch::new(SCHEMAS),
            replaced: 0,
            is_closed: false,
            closing: Vec::new(),
        };
        let connect = connect.statement_cache_capacity(settings.budget.statements());
        Self { state: Mutex::new(state), hasher: RandomState::new(), settings, connect }
    }

    /// A statement's needs, by its text.
    pub(super) fn want(&self, about: &About, sql: &str) -> Want {
        let statement = self.hasher.hash_one(sql);
        // Raw SQL names no schema: its text stands for it.
        let by_schema = (!about.schema.is_empty()).then(|| self.schema(&about.schema));
        let table = self.hasher.hash_one((&*about.schema, about.table.name()));
        Want {
            schema: by_schema.unwrap_or(statement),
            table: if by_schema.is_some() { table } else { statement },
            statement: Some(statement),
            length: sql.len(),
        }
    }

    /// The needs of whoever works in a schema.
    pub(super) fn want_schema(&self, name: &str) -> Want {
        let schema = self.schema(name);
        Want { schema, table: schema, statement: None, length: 0 }
    }

    fn schema(&self, name: &str) -> u64 {
        self.hasher.hash_one(name)
    }

    /// Takes a lane that suits, or a place in the queue.
    ///
    /// # Errors
    /// The pool is closed.
    pub(super) fn ask(self: &Arc<Self>, want: &Want) -> sqlx::Result<Asked> {
        let mut state = self.state();
        if state.is_closed {
            return Err(sqlx::Error::PoolClosed);
        }
        let named = want.statement.and_then(|hash| state.named.get(&hash)).copied();
        let named = named.unwrap_or_default();
        let own = state.own_lanes(want.schema);
        let first = want.schema as usize % state.lanes.len();
        let free = [named, own].map(|lanes| (lanes & state.idle).next_after(first));
        if let Some(lane) = free.into_iter().flatten().next() {
            return Ok(Asked::Got(self.take(&mut state, lane)));
        }
        state.waited += 1;
        let number = state.waited;
        let (hand_over, turn) = oneshot::channel();
        let lanes = named | own;
        state.waiting.push_back(Waiting { number, schema: want.schema, lanes, hand_over });
        Ok(Asked::Queued { number, turn })
    }

    /// Makes whoever has waited for long content with so many times the lanes.
    pub(super) fn ask_more(self: &Arc<Self>, number: u64, times: usize) -> Option<Turn> {
        let mut state = self.state();
        // One that is not in the queue any more has its turn on the way.
        let at = state.position(number)?;
        let waiting = &state.waiting[at];
        let more = state.lanes_of(waiting.schema, waiting.lanes.count().max(1) * times);
        let lanes = waiting.lanes | more;
        let first = waiting.schema as usize % state.lanes.len();
        if let Some(lane) = (lanes & state.idle).next_after(first) {
            state.waiting.remove(at);
            return Some(self.take(&mut state, lane));
        }
        state.waiting[at].lanes = lanes;
        None
    }

    pub(super) fn leave_queue(&self, number: u64) {
        let mut state = self.state();
        if let Some(at) = state.position(number) {
            state.waiting.remove(at);
        }
    }

    /// Gives a lane to who waits for it, or lets it rest.
    pub(super) fn free(self: &Arc<Self>, lane: usize, session: Option<Session>) {
        if session.is_none() {
            self.forget(lane);
        }
        let mut turn = Turn::new(Arc::clone(self), lane, session);
        // A turn is sent, and a session closed, while the state is not locked: either may end in here again.
        while let Some(next) = self.next_waiting(lane) {
            match next.hand_over.send(turn) {
                Ok(()) => return,
                // Nobody waits there any more.
                Err(back) => turn = back,
            }
        }
        let session = turn.into_session();
        let mut state = self.state();
        let unused = if state.is_closed {
            state.rest(lane, None);
            session
        } else {
            state.rest(lane, session);
            None
        };
        drop(state);
        drop(unused);
    }

    fn next_waiting(&self, lane: usize) -> Option<Waiting> {
        let mut state = self.state();
        let at = state.next_for(lane)?;
        state.waiting.remove(at)
    }

    /// Says whether a statement is sent named in a lane.
    pub(super) fn is_named(&self, lane: usize, want: &Want, in_transaction: bool) -> bool {
        let pooler = self.settings.pooler;
        let Some(statement) = want.statement else { return false };
        if !pooler.takes_named() {
            return false;
        }
        let mut state = self.state();
        let kept = &mut state.lanes[lane].kept;
        let mut place = kept.place(statement, want.table, want.length);
        if place == Place::Unnamed && !in_transaction && !pooler.takes_unnamed_alone() {
            place = Place::Admitted { closed: kept.name(statement, want.length) };
        }
        if let Place::Admitted { closed } = place {
            state.named.entry(statement).or_default().insert(lane);
            if let Some(closed) = closed {
                state.not_named(closed, lane);
            }
        }
        place != Place::Unnamed
    }

    /// Whether a session has kept so much that it must be replaced.
    pub(super) fn is_worn(&self, lane: usize) -> bool {
        // Behind a pooler in transaction mode the session is not ours.
        self.settings.pooler.keeps_session() && self.state().lanes[lane].kept.is_over()
    }

    /// Counts what a statement that was given up may have left.
    pub(super) fn lost_one(&self, lane: usize) {
        self.state().lanes[lane].kept.lost_one();
    }

    /// Forgets what a session kept: it is gone.
    pub(super) fn forget(&self, lane: usize) {
        self.state().forget(lane);
    }

    /// Says that a session is replaced.
    pub(super) fn count_replaced(&self) {
        self.state().replaced += 1;
    }

    /// Lets nobody in any more: the sessions that rest, and who can be waited for until all do.
    pub(super) fn close(&self) -> (Vec<Session>, oneshot::Receiver<()>) {
        let mut state = self.state();
        state.is_closed = true;
        state.waiting.clear();
        let resting = state.lanes.iter_mut().filter_map(|lane| lane.resting.take()).collect();
        let (closed, all_closed) = oneshot::channel();
        state.closing.push(closed);
        state.tell_closed();
        (resting, all_closed)
    }

    pub(super) fn is_closed(&self) -> bool {
        self.state().is_closed
    }

    pub(super) fn status(&self) -> PoolStatus {
        let state = self.state();
        let is_open = |at: &usize| !state.idle.contains(*at) || state.lanes[*at].resting.is_some();
        let open: Vec<usize> = (0..state.lanes.len()).filter(is_open).collect();
        let kept = || open.iter().map(|at| &state.lanes[*at].kept);
        PoolStatus {
            connections: open.len(),
            busy: state.lanes.len() - state.idle.count(),
            waiting: state.waiting.len(),
            statements: kept().map(Kept::statements).sum(),
            tables: kept().map(Kept::tables).sum(),
            most_bytes: kept().map(Kept::bytes).max().unwrap_or(0),
            replaced: state.replaced,
        }
    }

    fn take(self: &Arc<Self>, state: &mut State, lane: usize) -> Turn {
        state.idle.remove(lane);
        Turn::new(Arc::clone(self), lane, state.lanes[lane].resting.take())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The lanes of a schema: one, and more where much of the load is its, or many wait.
    fn own_lanes(&mut self, schema: u64) -> LaneSet {
        let count = self.lanes.len();
        let times = u64::from(self.heat.count(schema));
        // Twice the part of the lanes that its part of the load would fill.
        let share = times * count as u64 * 2 / u64::from(self.heat.total().max(1_000));
        let many = 1 + share as usize;
        let first = schema as usize % count;
        let mut ahead = self.waiting.iter().filter(|waiting| waiting.lanes.contains(first));
        let is_crowded = !self.idle.contains(first) && ahead.nth(CROWD - 1).is_some();
        self.lanes_of(schema, many + usize::from(is_crowded))
    }

    /// The first so many lanes of a schema, in its own order.
    fn lanes_of(&self, schema: u64, many: usize) -> LaneSet {
        let count = self.lanes.len();
        let first = schema as usize % count;
        let mut lanes = LaneSet::default();
        lanes.insert(first);
        if many > 1 {
            // Any other, so that those who share a first lane differ in the second.
            lanes.insert((first + 1 + (schema >> 32) as usize % (count - 1).max(1)) % count);
        }
        for step in 1..count {
            if lanes.count() < many {
                lanes.insert((first + step) % count);
            }
        }
        lanes
    }

    fn next_for(&self, lane: usize) -> Option<usize> {
        let suits = |waiting: &Waiting| waiting.lanes.contains(lane);
        let suited = self.waiting.iter().take(WINDOW).position(suits);
        suited.or((self.waiting.len() > WINDOW).then_some(0))
    }

    fn position(&self, number: u64) -> Option<usize> {
        self.waiting.binary_search_by_key(&number, |waiting| waiting.number).ok()
    }

    fn rest(&mut self, lane: usize, session: Option<Session>) {
        self.lanes[lane].resting = session;
        self.idle.insert(lane);
        self.tell_closed();
    }

    fn tell_closed(&mut self) {
        if self.is_closed && self.idle.count() == self.lanes.len() {
            for closing in self.closing.drain(..) {
                // Who does not wait any more need not be told.
                closing.send(()).ok();
            }
        }
    }

    fn forget(&mut self, lane: usize) {
        let named: Vec<u64> = self.lanes[lane].kept.clear().collect();
        for statement in named {
            self.not_named(statement, lane);
        }
    }

    fn not_named(&mut self, statement: u64, lane: usize) {
        if let Some(lanes) = self.named.get_mut(&statement) {
            lanes.remove(lane);
            if lanes.count() == 0 {
                self.named.remove(&statement);
            }
        }
    }
}

/// A set of lanes, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct LaneSet(u128);

impl LaneSet {
    fn first(count: usize) -> Self {
        Self(if count >= MOST_LANES { u128::MAX } else { (1 << count) - 1 })
    }

    const fn contains(self, lane: usize) -> bool {
        self.0 >> lane & 1 == 1
    }

    const fn insert(&mut self, lane: usize) {
        self.0 |= 1 << lane;
    }

    const fn remove(&mut self, lane: usize) {
        self.0 &= !(1 << lane);
    }

    const fn count(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The first lane from there on, and from the beginning after the last.
    fn next_after(self, lane: usize) -> Option<usize> {
        let from = Self(self.0 >> lane << lane);
        let found = if from.0 == 0 { self } else { from };
        (found.0 != 0).then(|| found.0.trailing_zeros() as usize)
    }
}

impl BitAnd for LaneSet {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOr for LaneSet {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
