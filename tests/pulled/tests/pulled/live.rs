//! From a database that is there: what is read of it, pulled and read again as source, holds the same.

use polyschema::metadata::SqlType;
use polyschema::prelude::*;
use polyschema::sqlite::{Location, attach};
use polyschema_migrate::pull::pull;
use polyschema_migrate::reflect::{ReflectConnection, Which, reflect};
use polyschema_pulled::{keys, odd, stored, world};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

use crate::{holds_the_same, options};

/// Pulls what a database holds; the structs are the expected ones.
async fn check_database<C: ReflectConnection>(connection: &mut C, structs: &[&str]) {
    let reflected = reflect(connection, &Which::All).await.expect("the database is read");
    let pulled = pull(&reflected.catalog, &options());
    let source = &pulled.files[0].text;
    // Notes say of what the models do not create.
    let dialect = reflected.catalog.dialect();
    let mut schemas = reflected.catalog.into_schemas();
    for schema in schemas.values_mut() {
        schema.sequences.clear();
        schema.views.clear();
        let columns = || schema.tables.values().flat_map(|table| &table.columns);
        let used: Vec<_> =
            columns().filter_map(|column| column.sql_type.as_enum()).cloned().collect();
        schema.enums.retain(|_, def| used.contains(&def.name));
        schema.domains.clear();
        schema.tables.retain(|_, table| table.partition_of.is_none());
        for table in schema.tables.values_mut() {
            table.partition_by = None;
            for column in &mut table.columns {
                if let SqlType::Domain(name) = &column.sql_type {
                    column.sql_type = SqlType::Custom(name.to_sql());
                }
            }
        }
    }
    let expected = Catalog::from_schemas(dialect, schemas.into_values()).expect("a catalog");
    if let Err(fault) = holds_the_same(source, &expected) {
        panic!("{fault}");
    }
    for name in structs {
        assert!(source.contains(&format!("pub struct {name} {{")), "no `{name}` in {source}");
    }
}

async fn check_postgres(catalog: Catalog, before: &str, structs: &[&str]) {
    let Some(database) = polyschema_test_support::postgres().await else {
        return;
    };
    let mut connection: PgConnection = database.connect().await;
    sqlx::raw_sql(AssertSqlSafe(before)).execute(&mut connection).await.expect("it is prepared");
    catalog.create_all(&mut connection).await.expect("the tables are created");
    check_database(&mut connection, structs).await;
    connection.close().await.expect("the connection is closed");
}

#[tokio::test]
async fn a_world_in_postgres() {
    use world::{Africa, Asia, Europe, North, Oceania, Shared, South};

    let before = ["asia", "europe"].map(|schema| {
        format!(
            "CREATE SCHEMA {schema}; CREATE SEQUENCE {schema}.visits_visit_id_seq; \
             CREATE FUNCTION {schema}.standard_note() RETURNS text LANGUAGE sql RETURN 'none';"
        )
    });
    let models = Catalog::of::<(Africa, Asia, Europe, North, Oceania, Shared, South)>();
    let structs = ["Country", "AsiaCountry", "EuropeCountry", "NorthLikeCountry", "Capital"];
    check_postgres(models.expect("a catalog"), &before.concat(), &structs).await;
}

#[tokio::test]
async fn odd_names_in_postgres() {
    let models = Catalog::of::<odd::OddSchema>().expect("a catalog");
    check_postgres(models, "", &["WeirdTable", "Type"]).await;
}

#[tokio::test]
async fn keys_in_postgres() {
    let models = Catalog::of::<keys::Keys>().expect("a catalog");
    check_postgres(models, "", &["A", "B", "Person"]).await;
}

#[tokio::test]
async fn the_stored_form_in_sqlite() {
    let mut connection = polyschema_test_support::sqlite().await;
    let (asia, europe) = (stored::Asia::schema_ref(), stored::Europe::schema_ref());
    attach(&mut connection, &asia, &Location::Memory).await.expect("it is attached");
    attach(&mut connection, &europe, &Location::Memory).await.expect("it is attached");
    let models = Catalog::of::<(stored::Asia, stored::Europe)>().expect("a catalog");
    models.create_all(&mut connection).await.expect("the tables are created");
    check_database(&mut connection, &["Country", "AsiaCountry", "Capital"]).await;
}

macro_rules! known {
    ($name:literal) => {
        include_str!(concat!("../../../../schema-migrate/tests/databases/", $name, ".sql"))
    };
}

async fn check_known(sql: &str, structs: &[&str]) {
    let Some(database) = polyschema_test_support::postgres().await else {
        return;
    };
    let mut connection: PgConnection = database.connect().await;
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.expect("it is made");
    check_database(&mut connection, structs).await;
    connection.close().await.expect("the connection is closed");
}

#[tokio::test]
async fn pagila() {
    check_known(known!("postgres/pagila"), &["Film", "FilmActor", "Payment"]).await;
}

#[tokio::test]
async fn two_music_shops() {
    check_known(known!("postgres/shops"), &["Artist", "Album", "Track"]).await;
}

#[tokio::test]
async fn northwind() {
    check_known(known!("postgres/northwind"), &["Order", "OrderDetail"]).await;
}

#[tokio::test]
async fn what_frameworks_make() {
    check_known(known!("postgres/frameworks"), &["AuthUser", "SchemaMigration"]).await;
}

#[tokio::test]
async fn musicbrainz() {
    check_known(known!("postgres/musicbrainz"), &["Artist", "Area"]).await;
}

#[tokio::test]
async fn known_sqlite() {
    for (sql, structs) in [
        (known!("sqlite/chinook"), ["Album", "Employee"]),
        (known!("sqlite/frameworks"), ["AuthUser", "User"]),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let (known, other) = (folder.path().join("known.db"), folder.path().join("other.db"));
        let file = |path| SqliteConnectOptions::new().filename(path).create_if_missing(true);
        let mut connection = file(&known).connect().await.expect("a file");
        sqlx::raw_sql(sql).execute(&mut connection).await.expect("it is made");
        connection.close().await.expect("the file is closed");
        // No schema type can have the name `main`. Beside a database in memory, each attached one is in memory.
        let mut connection = file(&other).connect().await.expect("a file");
        let attach = sqlx::query("ATTACH $1 AS known").bind(known.to_str());
        attach.execute(&mut connection).await.expect("the file is attached");
        check_database(&mut connection, &structs).await;
    }
}
