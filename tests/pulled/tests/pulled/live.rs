//! From a database that is there: what is read of it, pulled and read again as source, holds the same.

use polyschema::prelude::*;
use polyschema::sqlite::{Location, attach};
use polyschema_migrate::pull::pull;
use polyschema_migrate::reflect::{ReflectConnection, Which, reflect};
use polyschema_pulled::{keys, odd, stored, world};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::{holds_the_same, options};

/// Pulls what a database holds; the structs are the expected ones.
async fn check_database<C: ReflectConnection>(connection: &mut C, structs: &[&str]) {
    let reflected = reflect(connection, &Which::All).await.expect("the database is read");
    let pulled = pull(&reflected.catalog, &options());
    let source = &pulled.files[0].text;
    // Notes say of sequences that the models do not create them.
    let dialect = reflected.catalog.dialect();
    let mut schemas = reflected.catalog.into_schemas();
    schemas.values_mut().for_each(|schema| schema.sequences.clear());
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
