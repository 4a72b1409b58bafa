//! The server: its settings for the role, and how much it takes.

use polyschema_migrate::doctor::{Diagnosis, Doctor, Finding};
use polyschema_test_support::{PostgresDatabase, postgres};

#[tokio::test]
async fn settings_of_the_database() {
    let Some(database) = postgres().await else { return };
    run(
        &database,
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = acme', current_database()); \
         EXECUTE format('ALTER DATABASE %I SET standard_conforming_strings = off', current_database()); \
         EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$",
    )
    .await;
    let diagnosis = examine(&database, 1).await;
    has(&diagnosis, &Finding::SearchPath { value: "acme".to_owned() });
    has(&diagnosis, &Finding::EscapeStrings);
    has(&diagnosis, &Finding::ReadOnly { follows: false });
    assert!(diagnosis.is_unsafe());
}

#[tokio::test]
async fn more_than_the_server_takes() {
    let Some(database) = postgres().await else { return };
    run(&database, "CREATE SCHEMA acme; CREATE TABLE acme.orders (id int8 PRIMARY KEY)").await;
    let diagnosis = examine(&database, u64::MAX).await;
    let codes: Vec<_> = diagnosis.findings.iter().map(Finding::code).collect();
    assert!(codes.contains(&"few-connections") && codes.contains(&"few-locks"), "{codes:?}");
    has(&diagnosis, &Finding::Size { schemas: 2, tables: 1 });
    assert_eq!(diagnosis.server.largest_schema, 2, "a table and its index");
    assert!(diagnosis.is_unsafe());
}

#[tokio::test]
async fn a_program_reads_it_as_json() {
    let Some(database) = postgres().await else { return };
    let diagnosis = examine(&database, 1_000_000).await;
    let json = serde_json::to_value(&diagnosis).unwrap();
    assert_eq!(json["pooler"], "none");
    assert_eq!(json["is_unsafe"], true);
    assert_eq!(json["server"]["schemas"], 1);
    let finding = &json["findings"][0];
    assert_eq!(
        (finding["code"].as_str(), finding["severity"].as_str()),
        (Some("direct"), Some("ok"))
    );
    assert!(finding["remedy"].is_null());
}

async fn run(database: &PostgresDatabase, sql: &'static str) {
    sqlx::raw_sql(sql).execute(&mut database.connect().await).await.unwrap();
}

async fn examine(database: &PostgresDatabase, parallel: u64) -> Diagnosis {
    let doctor = Doctor::new(database.url.parse().unwrap()).parallel(parallel);
    doctor.examine().await.unwrap()
}

#[track_caller]
fn has(diagnosis: &Diagnosis, finding: &Finding) {
    assert!(diagnosis.findings.contains(finding), "no {finding:?} in {diagnosis:#?}");
}
