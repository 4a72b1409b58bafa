//! A connection that somebody uses, and how it comes back whatever happens.
//!
//! Invariant: a connection is used by the next only when all that was sent through it has been answered and no
//! transaction is open; else it is closed. A statement is never sent twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_channel::oneshot;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{ConnectOptions, Connection, PgConnection, Postgres, SqlStr};
use sqlx_core::rt;
use sqlx_core::transaction::TransactionManager;

use crate::exec::pool::lane_set::MOST_LANES;
use crate::exec::pool::lanes::{Asked, Lanes, Want};
use crate::exec::pool::settle::{agree, is_refusal, is_stale, settle};

/// How long a statement waits for the lanes of its schema before it is content with so many times their number. A lane that
/// is held for long, by a transaction say, costs the others of its schemas no more than that; while the machine is
/// overloaded, when each wait is long, the schemas still keep to their lanes.
const PATIENCE: [(Duration, usize); 3] = [
    (Duration::from_millis(5), 2),
    (Duration::from_millis(10), 2),
    (Duration::from_millis(15), MOST_LANES),
];
/// A connection that rested for so long is asked whether it is still there.
const TEST_AFTER: Duration = Duration::from_secs(1);
/// How long a statement that was given up may take to end, before its connection is closed.
const SETTLING: Duration = Duration::from_secs(5);

pub(super) type Manager = <Postgres as sqlx::Database>::TransactionManager;

/// A session of the server.
#[derive(Debug)]
pub(super) struct Session {
    connection: PgConnection,
    born: Instant,
    rested: Instant,
}

impl Session {
    pub(super) fn into_connection(self) -> PgConnection {
        self.connection
    }
}

/// A lane, with its session if it has one. Where it is dropped, the lane is free.
#[derive(Debug)]
pub(super) struct Turn {
    lanes: Arc<Lanes>,
    lane: usize,
    session: Option<Session>,
    is_over: bool,
}

/// What a connection is in the midst of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing.
    Rest,
    /// Something was sent that has not been answered to its end.
    Statement,
    /// Besides, a transaction is open, or may be.
    Transaction,
}

/// A connection that is used.
#[derive(Debug)]
pub(in crate::exec) struct Held {
    turn: Option<Turn>,
    phase: Phase,
    /// What the connection has prepared is of no use any more: it is closed at the end.
    is_stale: AtomicBool,
    /// A statement of the transaction was refused, or something was sent that the pool knows nothing of: the
    /// transaction may be aborted.
    may_be_aborted: AtomicBool,
    /// A `COPY` of the transaction was given up half-way: nothing is read from the connection any more.
    is_cut: bool,
}

impl Lanes {
    /// A connection that suits a statement.
    ///
    /// # Errors
    /// None is free or can be opened in time, the server refuses one, or the pool is closed.
    pub(super) async fn acquire(self: &Arc<Self>, want: &Want) -> sqlx::Result<Held> {
        let turn = match self.ask(want)? {
            Asked::Got(turn) if turn.is_fresh() => turn,
            asked => {
                let limit = self.settings.acquire_timeout;
                let got = rt::timeout(limit, self.wait(asked)).await;
                got.unwrap_or(Err(sqlx::Error::PoolTimedOut))?
            }
        };
        Ok(Held::new(turn))
    }

    async fn wait(self: &Arc<Self>, asked: Asked) -> sqlx::Result<Turn> {
        let mut turn = match asked {
            Asked::Got(turn) => turn,
            Asked::Queued { number, turn } => {
                let queued = Queued { lanes: self, number };
                queued.turn(turn).await?
            }
        };
        turn.connect().await?;
        Ok(turn)
    }
}

/// A place in the queue; dropped, it is left.
struct Queued<'l> {
    lanes: &'l Arc<Lanes>,
    number: u64,
}

impl Queued<'_> {
    async fn turn(self, mut turn: oneshot::Receiver<Turn>) -> sqlx::Result<Turn> {
        for (pause, times) in PATIENCE {
            if let Ok(turn) = rt::timeout(pause, &mut turn).await {
                return turn.map_err(|_| sqlx::Error::PoolClosed);
            }
            if let Some(turn) = self.lanes.ask_more(self.number, times) {
                return Ok(turn);
            }
        }
        turn.await.map_err(|_| sqlx::Error::PoolClosed)
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.lanes.leave_queue(self.number);
    }
}

