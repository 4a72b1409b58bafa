//! The memory that a session takes stays within the pool's limit, however many tenants there are.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use polyschema::postgres::{SchemaPool, SchemaPoolOptions};
use polyschema::prelude::*;
use polyschema_test_support::{PostgresDatabase, postgres};
use sqlx::{AssertSqlSafe, Connection};

use crate::model::{Order, Tenant};

/// What a session may take in these tests.
const LIMIT: usize = 12 << 20;
/// What the allocator may have on top of what the pool counts.
const TOLERANCE: i64 = 2 << 20;
const CONNECTIONS: usize = 2;
const TENANTS: usize = 2_000;
const STATEMENTS: usize = 10_000;

/// Tenants with one table each, made in a few messages.
async fn fill(database: &PostgresDatabase) -> Vec<SchemaRef<Tenant>> {
    let tenants: Vec<_> =
        (0..TENANTS).map(|number| Tenant::named(&format!("t{number}")).unwrap()).collect();
    for some in tenants.chunks(200) {
        // A session for each: what it knows of its tables makes the next ones slower.
        let mut connection = database.connect().await;
        let create = |tenant: &SchemaRef<Tenant>| {
            let name = tenant.name();
            format!(
                "CREATE SCHEMA {name}; CREATE TABLE {name}.orders (order_id int GENERATED ALWAYS AS IDENTITY \
                 PRIMARY KEY, cents int8 NOT NULL, note text);"
            )
        };
        let sql: String = some.iter().map(create).collect();
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }
    tenants
}

/// The memory contexts of every session of the pool, in bytes.
async fn contexts(pool: &SchemaPool, tenant: &SchemaRef<Tenant>) -> Vec<i64> {
    let mut held = Vec::new();
    for _ in 0..CONNECTIONS {
        held.push(pool.acquire(tenant).await.unwrap());
    }
    let mut bytes = Vec::new();
    for connection in &mut held {
        let sum = "SELECT sum(total_bytes)::int8 FROM pg_catalog.pg_backend_memory_contexts";
        let query = sqlx::query_scalar(sum).persistent(false);
        // Lent to sqlx, the session would be closed, and what it holds with it.
        bytes.push(query.fetch_one(connection.own()).await.unwrap());
    }
    bytes
}

/// 10,000 statements on 2,000 tenants: in a debug build, on two cores, 20 seconds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_limit_is_kept() {
    let Some(database) = postgres().await else { return };
    let tenants = Arc::new(fill(&database).await);
    let pool = SchemaPoolOptions::new()
        .max_connections(CONNECTIONS)
        .memory_per_connection(LIMIT)
        .connect(&database.url)
        .await
        .unwrap();
    let next = Arc::new(AtomicUsize::new(0));
    for part in 1..=5 {
        let tasks: Vec<_> = (0..4)
            .map(|_| {
                let (tenants, pool, next) = (tenants.clone(), pool.clone(), next.clone());
                tokio::spawn(async move {
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        if at >= STATEMENTS / 5 * part {
                            break;
                        }
                        // All tenants in turn, each with several texts.
                        let orders = Order::bind(&tenants[at % TENANTS]);
                        let query = orders.select().filter(orders.cents.gt(1));
                        match at / TENANTS % 3 {
                            0 => query.limit(1).fetch_all(&pool).await,
                            1 => query.order_by(orders.cents.asc()).fetch_all(&pool).await,
                            _ => query.fetch_all(&pool).await,
                        }
                        .unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        for bytes in contexts(&pool, &tenants[0]).await {
            assert!(bytes <= LIMIT as i64 + TOLERANCE, "{bytes} bytes after part {part}");
        }
    }
    let status = pool.status();
    assert!(status.replaced > 0, "sessions that have reached the limit are replaced: {status:?}");
    assert!(status.statements > 0, "{status:?}");
}
