//! Revisions that are not transactional.

use polyschema_migrate::apply::{Allow, Migrator};
use polyschema_migrate::connection::MigrateConnection;
use polyschema_migrate::migration::{NewRevision, NewScript};
use polyschema_test_support::{Mode, pgbouncer};
use sqlx::{Connection, PgConnection};

use crate::support::{Db, Postgres, Sqlite, applied, migrator, to, value, world};

/// The world, and a revision that is not transactional.
fn with_index<D: Db>(sql: &str) -> Vec<NewRevision> {
    let mut revisions = world::<D>();
    let mut index = crate::support::with_sql("0003_index", "0002_add_dish", sql, "SELECT 1");
    index.upgrade.transactional = false;
    if let Some(downgrade) = &mut index.downgrade {
        downgrade.transactional = false;
    }
    revisions.push(index);
    revisions
}

const INDEX: &str = "CREATE INDEX CONCURRENTLY by_dish ON :\"asia\".countries (dish)";

async fn is_valid(connection: &mut PgConnection) -> String {
    let sql = "SELECT string_agg(indisvalid::text, ' ') FROM pg_index WHERE indexrelid::regclass::text = 'asia.by_dish'";
    value(connection, sql).await
}

#[tokio::test]
async fn a_build_of_an_index_that_was_killed_is_cleared_away() {
    let Some(db) = Postgres::fresh().await else { return };
    let (mut killed, mut other) = (db.connect().await, db.connect().await);
    let mut writer = db.connect().await;
    let migrator: Migrator<PgConnection> = migrator(&with_index::<Postgres>(INDEX));
    migrator.upgrade(&mut killed, &to("0002")).await.unwrap();
    // The build waits for whoever writes to the table.
    writer.send("BEGIN").await.unwrap();
    writer.send("INSERT INTO asia.countries VALUES ('Laos')").await.unwrap();
    let pid = value(&mut killed, "SELECT pg_backend_pid()::text").await;
    let kill = async {
        while is_valid(&mut other).await != "false" {
            other.send("SELECT pg_sleep(0.01)").await.unwrap();
        }
        other.rows("SELECT pg_terminate_backend($1::int)::text", &[&pid]).await.unwrap();
    };
    let head = to("head");
    let (result, ()) = tokio::join!(migrator.upgrade(&mut killed, &head), kill);
    result.unwrap_err();
    writer.send("COMMIT").await.unwrap();
    assert_eq!(is_valid(&mut other).await, "false", "an invalid index stays behind");
    let history = applied(&migrator, &mut other).await;
    assert_eq!(history[2], "0003_index upgrading 0/1");
    migrator.upgrade(&mut other, &to("head")).await.unwrap();
    assert_eq!(is_valid(&mut other).await, "true");
    assert_eq!(applied(&migrator, &mut other).await[2], "0003_index");
}

#[tokio::test]
async fn two_runs_at_once_do_not_wait_for_each_other_in_a_circle() {
    let Some(db) = Postgres::fresh().await else { return };
    let (mut first, mut second) = (db.connect().await, db.connect().await);
    for _ in 0..10 {
        let migrator: Migrator<PgConnection> =
            migrator(&with_index::<Postgres>(INDEX)).allow(Allow::everything());
        let head = to("head");
        let (a, b) =
            tokio::join!(migrator.upgrade(&mut first, &head), migrator.upgrade(&mut second, &head));
        assert_eq!(a.unwrap().revisions.len() + b.unwrap().revisions.len(), 3);
        assert_eq!(is_valid(&mut first).await, "true");
        first.send("DROP SCHEMA asia CASCADE").await.unwrap();
    }
}

#[tokio::test]
async fn a_step_that_fails_is_where_the_next_run_goes_on() {
    let Some(db) = Postgres::fresh().await else { return };
    let mut connection = db.connect().await;
    let sql = format!(
        "UPDATE :\"asia\".countries SET dish = dish || '!';\n{INDEX};\n\
        INSERT INTO :\"asia\".countries SELECT 'Nepal' FROM public.kitchen"
    );
    let migrator: Migrator<PgConnection> = migrator(&with_index::<Postgres>(&sql));
    let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
    assert!(error.contains("at step 3 of 3 "), "{error}");
    let rest = "; 2 of 3 steps are done and in the history, run again to go on from there\n";
    assert!(error.contains(rest), "{error}");
    assert_eq!(applied(&migrator, &mut connection).await[2], "0003_index upgrading 2/3");
    let error = migrator.downgrade(&mut connection, &to("base")).await.unwrap_err().to_string();
    let expected = "revision `0003_index` of `asia` was interrupted at step 3 of 3 (upgrading); finish it with upgrade before";
    assert!(error.starts_with(expected), "{error}");
    assert_eq!(migrator.verify(&mut connection).await.unwrap_err().to_string(), expected);
    let limits =
        "SELECT current_setting('lock_timeout') || ' ' || current_setting('statement_timeout')";
    assert_eq!(value(&mut connection, limits).await, "0 0", "the settings are as before");
    let locks = "SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND database = \
        (SELECT oid FROM pg_database WHERE datname = current_database())";
    assert_eq!(value(&mut connection, locks).await, "0", "the lock is given back");
    connection.send("CREATE TABLE public.kitchen AS SELECT 1").await.unwrap();
    migrator.upgrade(&mut connection, &to("head")).await.unwrap();
    let dish = "SELECT dish FROM asia.countries WHERE name = 'Japan'";
    assert_eq!(value(&mut connection, dish).await, "sushi!", "the first step ran once");
}

