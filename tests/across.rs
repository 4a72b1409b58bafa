//! One query over many schemas: those of a set, and tenants known only at run time.

#![allow(missing_docs, reason = "these structs are the test")]

#[path = "common/mod.rs"]
mod common;

use std::marker::PhantomData;

use polyschema::exec::Driver;
use polyschema::prelude::*;
use polyschema::query::across;

use crate::common::{check, in_both};

#[derive(Debug, Clone, Copy, PartialEq, DbEnum)]
pub enum Climate {
    Hot,
    Cold,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "countries", abstract)]
pub struct Country {
    #[column(primary_key)]
    pub name: String,
    pub population: Option<i64>,
    pub climate: Climate,
}

/// Europe's countries have a column more; a report across schemas reads what the base has.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(schema = Europe)]
pub struct EuropeCountry {
    #[column(extends)]
    pub country: Country,
    #[column(default = false)]
    pub in_union: bool,
}

#[derive(Schema)]
#[schema(name = "asia", database = D, tables(Country))]
pub struct Asia<D = Sqlite>(PhantomData<D>);

#[derive(Schema)]
#[schema(name = "europe", database = D, tables(EuropeCountry))]
pub struct Europe<D = Sqlite>(PhantomData<D>);

#[derive(Debug, Clone, Copy, SchemaSet)]
pub enum World {
    Asia,
    Europe,
}

#[derive(Schema)]
#[schema(database = D, tables(Country))]
pub struct Tenant<D = Sqlite>(PhantomData<D>);

fn country(name: &str, population: i64, climate: Climate) -> NewCountry {
    NewCountry { name: name.to_owned(), population: Some(population), climate }
}

macro_rules! report {
    ($database:ty) => {
        across!(World<$database>, |schema| {
            let countries = Country::bind(schema);
            countries.select().filter(countries.population.gt(10)).columns((
                schema_name(schema),
                countries.name,
                countries.climate,
            ))
        })
        .order_by(|columns| columns.1.desc())
    };
}

async fn of_a_set<D: Driver>(db: &mut D::Connection) {
    let asia = Country::bind_schema::<Asia<D>>();
    let rows = [country("Japan", 120, Climate::Cold), country("Brunei", 1, Climate::Hot)];
    asia.insert_many(rows).execute(&mut *db).await.unwrap();
    let europe = Country::bind_schema::<Europe<D>>();
    europe.insert(country("Malta", 11, Climate::Hot)).execute(&mut *db).await.unwrap();
    let expected = [("europe", "Malta", Climate::Hot), ("asia", "Japan", Climate::Cold)];
    let expected =
        expected.map(|(schema, name, climate)| (schema.to_owned(), name.to_owned(), climate));
    check(db, report!(D), expected).await;
    // Whole rows of the common base.
    let all = across!(World<D>, |schema| Country::bind(schema).select());
    let rows = all.order_by(|country| country.name.asc()).limit(1).fetch_all(db).await.unwrap();
    assert_eq!(rows.iter().map(|row| &*row.name).collect::<Vec<_>>(), ["Brunei"]);
}

async fn of_tenants<D: Driver>(db: &mut D::Connection, tenants: &[SchemaRef<Tenant<D>>]) {
    for (i, tenant) in tenants.iter().enumerate() {
        let rows = (0..=i).map(|n| country(&format!("c{n}"), n as i64, Climate::Hot));
        Country::bind(tenant).insert_many(rows).execute(&mut *db).await.unwrap();
    }
    let counts = across(tenants, |tenant| {
        let countries = Country::bind(tenant);
        countries.select().columns((schema_name(tenant), count_all(), countries.population.sum()))
    });
    let expected = [("t_a", 1, Some(0)), ("t_b", 2, Some(1)), ("t_c", 3, Some(3))];
    let counts = counts.unwrap().order_by(|columns| columns.0.asc());
    check(db, counts, expected.map(|(name, count, sum)| (name.to_owned(), count, sum))).await;
    let none: [SchemaRef<Tenant<D>>; 0] = [];
    assert!(across(&none, |tenant| Country::bind(tenant).select()).is_none());
}

fn tenants<D: Driver>() -> [SchemaRef<Tenant<D>>; 3] {
    ["t_a", "t_b", "t_c"].map(|name| Tenant::<D>::named(name).unwrap())
}

#[tokio::test]
async fn on_postgres() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let mut db = database.connect().await;
    let catalog = Catalog::of::<(Asia<Postgres>, Europe<Postgres>)>().unwrap();
    catalog.create_all(&mut db).await.unwrap();
    for tenant in &tenants::<Postgres>() {
        Catalog::of_schema(tenant).unwrap().create_all(&mut db).await.unwrap();
    }
    of_a_set::<Postgres>(&mut db).await;
    of_tenants::<Postgres>(&mut db, &tenants()).await;
}

#[tokio::test]
async fn on_sqlite() {
    use polyschema::sqlite::{Location, attach};
    let mut db = polyschema_test_support::sqlite().await;
    attach(&mut db, &Asia::<Sqlite>::schema_ref(), &Location::Memory).await.unwrap();
    attach(&mut db, &Europe::<Sqlite>::schema_ref(), &Location::Memory).await.unwrap();
    let catalog = Catalog::of::<(Asia, Europe)>().unwrap();
    catalog.create_all(&mut db).await.unwrap();
    for tenant in &tenants::<Sqlite>() {
        attach(&mut db, tenant, &Location::Memory).await.unwrap();
        Catalog::of_schema(tenant).unwrap().create_all(&mut db).await.unwrap();
    }
    of_a_set::<Sqlite>(&mut db).await;
    of_tenants::<Sqlite>(&mut db, &tenants()).await;
}

#[test]
fn across_as_sql() {
    let (postgres, sqlite) = (report!(Postgres), report!(Sqlite));
    insta::assert_snapshot!(in_both(&postgres.to_sql().unwrap(), &sqlite.to_sql().unwrap()), @r#"
    Postgres: SELECT $1, "name", "climate"::text FROM "asia"."countries" WHERE "population" > $2 UNION ALL SELECT $3, "name", "climate"::text FROM "europe"."countries" WHERE "population" > $4 ORDER BY 2 DESC
    Sqlite:   SELECT ?1, "countries"."name", "countries"."climate" FROM "asia"."countries" WHERE "countries"."population" > ?2 UNION ALL SELECT ?3, "countries"."name", "countries"."climate" FROM "europe"."countries" WHERE "countries"."population" > ?4 ORDER BY 2 DESC
    "#);
    // A map renames the schema, and what `schema_name` says of it.
    let map = SchemaMap::new().with::<Asia>("asia_2024").unwrap();
    let sql = report!(Sqlite).with_schema_map(&map).to_sql().unwrap();
    assert!(sql.contains(r#"FROM "asia_2024"."countries""#), "{sql}");
}

#[test]
fn two_tenants_are_mixed_only_on_purpose() {
    let [a, b, _] = tenants::<Sqlite>();
    let (a, b) = (Country::bind(&a), Country::bind(&b));
    let error = a.select().union_all(b.select()).to_sql().unwrap_err();
    insta::assert_snapshot!(error, @"one statement reads `Tenant` as `t_a` and as `t_b`; a statement holds one name for each schema type");
    let error = a.select().filter(a.name.is_in(b.select().columns(b.name))).to_sql().unwrap_err();
    insta::assert_snapshot!(error, @"one statement reads `Tenant` as `t_a` and as `t_b`; a statement holds one name for each schema type");
}
