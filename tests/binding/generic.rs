//! One function for every schema that has a table, and every way to send.

use polyschema::Result;
use polyschema::exec::{Driver, Executor};
use polyschema::prelude::*;
use polyschema::table::InsertsThrough;

use crate::on_both;
use crate::world::{Country, asia, europe, new_country, tenant};

on_both!(one_function_for_every_schema, one_function_through_a_transaction);

/// How many countries there are, and how many people.
async fn census<'c, S, E>(schema: &SchemaRef<S>, executor: E) -> Result<(i64, Option<i64>)>
where
    S: Provides<Country, Database: Driver>,
    E: Executor<'c, S::Database>,
{
    let countries = Country::bind(schema);
    let sums = (count_all(), countries.population.sum());
    countries.select().columns(sums).fetch_one(executor).await
}

async fn add<'c, S, E>(schema: &SchemaRef<S>, name: &str, executor: E) -> Result<Country>
where
    S: Provides<Country, Table: InsertsThrough<Country>, Database: Driver>,
    E: Executor<'c, S::Database>,
{
    let countries = Country::bind(schema);
    countries.insert(new_country(name, 10)).returning_all().fetch_one(executor).await
}

async fn one_function_for_every_schema<D: Driver>(db: &mut D::Connection) {
    let (asia, europe, acme) = (asia::<D>(), europe::<D>(), tenant::<D>("acme"));
    let other = tenant::<D>("Ünï \"x\"");
    assert_eq!(add(&asia, "Japan", &mut *db).await.unwrap().name, "Japan");
    add(&europe, "France", &mut *db).await.unwrap();
    add(&europe, "Spain", &mut *db).await.unwrap();
    add(&other, "Oz", &mut *db).await.unwrap();
    assert_eq!(census(&asia, &mut *db).await.unwrap(), (1, Some(10)));
    assert_eq!(census(&europe, &mut *db).await.unwrap(), (2, Some(20)));
    assert_eq!(census(&acme, &mut *db).await.unwrap(), (0, None));
    assert_eq!(census(&other, &mut *db).await.unwrap(), (1, Some(10)));
    let error = add(&other, "Oz", db).await.unwrap_err().to_string();
    let expected = "insert of `Ünï \"x\".countries` was refused: it violates the unique constraint";
    assert!(error.starts_with(expected), "{error}");
}

async fn one_function_through_a_transaction<D: Driver>(db: &mut D::Connection) {
    let asia = asia::<D>();
    let mut transaction = sqlx::Connection::begin(&mut *db).await.unwrap();
    let connection: &mut D::Connection = &mut transaction;
    add(&asia, "Japan", &mut *connection).await.unwrap();
    assert_eq!(census(&asia, connection).await.unwrap(), (1, Some(10)));
    transaction.rollback().await.unwrap();
    assert_eq!(census(&asia, db).await.unwrap(), (0, None));
}

#[test]
fn each_schema_has_its_sql() {
    let sql = |schema: &SchemaRef<_>| Country::bind(schema).select().to_sql().unwrap();
    insta::assert_snapshot!(
        sql(&tenant::<Postgres>("a\"; DROP SCHEMA asia; --")),
        @r#"SELECT "country_id", "name", "population" FROM "a""; DROP SCHEMA asia; --"."countries""#
    );
    insta::assert_snapshot!(
        Country::bind(&asia::<Postgres>()).select().to_sql().unwrap(),
        @r#"SELECT "country_id", "name", "population" FROM "asia"."countries""#
    );
}
