//! What a model creates, reflected, is the model again, in the words of the database.

#![allow(missing_docs, reason = "these structs are the test")]

#[path = "../../examples/worlddb/models.rs"]
#[allow(dead_code, reason = "its schemas are the test, its fields are not")]
mod worlddb;

use polyschema::migrate::normalize::{Normalized, against, alike};
use polyschema::migrate::reflect::{Which, reflect};
use polyschema::prelude::*;
use polyschema::sqlite::{Location, attach};
use polyschema::{Catalog, Dialect};
use polyschema_test_support::{postgres, sqlite};

/// Every attribute that says something about a database.
#[derive(Debug, Clone, Table)]
#[table(
    name = "dishes",
    abstract,
    unique(name, region, name = "one_dish"),
    check("price > 0 and price<1e6", name = "fair"),
    index(name, desc(price, nulls = "last"), "lower(name)", unique, where = "price > 1 and name<>''", include(mood)),
    index(tags, method = "gin"),
    index(desc(note, ops = "text_pattern_ops"), method = "btree"),
    foreign_key(columns(like_name, like_region), references = Dish(name, region), on_delete = "set null", deferrable)
)]
pub struct Dish {
    /// Numbered by the database.
    #[column(primary_key, identity)]
    pub dish_id: i64,
    #[column(varchar = 100, collate = "C")]
    pub name: String,
    #[column(default = -1)]
    pub region: i16,
    #[column(numeric(10, 2), default = 1.5, check = "price <> 7")]
    pub price: rust_decimal::Decimal,
    #[column(default = Mood::VeryHappy)]
    pub mood: Mood,
    #[column(default = sql("now() + interval '1 day'"))]
    pub at: chrono::DateTime<chrono::Utc>,
    #[column(default = "2020-01-01T00:00:00Z")]
    pub since: chrono::DateTime<chrono::Utc>,
    #[column(default = "67E55044-10B1-426F-9247-BB680E5FE0C8")]
    pub mark: uuid::Uuid,
    #[column(default = "it's")]
    pub note: Option<String>,
    #[column(generated = "upper(name)||'!'")]
    pub shout: Option<String>,
    #[column(sql_type = "varchar")]
    pub free: String,
    #[column(char = 2, default = "xx")]
    pub code: String,
    pub tags: Vec<String>,
    #[column(default = true)]
    pub open: bool,
    #[column(default = 2.0)]
    pub weight: f64,
    #[column(default = "{\"a\":1}")]
    pub data: serde_json::Value,
    #[column(default = sql("'\\xFF'::bytea"))]
    pub bytes: Vec<u8>,
    pub like_name: Option<String>,
    pub like_region: Option<i16>,
}

/// How one feels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, DbEnum)]
pub enum Mood {
    VeryHappy,
    Sad,
}

#[derive(Schema)]
#[schema(name = "menu", database = Postgres, tables(Dish))]
pub struct Menu;

#[derive(Schema)]
#[schema(database = Postgres, tables(Dish))]
pub struct Tenant;

/// The model is what its database holds.
#[track_caller]
fn check_fixed(normalized: Normalized, held: &Catalog) {
    assert_eq!(normalized.catalog, *held);
    assert_eq!((normalized.refused, normalized.not_asked), (vec![], None));
}

#[tokio::test]
async fn worlddb_on_postgres() {
    let Some(database) = postgres().await else { return };
    let connection = &mut database.connect().await;
    let model = Catalog::of::<(worlddb::Asia<Postgres>, worlddb::Europe<Postgres>)>().unwrap();
    model.create_all(&mut *connection).await.unwrap();
    let which = Which::Schemas(model.schemas().keys().cloned().collect());
    let reflected = reflect(connection, &which).await.unwrap();
    assert_eq!(reflected.unsupported, []);
    assert_eq!(alike(&model, &reflected.catalog).unwrap(), reflected.catalog, "needs no server");
    check_fixed(against(connection, &model, &reflected.catalog).await.unwrap(), &reflected.catalog);
}

#[tokio::test]
async fn worlddb_on_sqlite() {
    let connection = &mut sqlite().await;
    attach(connection, &worlddb::Asia::<Sqlite>::schema_ref(), &Location::Memory).await.unwrap();
    attach(connection, &worlddb::Europe::<Sqlite>::schema_ref(), &Location::Memory).await.unwrap();
    let model = Catalog::of::<(worlddb::Asia<Sqlite>, worlddb::Europe<Sqlite>)>().unwrap();
    model.create_all(&mut *connection).await.unwrap();
    let which = Which::Schemas(model.schemas().keys().cloned().collect());
    let held = reflect(connection, &which).await.unwrap();
    assert_eq!(held.unsupported, []);
    check_fixed(against(connection, &model, &held.catalog).await.unwrap(), &held.catalog);
}

#[tokio::test]
async fn every_attribute_on_postgres() {
    let Some(database) = postgres().await else { return };
    let connection = &mut database.connect().await;
    let tenants = ["acme", "Umlaut ä \"x\""].map(|name| Tenant::named(name).unwrap());
    let mut builder = Catalog::builder(Dialect::Postgres).schema(&Menu::schema_ref());
    for tenant in &tenants {
        builder = builder.schema(tenant);
    }
    let model = builder.build().unwrap();
    model.create_all(&mut *connection).await.unwrap();
    let which = Which::Schemas(model.schemas().keys().cloned().collect());
    let held = reflect(connection, &which).await.unwrap();
    assert_eq!(held.unsupported, []);
    check_fixed(against(connection, &model, &held.catalog).await.unwrap(), &held.catalog);

    let change = "ALTER TABLE menu.dishes ALTER COLUMN note SET DEFAULT 'its'";
    sqlx::query(change).execute(&mut *connection).await.unwrap();
    let changed = reflect(connection, &which).await.unwrap().catalog;
    let normalized = against(connection, &model, &changed).await.unwrap();
    assert_eq!(normalized.catalog, held.catalog, "the model keeps its default");
}