impl Turn {
    pub(super) const fn new(lanes: Arc<Lanes>, lane: usize, session: Option<Session>) -> Self {
        Self { lanes, lane, session, is_over: false }
    }

    /// The session, for who frees the lane by himself.
    pub(super) fn into_session(mut self) -> Option<Session> {
        self.is_over = true;
        self.session.take()
    }

    /// Whether there is a connection that need not be tested.
    fn is_fresh(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.rested.elapsed() < TEST_AFTER)
    }

    /// Sees to it that there is a connection which works.
    async fn connect(&mut self) -> sqlx::Result<()> {
        if self.is_fresh() {
            return Ok(());
        }
        if let Some(mut session) = self.session.take() {
            // Cancelled here, the connection is closed.
            if session.connection.ping().await.is_ok() {
                self.session = Some(session);
                return Ok(());
            }
        }
        self.lanes.forget(self.lane);
        let connection = open(&self.lanes).await?;
        let now = Instant::now();
        self.session = Some(Session { connection, born: now, rested: now });
        Ok(())
    }

    /// Whether its session has kept too much, or is too old.
    fn is_worn(&self) -> bool {
        let limit = self.lanes.settings.max_lifetime;
        let is_old = |session: &Session| session.born.elapsed() > limit;
        self.session.as_ref().is_some_and(is_old) || self.lanes.is_worn(self.lane)
    }

    /// Closes the session, and opens another before somebody waits for it.
    async fn replace(mut self) {
        self.lanes.count_replaced();
        if let Some(session) = self.session.take() {
            self.lanes.forget(self.lane);
            rt::timeout(SETTLING, session.connection.close()).await.ok();
        }
        if !self.lanes.is_closed() {
            // Where that fails, the next who needs one is told.
            rt::timeout(self.lanes.settings.acquire_timeout, self.connect()).await.ok();
        }
    }

    /// Waits for the end of what was given up, and ends its transaction; a connection where that fails is closed.
    async fn settle(mut self, phase: Phase) {
        // Cancelled from here on, the connection is closed.
        let Some(mut session) = self.session.take() else { return };
        self.lanes.lost_one(self.lane);
        let settled = async {
            settle(&mut session.connection, phase).await?;
            agree(&mut session.connection).await
        };
        if let Ok(Ok(())) = rt::timeout(SETTLING, settled).await {
            session.rested = Instant::now();
            self.session = Some(session);
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if !self.is_over {
            self.lanes.free(self.lane, self.session.take());
        }
    }
}

/// Opens a connection. A server that is about to be there is waited for.
async fn open(lanes: &Lanes) -> sqlx::Result<PgConnection> {
    let mut pause = Duration::from_millis(10);
    loop {
        match lanes.connect.connect().await {
            Err(error) if is_passing(&error) => rt::sleep(pause).await,
            done => return done,
        }
        pause = (pause * 2).min(Duration::from_secs(1));
    }
}

fn is_passing(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => error.kind() == std::io::ErrorKind::ConnectionRefused,
        sqlx::Error::Database(error) => error.is_transient_in_connect_phase(),
        _ => false,
    }
}

impl Held {
    const fn new(turn: Turn) -> Self {
        let (is_stale, may_be_aborted) = (AtomicBool::new(false), AtomicBool::new(false));
        Self { turn: Some(turn), phase: Phase::Rest, is_stale, may_be_aborted, is_cut: false }
    }

    /// The connection, for something that is not answered yet.
    pub(in crate::exec) fn connection(&mut self) -> &mut PgConnection {
        if self.phase == Phase::Rest {
            self.phase = Phase::Statement;
        }
        &mut self.session().connection
    }

    /// The connection, and who is told of the errors of its statements.
    pub(super) fn watched(&mut self) -> (&mut PgConnection, impl Fn(&sqlx::Error) + Send + Sync) {
        let session = self.turn.as_mut().and_then(|turn| turn.session.as_mut());
        let (stale, aborted) = (&self.is_stale, &self.may_be_aborted);
        let watch = move |error: &sqlx::Error| {
            aborted.store(true, Ordering::Relaxed);
            if is_stale(error) {
                stale.store(true, Ordering::Relaxed);
            }
        };
        (&mut session.expect(CONNECTED).connection, watch)
    }

