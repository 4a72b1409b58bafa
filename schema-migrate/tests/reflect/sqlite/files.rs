//! Several files on one connection, and which of them are read.

use polyschema_migrate::reflect::{Reflected, Which, reflect};
use polyschema_test_support::sqlite;
use sqlx::{Connection, Executor, SqliteConnection};

use super::{attach, names, reflect_all, run};
use crate::support::ident;

async fn two_files() -> SqliteConnection {
    let mut connection = sqlite().await;
    attach(&mut connection, "asia").await;
    attach(&mut connection, "it's \"Europe\"").await;
    run(
        &mut connection,
        "CREATE TABLE t (a TEXT) STRICT;
         CREATE TABLE asia.t (b TEXT REFERENCES u) STRICT;
         CREATE TABLE asia.u (b TEXT PRIMARY KEY) STRICT;
         CREATE INDEX asia.i ON t (b);
         CREATE TABLE \"it's \"\"Europe\"\"\".t (c TEXT) STRICT;
         CREATE TEMP TABLE t (d TEXT) STRICT;",
    )
    .await;
    connection
}

/// The columns of the table `t` of each schema.
fn columns(reflected: &Reflected) -> Vec<String> {
    let tables = reflected.catalog.schemas().values().filter_map(|schema| schema.tables.get("t"));
    tables.map(|t| format!("{}.{}", t.name, t.columns[0].name.as_str())).collect()
}

#[tokio::test]
async fn each_schema_has_its_own_tables() {
    let reflected = reflect_all(&mut two_files().await).await;
    assert_eq!(reflected.unsupported, []);
    assert_eq!(
        columns(&reflected),
        ["asia.t.b", "it's \"\"Europe\"\".t.c", "main.t.a"]
            .map(|name| { name.replace("it's \"\"Europe\"\"", "\"it's \"\"Europe\"\"\"") })
    );
    let table = reflected.catalog.table("asia.t").unwrap();
    assert_eq!(table.foreign_keys[0].referenced.to_string(), "asia.u");
    assert_eq!(names(table.indexes.iter().map(|index| &index.name)), ["i"]);
}

#[tokio::test]
async fn only_the_schemas_that_are_asked_for() {
    let mut connection = two_files().await;
    let which = Which::Schemas(vec![ident("ASIA"), ident("nowhere")]);
    let reflected = reflect(&mut connection, &which).await.unwrap();
    assert_eq!(columns(&reflected), ["ASIA.t.b"], "under the name that was asked for");
    let which = Which::Schemas(vec![ident("temp")]);
    let reflected = reflect(&mut connection, &which).await.unwrap();
    assert_eq!(columns(&reflected), ["temp.t.d"]);
}

#[tokio::test]
async fn a_file_that_another_connection_made() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}?mode=rwc", directory.path().join("a b.db").display());
    let mut first = SqliteConnection::connect(&url).await.unwrap();
    run(&mut first, "CREATE TABLE t (a INTEGER PRIMARY KEY) STRICT").await;
    let mut second = SqliteConnection::connect(&url).await.unwrap();
    let reflected = reflect_all(&mut second).await;
    assert_eq!(columns(&reflected), ["main.t.a"]);
    run(&mut first, "DROP TABLE t").await;
    assert_eq!(columns(&reflect_all(&mut second).await), [""; 0], "nothing is kept locked");
}

#[tokio::test]
async fn within_a_transaction_what_it_did() {
    let mut connection = sqlite().await;
    let mut transaction = connection.begin().await.unwrap();
    transaction.execute("CREATE TABLE t (a TEXT) STRICT").await.unwrap();
    assert_eq!(columns(&reflect_all(&mut transaction).await), ["main.t.a"]);
    transaction.execute("CREATE TABLE u (a TEXT) STRICT").await.unwrap();
    transaction.commit().await.unwrap();
    let reflected = reflect_all(&mut connection).await;
    assert_eq!(names(reflected.catalog.schema("main").unwrap().tables.keys()), ["t", "u"]);
}

#[tokio::test]
async fn nothing_is_an_empty_schema() {
    let reflected = reflect_all(&mut sqlite().await).await;
    assert_eq!(names(reflected.catalog.schemas().keys()), ["main"]);
    assert!(reflected.catalog.schema("main").unwrap().is_empty());
}
