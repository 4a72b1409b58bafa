//! An hour's load in a minute: what the client and the sessions of the server take is flat at the end.
//!
//! 60,000 operations are an hour of 17 a second. In a debug build, on two quiet cores, it takes about 25 seconds. A program
//! of its own, since the memory of the whole process is looked at.

#![allow(missing_docs, reason = "these structs are the test")]

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use polyschema::Catalog;
use polyschema::postgres::{SchemaPool, SchemaPoolOptions};
use polyschema::prelude::*;
use polyschema_test_support::postgres;

#[derive(Debug, Clone, Table)]
#[table(name = "events", abstract)]
pub struct Event {
    #[column(primary_key, identity)]
    pub event_id: i64,
    pub kind: i32,
    pub note: Option<String>,
}

#[derive(Debug, Schema)]
#[schema(database = Postgres, tables(Event))]
pub struct Tenant;

const TENANTS: usize = 300;
const TASKS: usize = 16;
const OPERATIONS: usize = 60_000;
const CONNECTIONS: usize = 4;
/// What a session may take: little, so that sessions reach it in a minute as they would in a day.
const LIMIT: usize = 8 << 20;
/// Growth of the client over the last third, in bytes: what an allocator may move.
const CLIENT_TOLERANCE: i64 = 8 << 20;
/// A session may be over its limit by what the allocator has on top of what the pool counts.
const SESSION_TOLERANCE: i64 = 2 << 20;

/// The memory of this process, in bytes. Source: proc(5), `statm`; a page is 4 kB.
fn client() -> i64 {
    let text = fs::read_to_string("/proc/self/statm").expect("Linux");
    let resident = text.split_whitespace().nth(1).expect("a field");
    resident.parse::<i64>().expect("a number") * 4096
}

/// The memory contexts of the largest session of the pool, in bytes.
async fn largest_session(pool: &SchemaPool, tenant: &SchemaRef<Tenant>) -> i64 {
    let (mut held, mut largest) = (Vec::new(), 0);
    for _ in 0..CONNECTIONS {
        held.push(pool.acquire(tenant).await.unwrap());
    }
    for connection in &mut held {
        let sum = "SELECT sum(total_bytes)::int8 FROM pg_catalog.pg_backend_memory_contexts";
        let bytes = sqlx::query_scalar(sum).persistent(false).fetch_one(connection.own()).await;
        largest = largest.max(bytes.unwrap());
    }
    largest
}

/// Reads, writes, transactions, and futures that are given up.
async fn operate(pool: &SchemaPool, tenant: &SchemaRef<Tenant>, number: usize) {
    let events = Event::bind(tenant);
    let kind = (number % 50) as i32;
    match number % 8 {
        0 => {
            let event = NewEvent { kind, note: Some("x".repeat(number % 300)) };
            events.insert(event).execute(pool).await.unwrap();
        }
        1 => {
            let mut transaction = pool.begin(tenant).await.unwrap();
            let event = NewEvent { kind, note: None };
            events.insert(event).execute(&mut transaction).await.unwrap();
            if number % 16 == 1 {
                transaction.commit().await.unwrap();
            }
        }
        2 => {
            let delete = events.delete().filter(events.kind.eq(kind));
            delete.execute(pool).await.unwrap();
        }
        3 => {
            let given_up = events.select().filter(events.kind.eq(kind)).fetch_all(pool);
            // Whether it was quick enough does not matter.
            tokio::time::timeout(Duration::from_micros(number as u64 % 3_000), given_up).await.ok();
        }
        _ => {
            let query = events.select().filter(events.kind.eq(kind)).limit(number as u32 % 7 + 1);
            query.fetch_all(pool).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_is_flat_after_an_hour() {
    let Some(database) = postgres().await else { return };
    let tenants: Vec<_> =
        (0..TENANTS).map(|number| Tenant::named(&format!("t{number}")).unwrap()).collect();
    let pool = SchemaPoolOptions::new()
        .max_connections(CONNECTIONS)
        .memory_per_connection(LIMIT)
        .connect(&database.url)
        .await
        .unwrap();
    for tenant in &tenants {
        Catalog::of_schema(tenant).unwrap().create_all(&pool).await.unwrap();
    }
    let (tenants, next) = (Arc::new(tenants), Arc::new(AtomicUsize::new(0)));
    let mut marks = Vec::new();
    for third in 1..=3 {
        let task = |_| {
            let (tenants, pool, next) = (tenants.clone(), pool.clone(), next.clone());
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= OPERATIONS / 3 * third {
                        break;
                    }
                    let tenant = &tenants[number * 7_919 % TENANTS];
                    operate(&pool, tenant, number).await;
                }
            })
        };
        let tasks: Vec<_> = (0..TASKS).map(task).collect();
        for task in tasks {
            task.await.unwrap();
        }
        marks.push((client(), largest_session(&pool, &tenants[0]).await));
    }
    println!("client and largest session at each third: {marks:?}; {:?}", pool.status());
    let growth = marks[2].0 - marks[1].0;
    assert!(growth < CLIENT_TOLERANCE, "the client has {growth} bytes more");
    for (_, session) in marks {
        assert!(session < LIMIT as i64 + SESSION_TOLERANCE, "a session has {session} bytes");
    }
    assert!(pool.status().replaced > 0, "sessions reach their limit: {:?}", pool.status());
}
