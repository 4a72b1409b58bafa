//! What only SQLite has: tables that are rebuilt, and settings that hold for a connection.

use polyschema_migrate::apply::{Allow, Migrator};
use polyschema_migrate::connection::MigrateConnection;
use sqlx::SqliteConnection;

use crate::support::{Db, Sqlite, applied, migrator, to, value, with_sql};

const CREATE: &str = "\
    CREATE TABLE :\"asia\".countries (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE :\"asia\".capitals (id INTEGER PRIMARY KEY, country INTEGER NOT NULL REFERENCES countries (id) ON DELETE CASCADE);
    INSERT INTO :\"asia\".countries VALUES (1, 'Japan'), (2, 'India');
    INSERT INTO :\"asia\".capitals VALUES (10, 1), (20, 2);";

const REBUILD: &str = "\
    CREATE TABLE :\"asia\".\"countries.new\" (id INTEGER PRIMARY KEY, name TEXT NOT NULL, dish TEXT);
    INSERT INTO :\"asia\".\"countries.new\" (id, name) SELECT id, name FROM :\"asia\".countries;
    DROP TABLE :\"asia\".countries;
    ALTER TABLE :\"asia\".\"countries.new\" RENAME TO countries;";

async fn created(
    db: &Sqlite,
    rest: &[(&str, &str)],
) -> (SqliteConnection, Migrator<SqliteConnection>) {
    let mut connection = db.connect().await;
    let mut revisions = vec![with_sql("0001_create", "", CREATE, "SELECT 1")];
    for (name, sql) in rest {
        let parent = revisions[revisions.len() - 1].id.to_string();
        revisions.push(with_sql(name, &parent, sql, "SELECT 1"));
    }
    let migrator = migrator(&revisions);
    migrator.upgrade(&mut connection, &to("0001")).await.expect("the tables are created");
    (connection, migrator)
}

async fn settings(connection: &mut SqliteConnection) -> Vec<String> {
    let mut found = Vec::new();
    for name in ["foreign_keys", "legacy_alter_table", "busy_timeout"] {
        found.push(value(connection, &format!("PRAGMA {name}")).await);
    }
    found
}

#[tokio::test]
async fn a_rebuild_keeps_rows_triggers_indexes_and_what_references_it() {
    let db = Sqlite::fresh().await.unwrap();
    let (mut connection, migrator) = created(&db, &[("0002_rebuild", REBUILD)]).await;
    for sql in [
        "CREATE INDEX asia.by_name ON countries (name)",
        "CREATE TABLE asia.log (what TEXT)",
        "CREATE TRIGGER asia.logs AFTER INSERT ON countries BEGIN INSERT INTO log VALUES (new.name); END",
        "CREATE VIEW asia.names AS SELECT name FROM countries",
        "CREATE TRIGGER asia.other AFTER DELETE ON capitals BEGIN SELECT count(*) FROM countries; END",
    ] {
        connection.send(sql).await.unwrap();
    }
    migrator.upgrade(&mut connection, &to("head")).await.unwrap();
    assert_eq!(
        value(&mut connection, "SELECT group_concat(country) FROM asia.capitals").await,
        "1,2"
    );
    let sql = "SELECT sql FROM asia.sqlite_master WHERE name = 'capitals'";
    assert!(value(&mut connection, sql).await.contains("REFERENCES countries"));
    let sql = "SELECT group_concat(name) FROM (SELECT name FROM asia.sqlite_master \
        WHERE type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY name)";
    assert_eq!(value(&mut connection, sql).await, "by_name,logs,other");
    connection.send("INSERT INTO asia.countries (id, name) VALUES (3, 'Nepal')").await.unwrap();
    assert_eq!(value(&mut connection, "SELECT what FROM asia.log").await, "Nepal");
    assert_eq!(value(&mut connection, "SELECT count(*) FROM asia.names").await, "3");
    assert_eq!(settings(&mut connection).await, ["1", "0", "5000"]);
}

#[tokio::test]
async fn what_the_revision_drops_itself_stays_dropped() {
    let db = Sqlite::fresh().await.unwrap();
    let rebuild = format!("DROP TRIGGER :\"asia\".logs; DROP INDEX :\"asia\".by_name; {REBUILD}");
    let (mut connection, migrator) = created(&db, &[("0002_rebuild", &rebuild)]).await;
    for sql in [
        "CREATE INDEX asia.by_name ON countries (name)",
        "CREATE TRIGGER asia.logs AFTER INSERT ON countries BEGIN SELECT 1; END",
    ] {
        connection.send(sql).await.unwrap();
    }
    migrator.upgrade(&mut connection, &to("head")).await.unwrap();
    let sql = "SELECT count(*) FROM asia.sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL";
    assert_eq!(value(&mut connection, sql).await, "0");
}

