//! Streams: the database goes no further than its reader asks, a small and fixed number of rows apart.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use futures_util::StreamExt;
use polyschema::Error;
use polyschema::exec::Driver;
use polyschema::prelude::*;
use sqlx::postgres::PgPoolOptions;
use sqlx::{Connection, PgConnection};

use crate::common::{both, check};
use crate::library::{Library, authors, fill};

both!(Library, fill: faults_come_after_the_rows_before_them);

/// A megabyte a row; each is counted when the server has made it.
const LARGE_ROWS: i64 = 100;

/// More than the buffers of a connection between two processes hold.
const ROWS_AHEAD: i64 = 40;

/// How many large rows the server has made, when it waits for the client or has no more to send.
async fn made(observer: &mut PgConnection, server: i32) -> i64 {
    let waits = format!(
        "SELECT wait_event IS NOT DISTINCT FROM 'ClientWrite' OR state <> 'active' FROM pg_stat_activity WHERE pid = {server}"
    );
    while !sqlx::query_scalar::<_, bool>(sqlx::AssertSqlSafe(&*waits))
        .fetch_one(&mut *observer)
        .await
        .unwrap()
    {}
    sqlx::query_scalar("SELECT last_value FROM made").fetch_one(observer).await.unwrap()
}

#[tokio::test]
async fn postgres_waits_for_the_reader() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let mut observer = database.connect().await;
    sqlx::query("CREATE SEQUENCE made").execute(&mut observer).await.unwrap();
    let pool = PgPoolOptions::new().max_connections(1).connect(&database.url).await.unwrap();
    let mut db = pool.acquire().await.unwrap();
    let server = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut *db).await.unwrap();
    let large = raw!(
        "SELECT nextval('made'), repeat('x', 1000000) FROM generate_series(1, {LARGE_ROWS}::bigint)"
    );
    let mut rows = large.on::<Postgres>().rows::<(i64, String)>().stream(&mut db);
    for number in 1..=LARGE_ROWS / 2 {
        let (row, text) = rows.next().await.unwrap().unwrap();
        assert_eq!((row, text.len()), (number, 1_000_000));
        let ahead = made(&mut observer, server).await - number;
        assert!(ahead <= ROWS_AHEAD, "{ahead} rows ahead of row {number}");
    }
    // What is left of a stream is read, and thrown away, before the connection is used again.
    drop(rows);
    assert!(made(&mut observer, server).await < LARGE_ROWS);
    let one = raw!("SELECT 1").on::<Postgres>().rows::<i32>();
    assert_eq!(one.fetch_one(&mut db).await.unwrap(), 1);
    assert_eq!(made(&mut observer, server).await, LARGE_ROWS);
    // Closing the connection throws it away unread.
    let again = raw!(
        "SELECT nextval('made'), repeat('x', 1000000) FROM generate_series(1, {LARGE_ROWS}::bigint)"
    );
    let mut rows = again.on::<Postgres>().rows::<(i64, String)>().stream(&mut db);
    rows.next().await.unwrap().unwrap();
    drop(rows);
    db.detach().close_hard().await.unwrap();
    let gone = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1";
    while sqlx::query_scalar::<_, i64>(gone).bind(server).fetch_one(&mut observer).await.unwrap()
        > 0
    {}
    let made: i64 =
        sqlx::query_scalar("SELECT last_value FROM made").fetch_one(&mut observer).await.unwrap();
    assert!(made < 2 * LARGE_ROWS, "{made}");
}

#[tokio::test]
async fn sqlite_waits_for_the_reader() {
    let mut db = polyschema_test_support::sqlite().await;
    let steps = Arc::new(AtomicI64::new(0));
    let counted = Arc::clone(&steps);
    db.lock_handle().await.unwrap().set_progress_handler(1, move || {
        counted.fetch_add(1, Ordering::SeqCst);
        true
    });
    let numbers = raw!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) SELECT i FROM n"
    );
    let numbers = numbers.on::<Sqlite>().rows::<i64>();
    let all = numbers.clone().fetch_all(&mut db).await.unwrap().len() as i64;
    let steps_of_a_row = steps.swap(0, Ordering::SeqCst) / all;
    let mut rows = numbers.stream(&mut db);
    // sqlx keeps 50 rows, and there are those that are being handed over.
    for number in 1..=all / 2 {
        assert_eq!(rows.next().await.unwrap().unwrap(), number);
        let ahead = steps.load(Ordering::SeqCst) / steps_of_a_row - number;
        assert!(ahead <= 60, "{ahead} rows ahead of row {number}");
    }
    drop(rows);
    let one = raw!("SELECT 1").on::<Sqlite>().rows::<i32>();
    assert_eq!(one.fetch_one(&mut db).await.unwrap(), 1);
    let made = steps.load(Ordering::SeqCst) / steps_of_a_row;
    assert!(made < all, "the rest is never read");
    db.close().await.unwrap();
}

async fn faults_come_after_the_rows_before_them<D: Driver>(db: &mut D::Connection) {
    // Of the smallest number there is no absolute value.
    let query = raw!(
        "SELECT abs(-9223372036854775805 - author_id)
         FROM (SELECT author_id FROM library.authors ORDER BY author_id LIMIT 100) AS a"
    );
    let mut rows = query.on::<D>().rows::<i64>().stream(&mut *db);
    assert_eq!(rows.next().await.unwrap().unwrap(), 9_223_372_036_854_775_806);
    assert_eq!(rows.next().await.unwrap().unwrap(), 9_223_372_036_854_775_807);
    assert!(matches!(rows.next().await, Some(Err(Error::Database(_)))));
    assert!(rows.next().await.is_none());
    drop(rows);
    let a = authors::<D>();
    check(db, a.select().columns(count_all()), [4]).await;
}
