//! Many tenants at once through a small pool, with everything that goes wrong: no tenant sees another's row, and each
//! operation is done wholly, once, or not at all.
//!
//! Each test sends 200,000 operations; on two cores that takes about half a minute directly, and a minute through PgBouncer
//! in transaction mode. `POLYSCHEMA_ISOLATION_OPERATIONS` sets another number.

#![allow(missing_docs, reason = "these structs are the test")]

mod chance;
mod ledger;
mod load;
mod model;

use std::env;

use polyschema::postgres::{Pooler, SchemaPool, SchemaPoolOptions};
use polyschema_test_support::{Mode, PostgresDatabase, pgbouncer, postgres};

use load::Load;

fn operations() -> usize {
    let set = env::var("POLYSCHEMA_ISOLATION_OPERATIONS").ok();
    set.map_or(200_000, |count| count.parse().expect("it is a number"))
}

async fn pool(url: &str, pooler: Pooler) -> SchemaPool {
    let pool = SchemaPoolOptions::new().pooler(pooler).max_connections(4);
    pool.connect(url).await.expect("the server takes connections")
}

async fn check_isolated(database: &PostgresDatabase, url: &str, pooler: Pooler) {
    let load = Load::new(database).await;
    let report = load.run(&pool(url, pooler).await, operations()).await;
    report.assert_isolated();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn directly() {
    let Some(database) = postgres().await else { return };
    check_isolated(&database, &database.url, Pooler::None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn through_a_pooler_in_session_mode() {
    let Some(database) = postgres().await else { return };
    // A session whose client goes with several messages on their way is released too early by PgBouncer 1.18, and then has
    // it wait for its reset query for good; `server_idle_timeout` ends it.
    let settings = [
        ("default_pool_size", "8"),
        ("query_wait_timeout", "5"),
        ("server_idle_timeout", "1"),
        ("server_reset_query", "DISCARD ALL"),
    ];
    let Some(bouncer) = pgbouncer(&database, Mode::Session, &settings).await else { return };
    check_isolated(&database, &bouncer.url, Pooler::Session).await;
}

/// With fewer sessions than connections, so that each transaction gets another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn through_a_pooler_in_transaction_mode() {
    let Some(database) = postgres().await else { return };
    let settings = [("default_pool_size", "3"), ("server_round_robin", "1")];
    let Some(bouncer) = pgbouncer(&database, Mode::Transaction, &settings).await else { return };
    check_isolated(&database, &bouncer.url, Pooler::Transaction).await;
}

/// The same load fails where the pool is not told of the pooler: the tests above do see what they look for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_protection_tenants_mix() {
    let Some(database) = postgres().await else { return };
    let settings = [("default_pool_size", "3"), ("server_round_robin", "1")];
    let Some(bouncer) = pgbouncer(&database, Mode::Transaction, &settings).await else { return };
    let load = Load::new(&database).await;
    let report = load.run(&pool(&bouncer.url, Pooler::None).await, 5_000).await;
    println!("{report:?}");
    // How many rows of other tenants come depends on how the sessions fall; refusals always do.
    assert!(report.errors > report.kills * 20, "statements are refused");
    assert!(!report.is_isolated());
}
