//! PgBouncer in front of a test's database, in each of its modes.

use polyschema_test_support::{Mode, pgbouncer, postgres};
use sqlx::{Connection, PgConnection, Row};

#[tokio::test]
async fn session_mode_passes_statements_on() {
    check_mode(Mode::Session, "session").await;
}

#[tokio::test]
async fn transaction_mode_passes_statements_on() {
    check_mode(Mode::Transaction, "transaction").await;
}

#[tokio::test]
async fn statement_mode_passes_statements_on() {
    check_mode(Mode::Statement, "statement").await;
}

async fn check_mode(mode: Mode, expected: &str) {
    let Some(database) = postgres().await else { return };
    let settings = [("default_pool_size", "3")];
    let Some(bouncer) = pgbouncer(&database, mode, &settings).await else { return };
    let mut connection = PgConnection::connect(&bouncer.url).await.unwrap();
    let row = sqlx::raw_sql("SELECT 1").fetch_one(&mut connection).await.unwrap();
    assert_eq!(row.get::<i32, _>(0), 1);

    let at = bouncer.url.rfind('/').unwrap();
    let console = format!("{}/pgbouncer", &bouncer.url[..at]);
    let mut console = PgConnection::connect(&console).await.unwrap();
    let rows = sqlx::raw_sql("SHOW CONFIG").fetch_all(&mut console).await.unwrap();
    let value = |key: &str| {
        let row = rows.iter().find(|row| row.get_unchecked::<String, _>(0) == key).unwrap();
        row.get_unchecked::<String, _>(1)
    };
    assert_eq!(value("pool_mode"), expected);
    assert_eq!(value("default_pool_size"), "3");
}
