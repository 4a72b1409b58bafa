//! The load: 64 tasks on 200 tenants, and somebody who kills sessions.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use polyschema::exec::Violation;
use polyschema::postgres::SchemaPool;
use polyschema::prelude::*;
use polyschema::{Catalog, Error, Result};
use polyschema_test_support::PostgresDatabase;
use sqlx::{Connection, PgConnection, Row};

use crate::chance::{Chance, GivenUp};
use crate::ledger::{Outcome, Report, Written};
use crate::model::{Counter, Entry, NewCounter, NewEntry, Tenant};

const TASKS: usize = 64;
const TENANTS: usize = 200;
/// A session is killed after so many operations.
const BETWEEN_KILLS: usize = 2_000;

pub struct Load {
    tenants: Arc<Vec<SchemaRef<Tenant>>>,
    url: String,
}

/// What a task has seen.
#[derive(Default)]
struct Seen {
    written: Vec<Written>,
    report: Report,
}

impl Load {
    /// Creates the tenants.
    pub async fn new(database: &PostgresDatabase) -> Self {
        let name = |number| Tenant::named(&format!("tenant_{number}"));
        let tenants: Vec<_> = (0..TENANTS).map(name).collect::<Result<_>>().unwrap();
        let mut connection = database.connect().await;
        for tenant in &tenants {
            let catalog = Catalog::of_schema(tenant).unwrap();
            catalog.create_all(&mut connection).await.unwrap();
            let counter = NewCounter { counter_id: 1, tenant: tenant.name().to_owned(), value: 0 };
            Counter::bind(tenant).insert(counter).execute(&mut connection).await.unwrap();
        }
        Self { tenants: Arc::new(tenants), url: database.url.clone() }
    }

    /// Sends so many operations, and compares what is stored with what was said.
    pub async fn run(&self, pool: &SchemaPool, operations: usize) -> Report {
        let done = Arc::new(AtomicUsize::new(0));
        let tasks: Vec<_> = (0..TASKS)
            .map(|number| {
                let (tenants, pool) = (Arc::clone(&self.tenants), pool.clone());
                let task = Task { tenants, pool, chance: Chance(number as u64), number };
                tokio::spawn(task.run(operations / TASKS, Arc::clone(&done)))
            })
            .collect();
        let killer = tokio::spawn(kill(self.url.clone(), Arc::clone(&done)));
        let mut all = Seen::default();
        for task in tasks {
            let seen = task.await.expect("the task ends");
            all.written.extend(seen.written);
            all.report.strange += seen.report.strange;
            all.report.errors += seen.report.errors;
            all.report.given_up += seen.report.given_up;
            if !seen.report.last_error.is_empty() {
                all.report.last_error = seen.report.last_error;
            }
        }
        done.store(usize::MAX, Ordering::Relaxed);
        let mut report = Report { operations, kills: killer.await.expect("it ends"), ..all.report };
        // What was given up may still run; the pool waits for it or closes its connection.
        pool.close().await;
        self.compare(&all.written, &mut report).await;
        report
    }

    async fn compare(&self, written: &[Written], report: &mut Report) {
        let mut connection = PgConnection::connect(&self.url).await.unwrap();
        // A session whose client has gone may still end what it has begun. PgBouncer 1.18 forgets one now and then whose
        // transaction was refused, and it does nothing any more.
        let others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
            AND pid <> pg_backend_pid() AND backend_type = 'client backend' \
            AND state NOT IN ('idle', 'idle in transaction (aborted)')";
        while sqlx::query(others).fetch_one(&mut connection).await.unwrap().get::<i64, _>(0) > 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let mut by_tenant: BTreeMap<usize, Vec<&Written>> = BTreeMap::new();
        for one in written {
            by_tenant.entry(one.tenant).or_default().push(one);
        }
        for (number, tenant) in self.tenants.iter().enumerate() {
            let rows = Entry::bind(tenant).select().fetch_all(&mut connection).await.unwrap();
            let mut stored: BTreeMap<i64, i64> = BTreeMap::new();
            for row in &rows {
                *stored.entry(row.operation).or_default() += 1;
                report.strange += usize::from(row.tenant != tenant.name());
            }
            let counters = Counter::bind(tenant).select().fetch_all(&mut connection).await;
            let value = counters.unwrap()[0].value;
            let written = by_tenant.remove(&number).unwrap_or_default();
            compare(tenant.name(), &written, stored, value, &mut report.faults);
        }
    }
}

/// Compares what a tenant has with what its operations may have done.
fn compare(
    tenant: &str,
    written: &[&Written],
    mut stored: BTreeMap<i64, i64>,
    value: i64,
    faults: &mut Vec<String>,
) {
    let (mut least, mut most) = (0, 0);
    for one in written {
        if one.rows == 0 {
            least += i64::from(one.outcome == Outcome::Done);
            most += i64::from(one.outcome != Outcome::NotDone);
            continue;
        }
        let rows = stored.remove(&one.operation).unwrap_or(0);
        let fits = match one.outcome {
            Outcome::Done => rows == one.rows,
            Outcome::NotDone => rows == 0,
            Outcome::Unknown => rows == 0 || rows == one.rows,
        };
        if !fits {
            faults.push(format!("{tenant}: {one:?} has {rows} rows"));
        }
    }
    if !(least..=most).contains(&value) {
        faults.push(format!("{tenant}: the counter is {value}, not {least} to {most}"));
    }
    faults.extend(stored.keys().map(|strange| format!("{tenant}: nobody wrote {strange}")));
}

struct Task {
    tenants: Arc<Vec<SchemaRef<Tenant>>>,
    pool: SchemaPool,
    chance: Chance,
    number: usize,
}

