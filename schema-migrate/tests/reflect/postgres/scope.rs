//! Which schemas are read, on what the result depends, and how many queries it takes.

use polyschema_migrate::reflect::{Which, reflect};
use sqlx::{Connection, PgConnection, Row};

use super::{all, database, run, schemas};

#[tokio::test]
async fn schemas_of_the_server_and_of_extensions_are_left_out() {
    let Some((_database, mut connection)) = database(
        "CREATE SCHEMA asia; CREATE TABLE asia.t (a integer); CREATE SCHEMA europe; CREATE TABLE public.p (a integer);
        CREATE TEMPORARY TABLE temporary (a integer)",
    )
    .await
    else {
        return;
    };
    let names = |reflected: polyschema_migrate::reflect::Reflected| -> Vec<String> {
        reflected.catalog.schemas().keys().map(|name| name.as_str().to_owned()).collect()
    };
    assert_eq!(names(all(&mut connection).await), ["asia", "europe", "public"]);
    let which = schemas(&["europe", "nowhere"]);
    assert_eq!(names(reflect(&mut connection, &which).await.unwrap()), ["europe"]);
    assert_eq!(names(reflect(&mut connection, &schemas(&[])).await.unwrap()), [""; 0]);
}

#[tokio::test]
async fn the_connection_stays_as_it_was() {
    let Some((_database, mut connection)) =
        database("CREATE SCHEMA asia; SET search_path = asia; SET timezone = 'Asia/Tokyo'").await
    else {
        return;
    };
    const SETTINGS: &str = "SELECT current_setting('search_path') || ' ' || current_setting('timezone') \
        || ' ' || current_setting('transaction_read_only')";
    async fn settings(connection: &mut PgConnection) -> String {
        sqlx::query_scalar(SETTINGS).fetch_one(connection).await.unwrap()
    }
    let before = settings(&mut connection).await;
    all(&mut connection).await;
    assert_eq!(settings(&mut connection).await, before);

    let mut transaction = connection.begin().await.unwrap();
    run(&mut transaction, "CREATE TABLE asia.new (a integer)").await;
    let reflected = all(&mut transaction).await;
    assert!(reflected.catalog.table("asia.new").is_ok(), "it sees what its transaction made");
    assert_eq!(settings(&mut transaction).await, before);
    transaction.commit().await.unwrap();
    assert!(all(&mut connection).await.catalog.table("asia.new").is_ok());
}

#[tokio::test]
async fn neither_search_path_nor_role_nor_settings_matter() {
    let Some((_database, mut connection)) = database(
        "CREATE SCHEMA asia; CREATE SCHEMA pg; CREATE TYPE asia.mood AS ENUM ('happy');
        CREATE TABLE asia.countries (
            id integer PRIMARY KEY, mood asia.mood DEFAULT 'happy' CHECK (mood <> 'happy'), data bytea DEFAULT '\\x01ff',
            since timestamptz DEFAULT '2020-01-01 00:00:00+00' CHECK (since > '2001-02-03 00:00:00+00')
        );
        CREATE VIEW asia.happy AS SELECT id FROM asia.countries WHERE mood = 'happy';",
    )
    .await
    else {
        return;
    };
    let expected = all(&mut connection).await;
    run(
        &mut connection,
        "SET search_path = asia; SET timezone = 'Asia/Tokyo'; SET datestyle = 'German'; SET bytea_output = 'escape';
        SET quote_all_identifiers = on; SET standard_conforming_strings = off;
        CREATE TEMPORARY TABLE pg_class (a integer); CREATE TEMPORARY TABLE countries (a integer)",
    )
    .await;
    assert_eq!(all(&mut connection).await, expected);
    let role = format!("asia_{}", std::process::id());
    run(&mut connection, &format!("CREATE ROLE {role}; SET ROLE {role}")).await;
    let as_another = reflect(&mut connection, &Which::All).await;
    run(&mut connection, &format!("RESET ROLE; DROP ROLE {role}")).await;
    assert_eq!(as_another.unwrap(), expected);
}

#[tokio::test]
async fn nothing_is_executed() {
    let Some((_database, mut connection)) = database(
        "CREATE SCHEMA asia; CREATE SEQUENCE asia.numbers;
        CREATE FUNCTION asia.fail() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''ran''; END';
        CREATE TABLE asia.t (a integer DEFAULT nextval('asia.numbers'), b integer DEFAULT asia.fail(),
            c json DEFAULT '{}')",
    )
    .await
    else {
        return;
    };
    assert!(all(&mut connection).await.catalog.table("asia.t").is_ok());
    let row = sqlx::query("SELECT is_called FROM asia.numbers").fetch_one(&mut connection).await;
    assert!(!row.unwrap().get::<bool, _>(0));
}

#[tokio::test]
async fn types_and_tables_of_schemas_that_are_not_read_keep_their_names() {
    let Some((_database, mut connection)) = database(
        "CREATE SCHEMA asia; CREATE SCHEMA shared; CREATE TYPE shared.mood AS ENUM ('happy');
        CREATE DOMAIN shared.email AS text; CREATE TABLE shared.moods (mood shared.mood PRIMARY KEY);
        CREATE TABLE asia.t (mood shared.mood DEFAULT 'happy' REFERENCES shared.moods, email shared.email)",
    )
    .await
    else {
        return;
    };
    let asia = reflect(&mut connection, &schemas(&["asia"])).await.unwrap().catalog;
    let whole = all(&mut connection).await.catalog;
    assert_eq!(asia.table("asia.t").unwrap().def(), whole.table("asia.t").unwrap().def());
    let types: Vec<String> = asia
        .table("asia.t")
        .unwrap()
        .columns
        .iter()
        .map(|column| column.sql_type.to_string())
        .collect();
    assert_eq!(types, ["shared.mood", "shared.email"]);
}

#[tokio::test]
async fn an_enum_may_have_the_name_of_an_index() {
    let Some((_database, mut connection)) = database(
        "CREATE SCHEMA asia; CREATE TYPE asia.status AS ENUM ('open');
        CREATE TABLE asia.t (status asia.status); CREATE INDEX status ON asia.t (status)",
    )
    .await
    else {
        return;
    };
    let catalog = all(&mut connection).await.catalog;
    assert_eq!(catalog.table("asia.t").unwrap().indexes[0].name.as_str(), "status");
}