#[tokio::test]
async fn a_constraint_is_validated_in_a_transaction_of_its_own() {
    let Some(db) = Postgres::fresh().await else { return };
    let (mut connection, mut other) = (db.connect().await, db.connect().await);
    let sql = "ALTER TABLE :\"asia\".countries ADD CONSTRAINT short CHECK (length(name) < 6) NOT VALID;\n\
        ALTER TABLE :\"asia\".countries VALIDATE CONSTRAINT short";
    let migrator: Migrator<PgConnection> = migrator(&with_index::<Postgres>(sql));
    migrator.upgrade(&mut connection, &to("0002")).await.unwrap();
    connection.send("INSERT INTO asia.countries VALUES ('Bangladesh')").await.unwrap();
    let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
    assert!(error.contains("at step 2 of 2"), "{error}");
    let there = "SELECT convalidated::text FROM pg_constraint WHERE conname = 'short'";
    assert_eq!(value(&mut other, there).await, "false", "the first step is committed");
    connection.send("DELETE FROM asia.countries WHERE name = 'Bangladesh'").await.unwrap();
    migrator.upgrade(&mut connection, &to("head")).await.unwrap();
    assert_eq!(value(&mut other, there).await, "true");
}

#[tokio::test]
async fn an_index_of_that_name_that_nobody_began_is_an_error() {
    let Some(db) = Postgres::fresh().await else { return };
    let mut connection = db.connect().await;
    let sql = format!("SELECT 1;\n{INDEX}");
    let migrator: Migrator<PgConnection> = migrator(&with_index::<Postgres>(&sql));
    migrator.upgrade(&mut connection, &to("0002")).await.unwrap();
    connection.send("CREATE INDEX by_dish ON asia.countries (name)").await.unwrap();
    let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
    assert!(error.contains("relation \"by_dish\" already exists (42P07)"), "{error}");
}

#[tokio::test]
async fn a_first_revision_needs_a_schema_and_a_last_one_keeps_it() {
    let Some(db) = Postgres::fresh().await else { return };
    let mut connection = db.connect().await;
    let mut revisions = world::<Postgres>();
    revisions[0].upgrade.transactional = false;
    let first = revisions[0].upgrade.sql.clone();
    revisions[0].upgrade.sql = format!("SELECT 1;\n{first}");
    let up: Migrator<PgConnection> = migrator(&revisions);
    let error = up.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
    assert_eq!(
        error,
        "schema `asia` does not exist; a revision that is not transactional creates it with its first statement, or lets one before it do so"
    );
    revisions[0].upgrade.sql = first;
    let up: Migrator<PgConnection> = migrator(&revisions).allow(Allow::everything());
    up.upgrade(&mut connection, &to("head")).await.unwrap();
    assert_eq!(applied(&up, &mut connection).await.len(), 2);
    up.downgrade(&mut connection, &to("base")).await.unwrap();
    let mut revisions = world::<Postgres>();
    let down = "DROP TABLE :\"asia\".countries; DROP SCHEMA :\"asia\"";
    revisions[0].downgrade = Some(NewScript { transactional: false, ..NewScript::new(down) });
    let down: Migrator<PgConnection> = migrator(&revisions).allow(Allow::everything());
    down.upgrade(&mut connection, &to("head")).await.unwrap();
    let error = down.downgrade(&mut connection, &to("base")).await.unwrap_err().to_string();
    assert_eq!(
        error,
        "revision `0001_create` of `asia` drops its schema, and with it the history of how far it is; let its downgrade be transactional"
    );
}

#[tokio::test]
async fn sqlite_vacuums_between_steps() {
    let db = Sqlite::fresh().await.unwrap();
    let mut connection = db.connect().await;
    let sql = "UPDATE :\"asia\".countries SET dish = dish || '!';\nVACUUM :\"asia\"";
    let migrator = migrator(&with_index::<Sqlite>(sql)).allow(Allow::everything());
    migrator.upgrade(&mut connection, &to("head")).await.unwrap();
    assert_eq!(applied(&migrator, &mut connection).await[2], "0003_index");
    assert_eq!(value(&mut connection, "PRAGMA foreign_keys").await, "1");
    migrator.downgrade(&mut connection, &to("base")).await.unwrap();
    assert!(applied(&migrator, &mut connection).await.is_empty());
}

/// Two sessions that take turns: no lock of a session and no setting would hold.
#[tokio::test]
async fn a_pooler_that_does_not_keep_sessions_is_refused() {
    let Some(db) = Postgres::fresh().await else { return };
    let turns = [("server_round_robin", "1"), ("default_pool_size", "2"), ("min_pool_size", "2")];
    let Some(bouncer) = pgbouncer(&db.0, Mode::Transaction, &turns).await else { return };
    let migrator: Migrator<PgConnection> = migrator(&with_index::<Postgres>(INDEX));
    migrator.upgrade(&mut db.connect().await, &to("0002")).await.unwrap();
    let both_open = [(); 2].map(|()| async {
        let mut connection = PgConnection::connect(&bouncer.url).await.unwrap();
        connection.send("SELECT pg_sleep(0.1)").await.unwrap();
    });
    futures_util::future::join_all(both_open).await;
    let mut pooled = PgConnection::connect(&bouncer.url).await.unwrap();
    let error = migrator.upgrade(&mut pooled, &to("head")).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "a revision of schema `asia` is not transactional and needs one session of the server, and a pooler \
         that lies between does not keep it; connect to the server itself, by a direct URL"
    );
    assert_eq!(is_valid_or_none(&mut db.connect().await).await, "none");
}

async fn is_valid_or_none(connection: &mut PgConnection) -> String {
    value(connection, "SELECT coalesce(to_regclass('asia.by_dish')::text, 'none')").await
}
