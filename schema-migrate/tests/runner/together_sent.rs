//! A revision that PostgreSQL gets as one message.

use polyschema_migrate::apply::Migrator;
use polyschema_migrate::connection::MigrateConnection;
use polyschema_migrate::migration::{NewRevision, NewScript};
use sqlx::PgConnection;

use crate::support::{Db, Postgres, applied, migrator, to, value, world};

/// The world at its first revision in a database, and a second one with this SQL.
async fn with_second(db: &Postgres, sql: &str) -> (PgConnection, Migrator<PgConnection>) {
    let mut connection = db.connect().await;
    let mut revisions: Vec<NewRevision> = world::<Postgres>();
    revisions[1].upgrade = NewScript::new(sql);
    let migrator = migrator(&revisions);
    migrator.upgrade(&mut connection, &to("+1")).await.expect("the first one is good");
    (connection, migrator)
}

async fn check_refused(sql: &str, expected: &[&str]) {
    let Some(db) = Postgres::fresh().await else { return };
    let (mut connection, migrator) = with_second(&db, sql).await;
    let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
    for expected in expected {
        assert!(error.contains(expected), "{error}");
    }
    assert_eq!(applied(&migrator, &mut connection).await, ["0001_create"]);
    let columns = "SELECT count(*)::text FROM information_schema.columns WHERE table_schema = 'asia' \
        AND table_name = 'countries'";
    assert_eq!(value(&mut connection, columns).await, "1", "nothing is kept");
}

#[tokio::test]
async fn a_fault_of_syntax_is_named_with_its_own_place() {
    check_refused(
        "ALTER TABLE :\"asia\".countries ADD COLUMN dish text;\n\
        UPDATE :\"asia\".countries\nSETT dish = 'café'",
        &[
            "at step 2 of 2",
            "upgrade.sql line 7 column 6: syntax error at or near \"dish\" (42601); ",
        ],
    )
    .await;
}

#[tokio::test]
async fn what_is_refused_at_the_commit_says_so() {
    check_refused(
        "ALTER TABLE :\"asia\".countries ADD COLUMN near varchar(100) \
            REFERENCES :\"asia\".countries DEFERRABLE INITIALLY DEFERRED;\n\
        INSERT INTO :\"asia\".countries VALUES ('Nepal', 'Atlantis')",
        &["commit of schema `asia` failed: ", "violates foreign key constraint"],
    )
    .await;
}

#[tokio::test]
async fn a_literal_is_read_as_it_is_written_whatever_the_session_says() {
    let sql = "DELETE FROM :\"asia\".countries;\nINSERT INTO :\"asia\".countries VALUES ('a\\');\nSELECT /* '-- */ 1";
    let Some(db) = Postgres::fresh().await else { return };
    let (mut connection, migrator) = with_second(&db, sql).await;
    connection.send("SET standard_conforming_strings = off").await.unwrap();
    migrator.upgrade(&mut connection, &to("head")).await.unwrap();
    assert_eq!(value(&mut connection, "SELECT name FROM asia.countries").await, "a\\");
    let setting = "SELECT current_setting('standard_conforming_strings')";
    assert_eq!(value(&mut connection, setting).await, "off", "it is the session's again");
}

#[tokio::test]
async fn a_comment_at_the_end_of_a_statement_ends_with_it() {
    let Some(db) = Postgres::fresh().await else { return };
    let sql = "DELETE FROM :\"asia\".countries -- all\n;\n\
        INSERT INTO :\"asia\".countries VALUES ('Nepal') -- one";
    let (mut connection, migrator) = with_second(&db, sql).await;
    migrator.upgrade(&mut connection, &to("head")).await.unwrap();
    assert_eq!(value(&mut connection, "SELECT name FROM asia.countries").await, "Nepal");
}

#[tokio::test]
async fn the_history_is_looked_at_under_the_lock_at_any_isolation() {
    let Some(db) = Postgres::fresh().await else { return };
    let level = "DO $$ BEGIN IF current_setting('transaction_isolation') <> 'read committed' \
        OR current_setting('lock_timeout') <> '10s' THEN RAISE 'otherwise'; END IF; END $$";
    let (mut connection, migrator) = with_second(&db, level).await;
    connection.send("SET default_transaction_isolation = 'serializable'").await.unwrap();
    migrator.upgrade(&mut connection, &to("head")).await.unwrap();
    assert_eq!(applied(&migrator, &mut connection).await.len(), 2);
    let limit = "SELECT current_setting('lock_timeout')";
    assert_eq!(value(&mut connection, limit).await, "0", "limits end with the transaction");
}