/// What an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Read,
    /// A stream that is dropped after a few rows.
    Peep,
    Insert,
    /// Two rows in a transaction.
    Pair,
    Raise,
    Refused,
    /// A transaction whose second row is refused.
    HalfRefused,
}

impl Kind {
    const ALL: [Self; 10] = [
        Self::Read,
        Self::Read,
        Self::Read,
        Self::Peep,
        Self::Insert,
        Self::Insert,
        Self::Pair,
        Self::Raise,
        Self::Refused,
        Self::HalfRefused,
    ];

    /// The rows that it writes, if it writes.
    const fn rows(self) -> Option<i64> {
        match self {
            Self::Read | Self::Peep => None,
            Self::Raise => Some(0),
            Self::Insert | Self::Refused => Some(1),
            Self::Pair | Self::HalfRefused => Some(2),
        }
    }
}

impl Task {
    async fn run(mut self, operations: usize, done: Arc<AtomicUsize>) -> Seen {
        let mut seen = Seen::default();
        for step in 0..operations {
            let operation = (step * TASKS + self.number) as i64;
            // A few tenants have a third of the load.
            let among = [TENANTS as u64, TENANTS as u64, 8][self.chance.below(3) as usize];
            let tenant = self.chance.below(among) as usize;
            let kind = Kind::ALL[self.chance.below(Kind::ALL.len() as u64) as usize];
            let one = one(self.pool.clone(), self.tenants[tenant].clone(), operation, kind);
            let end = match self.chance.below(5) {
                0 => GivenUp { future: Box::pin(one), polls: self.chance.below(12) }.await,
                1 => {
                    let limit = Duration::from_micros(self.chance.below(5_000));
                    tokio::time::timeout(limit, one).await.ok()
                }
                _ => Some(one.await),
            };
            let outcome = seen.outcome(kind, end);
            if let Some(rows) = kind.rows() {
                seen.written.push(Written { operation, tenant, rows, outcome });
            }
            done.fetch_add(1, Ordering::Relaxed);
        }
        seen
    }
}

impl Seen {
    fn outcome(&mut self, kind: Kind, end: Option<Result<usize>>) -> Outcome {
        match end {
            None => self.report.given_up += 1,
            Some(Ok(strange)) => {
                self.report.strange += strange;
                return Outcome::Done;
            }
            Some(Err(error)) if is_refused(&error) => {
                assert!(matches!(kind, Kind::Refused | Kind::HalfRefused), "{kind:?}: {error}");
                return Outcome::NotDone;
            }
            Some(Err(error)) => {
                self.report.errors += 1;
                self.report.last_error = error.to_string();
            }
        }
        Outcome::Unknown
    }
}

fn is_refused(error: &Error) -> bool {
    matches!(error, Error::Database(error) if error.violation == Some(Violation::Check))
}

/// Does it: how many of the rows that came back are another tenant's.
async fn one(
    pool: SchemaPool,
    tenant: SchemaRef<Tenant>,
    operation: i64,
    kind: Kind,
) -> Result<usize> {
    let name = tenant.name().to_owned();
    let (entries, counters) = (Entry::bind(&tenant), Counter::bind(&tenant));
    let entry = |part, tenant: &str| NewEntry { operation, part, tenant: tenant.to_owned() };
    match kind {
        Kind::Read => {
            let counter = counters.find(1).fetch_one(&pool).await?;
            Ok(usize::from(counter.tenant != name))
        }
        Kind::Peep => {
            let rows = entries.select().filter(entries.part.eq(1)).limit(50).stream(&pool);
            let strange = |row: Result<Entry>| row.map(|row| usize::from(row.tenant != name));
            let mut strange = rows.take(3).map(strange);
            let mut all = 0;
            while let Some(one) = strange.next().await {
                all += one?;
            }
            Ok(all)
        }
        Kind::Insert => {
            let insert = entries.insert(entry(1, &name)).returning_all();
            let row = insert.fetch_one(&pool).await?;
            Ok(usize::from(row.tenant != name || row.operation != operation))
        }
        Kind::Raise => {
            let raise = counters.update().set(counters.value, counters.value + 1);
            let changed = raise.filter(counters.counter_id.eq(1)).execute(&pool).await?;
            Ok(usize::from(changed != 1))
        }
        Kind::Refused => {
            entries.insert(entry(1, "")).execute(&pool).await?;
            Ok(1)
        }
        Kind::Pair | Kind::HalfRefused => {
            let second = if kind == Kind::Pair { &*name } else { "" };
            let mut transaction = pool.begin(&tenant).await?;
            entries.insert(entry(1, &name)).execute(&mut transaction).await?;
            let insert = entries.insert(entry(2, second)).returning_all();
            let row = insert.fetch_one(&mut transaction).await?;
            transaction.commit().await?;
            Ok(usize::from(row.tenant != name))
        }
    }
}

/// Ends a session of the pool after each so many operations: how many were.
async fn kill(url: String, done: Arc<AtomicUsize>) -> usize {
    let mut connection = PgConnection::connect(&url).await.unwrap();
    let (mut kills, mut next) = (0, BETWEEN_KILLS);
    loop {
        match done.load(Ordering::Relaxed) {
            usize::MAX.. => return kills,
            now if now >= next => {
                // Behind a pooler the sessions have the name of the client that they serve.
                let killed = sqlx::query(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                     WHERE datname = current_database() AND pid <> pg_backend_pid() \
                     ORDER BY random() LIMIT 1",
                );
                kills += killed.fetch_all(&mut connection).await.unwrap().len();
                next = now + BETWEEN_KILLS;
            }
            _ => tokio::time::sleep(Duration::from_millis(1)).await,
        }
    }
}
