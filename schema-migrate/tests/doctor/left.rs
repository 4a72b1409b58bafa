//! What others leave in sessions is seen, and the doctor leaves nothing.

use polyschema_core::postgres::Pooler;
use polyschema_migrate::doctor::{Doctor, Finding, Named};
use polyschema_test_support::{Mode, pgbouncer, postgres};
use sqlx::{Connection, PgConnection, Row};

use crate::between::in_transaction_mode;

const ONE: [(&str, &str); 1] = [("default_pool_size", "1")];

/// All that a session can keep, as text.
const STATE: &str = "SELECT (SELECT count(*) FROM pg_prepared_statements), \
    (SELECT count(*) FROM pg_settings WHERE source = 'session'), \
    (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'), \
    coalesce(current_setting('polyschema.probe', true), '')";

#[tokio::test]
async fn the_doctor_leaves_nothing_behind() {
    let Some(database) = postgres().await else { return };
    let Some(bouncer) = pgbouncer(&database, Mode::Transaction, &ONE).await else { return };
    let mut connection = PgConnection::connect(&bouncer.url).await.unwrap();
    let before = state(&mut connection).await;
    Doctor::new(bouncer.url.parse().unwrap()).examine().await.unwrap();
    assert_eq!(state(&mut connection).await, before);
}

#[tokio::test]
async fn a_setting_of_another_client() {
    let Some(database) = postgres().await else { return };
    let Some(bouncer) = pgbouncer(&database, Mode::Transaction, &ONE).await else { return };
    let mut other = PgConnection::connect(&bouncer.url).await.unwrap();
    sqlx::raw_sql("SET search_path = acme").execute(&mut other).await.unwrap();
    check_left(&bouncer.url, "the setting search_path = acme").await;
}

#[tokio::test]
async fn a_lock_of_another_client() {
    let Some(database) = postgres().await else { return };
    let Some(bouncer) = pgbouncer(&database, Mode::Transaction, &ONE).await else { return };
    let mut other = PgConnection::connect(&bouncer.url).await.unwrap();
    sqlx::raw_sql("SELECT pg_advisory_lock(7)").execute(&mut other).await.unwrap();
    check_left(&bouncer.url, "a session advisory lock").await;
}

/// The statement of another client has the name that the doctor's would have: it must not run.
#[tokio::test]
async fn a_named_statement_of_another_client() {
    let Some(database) = postgres().await else { return };
    let Some(bouncer) = pgbouncer(&database, Mode::Transaction, &ONE).await else { return };
    let mut other = PgConnection::connect(&bouncer.url).await.unwrap();
    sqlx::raw_sql("CREATE TABLE hits (n int4)").execute(&mut other).await.unwrap();
    let mut transaction = other.begin().await.unwrap();
    sqlx::query("INSERT INTO hits VALUES (1)").execute(&mut *transaction).await.unwrap();
    transaction.commit().await.unwrap();

    let diagnosis = Doctor::new(bouncer.url.parse().unwrap()).examine().await.unwrap();
    if in_transaction_mode(&diagnosis) == Pooler::Transaction {
        let findings = check_left(&bouncer.url, "the named statement sqlx_s_1").await;
        let collided = Finding::TransactionPooler { named: Named::Collided };
        assert!(findings.contains(&collided), "{findings:?}");
    }
    let mut direct = database.connect().await;
    let hits = sqlx::raw_sql("SELECT count(*) FROM hits").fetch_one(&mut direct).await.unwrap();
    assert_eq!(hits.get::<i64, _>(0), 1);
}

async fn check_left(url: &str, what: &str) -> Vec<Finding> {
    let diagnosis = Doctor::new(url.parse().unwrap()).examine().await.unwrap();
    let left = Finding::LeftBehind { what: vec![what.to_owned()] };
    assert!(diagnosis.findings.contains(&left), "{diagnosis:#?}");
    assert!(diagnosis.is_unsafe());
    diagnosis.findings
}

async fn state(connection: &mut PgConnection) -> (i64, i64, i64, String) {
    let row = sqlx::raw_sql(STATE).fetch_one(connection).await.unwrap();
    (row.get(0), row.get(1), row.get(2), row.get(3))
}