    pub(in crate::exec) fn peek(&self) -> &PgConnection {
        let turn = self.turn.as_ref().and_then(|turn| turn.session.as_ref());
        &turn.expect(CONNECTED).connection
    }

    /// What follows begins and ends a transaction.
    pub(super) const fn transaction(&mut self) {
        self.phase = Phase::Transaction;
    }

    /// A statement, named or unnamed.
    pub(super) fn query(
        &self,
        sql: SqlStr,
        arguments: PgArguments,
        want: &Want,
    ) -> Query<'static, Postgres, PgArguments> {
        let in_transaction = self.phase == Phase::Transaction;
        let turn = self.turn.as_ref().expect(CONNECTED);
        let named = turn.lanes.is_named(turn.lane, want, in_transaction);
        sqlx::query_with(sql, arguments).persistent(named)
    }

    pub(super) fn lanes(&self) -> &Arc<Lanes> {
        &self.turn.as_ref().expect(CONNECTED).lanes
    }

    /// # Errors
    /// The server refuses it, or cannot be reached.
    pub(super) async fn begin(&mut self) -> sqlx::Result<()> {
        self.phase = Phase::Transaction;
        Manager::begin(&mut self.session().connection, None).await
    }

    /// Says that something is sent which the pool knows nothing of.
    ///
    /// The connection is closed at the end: whatever was set, begun or given up there must not reach the next.
    pub(super) fn lend(&mut self) -> &mut PgConnection {
        *self.may_be_aborted.get_mut() = true;
        *self.is_stale.get_mut() = true;
        self.connection()
    }

    pub(super) fn cut(&mut self) {
        self.is_cut = true;
        *self.is_stale.get_mut() = true;
    }

    /// # Errors
    /// A `COPY` was given up half-way.
    pub(super) fn is_whole(&self) -> sqlx::Result<()> {
        const CUT: &str = "a `COPY` of this transaction was given up half-way; begin another one";
        match self.is_cut {
            true => Err(sqlx::Error::Protocol(CUT.to_owned())),
            false => Ok(()),
        }
    }

    /// # Errors
    /// The server refuses it, or a statement before it, or cannot be reached.
    pub(super) async fn commit(&mut self) -> sqlx::Result<()> {
        self.is_whole()?;
        if *self.may_be_aborted.get_mut() {
            // A transaction that is aborted is rolled back by COMMIT, without an error; any other statement has one.
            agree(&mut self.session().connection).await?;
        }
        Manager::commit(&mut self.session().connection).await
    }

    /// # Errors
    /// The server cannot be reached.
    pub(super) async fn rollback(&mut self) -> sqlx::Result<()> {
        Manager::rollback(&mut self.session().connection).await
    }

    /// All that was sent has been answered, and no transaction is open.
    pub(in crate::exec) fn done(mut self) {
        let depth = Manager::get_transaction_depth(&self.session().connection);
        debug_assert_eq!(depth, 0, "a transaction is open");
        self.phase = Phase::Rest;
    }

    /// A statement ended in an error: the connection is ready for the next, or closed.
    pub(super) async fn failed(mut self, error: sqlx::Error) -> sqlx::Error {
        let phase = self.phase;
        let is_usable = is_refusal(&error) && !is_stale(&error);
        // Cancelled here, it is settled by itself.
        match is_usable && settle(&mut self.session().connection, phase).await.is_ok() {
            true => self.phase = Phase::Rest,
            false => self.close(),
        }
        error
    }

    /// Closes the connection.
    pub(in crate::exec) fn close(mut self) {
        self.phase = Phase::Rest;
        if let Some(turn) = &mut self.turn {
            turn.session = None;
        }
    }

    fn session(&mut self) -> &mut Session {
        self.turn.as_mut().and_then(|turn| turn.session.as_mut()).expect(CONNECTED)
    }
}

/// `Held` is made with a session, and loses it only where it is consumed.
const CONNECTED: &str = "a connection that is held has a session";

impl Drop for Held {
    fn drop(&mut self) {
        let Some(mut turn) = self.turn.take() else { return };
        if self.is_stale.load(Ordering::Relaxed) {
            // The server rolls back what is open.
            turn.session = None;
        } else if self.phase != Phase::Rest {
            rt::spawn(turn.settle(self.phase));
        } else if turn.is_worn() {
            rt::spawn(turn.replace());
        } else if let Some(session) = &mut turn.session {
            session.rested = Instant::now();
        }
    }
}