#[tokio::test]
async fn an_index_that_cannot_be_made_again_is_named() {
    let db = Sqlite::fresh().await.unwrap();
    let rebuild = REBUILD
        .replace("name TEXT NOT NULL, dish TEXT", "title TEXT")
        .replace("(id, name)", "(id, title)");
    let (mut connection, migrator) = created(&db, &[("0002_rebuild", &rebuild)]).await;
    connection.send("CREATE INDEX asia.by_name ON countries (name)").await.unwrap();
    let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
    let expected = "revision `0002_rebuild` of `asia` rebuilds a table, and its index `by_name` of `asia.countries` cannot be made again: ";
    assert!(error.starts_with(expected), "{error}");
    assert!(error.ends_with("; drop it in the revision, or make it there"), "{error}");
    assert_eq!(applied(&migrator, &mut connection).await, ["0001_create"]);
    assert_eq!(value(&mut connection, "SELECT name FROM asia.countries").await, "Japan");
}

#[tokio::test]
async fn a_rebuild_step_by_step_is_refused() {
    let db = Sqlite::fresh().await.unwrap();
    let mut connection = db.connect().await;
    let mut rebuild = with_sql("0001_rebuild", "", REBUILD, "SELECT 1");
    rebuild.upgrade.transactional = false;
    let migrator: Migrator<SqliteConnection> = migrator(&[rebuild]);
    let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "revision `0001_rebuild` of `asia` rebuilds `asia.countries` and is not transactional, so that its triggers and indexes could be lost; let it be transactional"
    );
}

#[tokio::test]
async fn rows_that_reference_nothing_are_named() {
    let db = Sqlite::fresh().await.unwrap();
    let delete = "DELETE FROM :\"asia\".countries WHERE id = 2";
    let (mut connection, migrator) = created(&db, &[("0002_delete", delete)]).await;
    let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "revision `0002_delete` of `asia` leaves rows that reference nothing: `asia.capitals` row 20 references `countries`; \
        correct the rows in the revision"
    );
    assert_eq!(value(&mut connection, "SELECT count(*) FROM asia.countries").await, "2");
    assert_eq!(settings(&mut connection).await, ["1", "0", "5000"]);
}

#[tokio::test]
async fn a_table_that_only_gets_another_name_is_followed_by_what_references_it() {
    let db = Sqlite::fresh().await.unwrap();
    let rename = "ALTER TABLE :\"asia\".countries RENAME TO states";
    let (mut connection, migrator) = created(&db, &[("0002_rename", rename)]).await;
    migrator.upgrade(&mut connection, &to("head")).await.unwrap();
    let sql = "SELECT sql FROM asia.sqlite_master WHERE name = 'capitals'";
    assert!(value(&mut connection, sql).await.contains("REFERENCES \"states\""));
}

#[tokio::test]
async fn settings_are_as_before_also_where_they_were_others() {
    let db = Sqlite::fresh().await.unwrap();
    let broken = "UPDATE :\"asia\".nothing SET x = 1";
    let (mut connection, migrator) = created(&db, &[("0002_broken", broken)]).await;
    for sql in
        ["PRAGMA foreign_keys = OFF", "PRAGMA legacy_alter_table = ON", "PRAGMA busy_timeout = 123"]
    {
        connection.send(sql).await.unwrap();
    }
    migrator.upgrade(&mut connection, &to("head")).await.unwrap_err();
    assert_eq!(settings(&mut connection).await, ["0", "1", "123"]);
}

#[tokio::test]
async fn the_history_goes_with_the_file_under_another_name() {
    let db = Sqlite::fresh().await.unwrap();
    let (mut connection, migrator) = created(&db, &[]).await;
    let file = db.0.path().join("asia.db");
    drop(connection);
    connection = db.connect().await;
    connection.send("DETACH DATABASE asia").await.unwrap();
    connection.send(&format!("ATTACH DATABASE '{}' AS other", file.display())).await.unwrap();
    let migrator = migrator.bind("asia", "other").unwrap().allow(Allow::nothing());
    assert_eq!(applied(&migrator, &mut connection).await, ["0001_create"]);
    assert!(migrator.upgrade(&mut connection, &to("head")).await.unwrap().revisions.is_empty());
}
