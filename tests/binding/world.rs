//! The tables and the schemas that they are bound to.

use std::marker::PhantomData;

use polyschema::prelude::*;
use polyschema::sqlite::{Location, attach};
use polyschema::{Catalog, Dialect};
use polyschema_test_support::PostgresDatabase;
use sqlx::{PgConnection, SqliteConnection};

/// A sovereign state.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "countries", abstract, check("population >= 0", name = "countries_population"))]
pub struct Country {
    #[column(primary_key, identity)]
    pub country_id: i32,
    #[column(varchar = 20, unique)]
    pub name: String,
    pub population: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "capitals", abstract)]
pub struct Capital {
    #[column(primary_key, identity)]
    pub capital_id: i32,
    pub name: String,
    #[column(references = Country::name)]
    pub country: String,
}

/// All that a country has, and more.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(schema = Asia, check("signature_dish <> ''", name = "countries_dish"))]
pub struct AsiaCountry {
    #[column(extends)]
    pub country: Country,
    pub signature_dish: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "visits", abstract)]
pub struct Visit {
    #[column(primary_key, identity)]
    pub visit_id: i32,
    #[column(references = Country::country_id)]
    pub country: i32,
    pub visitor: String,
}

#[derive(Schema)]
#[schema(name = "asia", database = D, tables(AsiaCountry, Capital))]
pub struct Asia<D = Postgres>(PhantomData<D>);

#[derive(Schema)]
#[schema(name = "europe", database = D, tables(Country, Capital))]
pub struct Europe<D = Postgres>(PhantomData<D>);

#[derive(Schema)]
#[schema(name = "travel", database = Postgres, tables(Visit), sees(Asia))]
pub struct Travel;

/// Has a table of the same name as the schema that it sees.
#[derive(Schema)]
#[schema(name = "archive", database = Postgres, tables(Country), sees(Asia))]
pub struct Archive;

#[derive(Schema)]
#[schema(database = D, tables(Country, Capital))]
pub struct Tenant<D = Postgres>(PhantomData<D>);

#[derive(Schema)]
#[schema(database = Postgres, tables(Visit), sees(Tenant))]
pub struct Guests;

pub fn asia<D: Database>() -> SchemaRef<Asia<D>> {
    Asia::schema_ref()
}

pub fn europe<D: Database>() -> SchemaRef<Europe<D>> {
    Europe::schema_ref()
}

pub fn tenant<D: Database>(name: &str) -> SchemaRef<Tenant<D>> {
    Tenant::named(name).unwrap()
}

pub fn new_country(name: &str, population: i64) -> NewCountry {
    NewCountry { population: Some(population), ..NewCountry::new(name) }
}

/// Asia, Europe, and the tenants `acme` and `Ünï "x"`.
pub async fn on_postgres() -> Option<(PostgresDatabase, PgConnection)> {
    let database = polyschema_test_support::postgres().await?;
    let mut connection = database.connect().await;
    let catalog = Catalog::builder(Dialect::Postgres)
        .schema(&asia::<Postgres>())
        .schema(&europe::<Postgres>());
    let catalog =
        catalog.schema(&tenant::<Postgres>("acme")).schema(&tenant::<Postgres>("Ünï \"x\""));
    catalog.build().unwrap().create_all(&mut connection).await.unwrap();
    Some((database, connection))
}

/// The same.
pub async fn on_sqlite() -> SqliteConnection {
    let mut connection = polyschema_test_support::sqlite().await;
    let memory = Location::Memory;
    attach(&mut connection, &asia::<Sqlite>(), &memory).await.unwrap();
    attach(&mut connection, &europe::<Sqlite>(), &memory).await.unwrap();
    let catalog = Catalog::of::<(Asia<Sqlite>, Europe<Sqlite>)>().unwrap();
    catalog.create_all(&mut connection).await.unwrap();
    for name in ["acme", "Ünï \"x\""] {
        attach(&mut connection, &tenant::<Sqlite>(name), &memory).await.unwrap();
        let catalog = Catalog::of_schema(&tenant::<Sqlite>(name)).unwrap();
        catalog.create_all(&mut connection).await.unwrap();
    }
    connection
}
