//! `SchemaMap`: other names for one execution.

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{check, check_changed};
use crate::on_both;
use crate::world::{
    Asia, AsiaCountry, Capital, Country, Europe, Guests, NewCapital, Tenant, Travel, Visit, asia,
    europe, new_country, tenant,
};

on_both!(statements_go_where_the_map_says, joins_follow_the_map, what_is_not_mapped_stays);

/// Every kind of statement on Europe's tables, sent to `acme`.
async fn statements_go_where_the_map_says<D: Driver>(db: &mut D::Connection) {
    let map = &SchemaMap::new().with::<Europe<D>>("acme").unwrap();
    let countries = Country::bind(&europe::<D>());
    let there = Country::bind(&tenant::<D>("acme"));
    let insert = countries.insert(new_country("Oz", 1)).returning(countries.name);
    check(db, insert.with_schema_map(map), ["Oz".to_owned()]).await;
    let rows = [new_country("Nod", 2), new_country("Mu", 3)];
    check_changed(db, countries.insert_many(rows).with_schema_map(map), 2).await;
    let upsert = countries.insert(new_country("Mu", 4)).on_conflict(countries.name);
    check_changed(db, upsert.do_update(countries.population).with_schema_map(map), 1).await;
    let names = countries.select().order_by(countries.name.asc()).columns(countries.name);
    let expected = ["Mu", "Nod", "Oz"].map(str::to_owned);
    check(db, names.clone().with_schema_map(map), expected).await;
    let nod = there.select().filter(there.name.eq("Nod")).fetch_one(&mut *db).await.unwrap();
    check(db, countries.find(nod.country_id).with_schema_map(map), [nod.clone()]).await;
    let update = countries.update().set(countries.population, 9).filter(countries.name.eq("Oz"));
    check_changed(db, update.with_schema_map(map), 1).await;
    let renamed = Country { name: "Nod 2".to_owned(), ..nod.clone() };
    check_changed(db, countries.update_by_key(&renamed).with_schema_map(map), 1).await;
    check_changed(db, countries.delete_by_key(nod.country_id).with_schema_map(map), 1).await;
    check_changed(db, countries.delete().filter(countries.name.eq("Mu")).with_schema_map(map), 1)
        .await;
    check(db, there.select().columns((there.name, there.population)), [("Oz".to_owned(), Some(9))])
        .await;
    check(db, names, []).await;
    let error = countries.insert(new_country("Oz", -1)).with_schema_map(map);
    let error = error.execute(db).await.unwrap_err().to_string();
    assert!(error.starts_with("insert of `acme.countries` was refused"), "{error}");
}

async fn joins_follow_the_map<D: Driver>(db: &mut D::Connection) {
    let map = &SchemaMap::new().with::<Europe<D>>("acme").unwrap();
    let (countries, capitals) = (Country::bind(&europe::<D>()), Capital::bind(&europe::<D>()));
    check_changed(db, countries.insert(new_country("Oz", 1)).with_schema_map(map), 1).await;
    check_changed(db, capitals.insert(NewCapital::new("City", "Oz")).with_schema_map(map), 1).await;
    let query = capitals.select().join(countries).columns((capitals.name, countries.name));
    check(db, query.clone().with_schema_map(map), [("City".to_owned(), "Oz".to_owned())]).await;
    check(db, query, []).await;
}

async fn what_is_not_mapped_stays<D: Driver>(db: &mut D::Connection) {
    let map = &SchemaMap::new().with::<Asia<D>>("acme").unwrap();
    let countries = Country::bind(&europe::<D>());
    check_changed(db, countries.insert(new_country("France", 1)).with_schema_map(map), 1).await;
    check(db, countries.select().columns(countries.name), ["France".to_owned()]).await;
    // The map has one name for a schema type, whatever name a reference to it has.
    let map = &SchemaMap::new().with::<Tenant<D>>("acme").unwrap();
    let elsewhere = Country::bind(&tenant::<D>("nowhere"));
    check(db, elsewhere.select().with_schema_map(map), []).await;
    check(db, AsiaCountry::bind(&asia::<D>()).select().with_schema_map(map), []).await;
}

#[test]
fn several_schemas_are_mapped_at_once() {
    let map = SchemaMap::new().with::<Travel>("t\"1").unwrap().with::<Asia>("a1").unwrap();
    let (visits, countries) = (Visit::bind_schema::<Travel>(), Country::bind_schema::<Asia>());
    let query = visits.select().join(countries).columns((visits.visitor, countries.name));
    let sql = |map: &SchemaMap| query.clone().with_schema_map(map).to_sql().unwrap();
    insta::assert_snapshot!(
        sql(&map),
        @r#"SELECT "visits"."visitor", "countries"."name" FROM "t""1"."visits" JOIN "a1"."countries" ON "visits"."country" = "countries"."country_id""#
    );
    insta::assert_snapshot!(
        sql(&SchemaMap::new()),
        @r#"SELECT "visits"."visitor", "countries"."name" FROM "travel"."visits" JOIN "asia"."countries" ON "visits"."country" = "countries"."country_id""#
    );
    // The last word counts.
    insta::assert_snapshot!(
        sql(&map.with::<Asia>("a2").unwrap()),
        @r#"SELECT "visits"."visitor", "countries"."name" FROM "t""1"."visits" JOIN "a2"."countries" ON "visits"."country" = "countries"."country_id""#
    );
}

/// Two schema types under one name: each is a table of its own in the statement.
#[test]
fn two_schemas_may_become_one() {
    let map = SchemaMap::new().with::<Travel>("one").unwrap().with::<Asia>("one").unwrap();
    let (visits, countries) = (Visit::bind_schema::<Travel>(), Country::bind_schema::<Asia>());
    let query = visits.select().join(countries).columns(visits.visitor).with_schema_map(&map);
    insta::assert_snapshot!(
        query.to_sql().unwrap(),
        @r#"SELECT "visits"."visitor" FROM "one"."visits" JOIN "one"."countries" ON "visits"."country" = "countries"."country_id""#
    );
}

#[test]
fn tenants_are_made_one_by_a_map() {
    let map = SchemaMap::new().with::<Tenant>("acme").unwrap();
    let countries = Country::bind(&tenant::<Postgres>("a"));
    let query =
        countries.select().join(Capital::bind(&tenant::<Postgres>("b"))).columns(countries.name);
    assert!(query.clone().to_sql().is_err());
    insta::assert_snapshot!(
        query.with_schema_map(&map).to_sql().unwrap(),
        @r#"SELECT "countries"."name" FROM "acme"."countries" JOIN "acme"."capitals" ON "capitals"."country" = "countries"."name""#
    );
}

#[test]
fn schemas_come_from_a_map() {
    let map = SchemaMap::new().with::<Tenant>("acme").unwrap().with::<Asia>("a1").unwrap();
    assert_eq!(map.schema::<Tenant>().unwrap().name(), "acme");
    insta::assert_snapshot!(
        map.schema::<Guests>().unwrap_err(),
        @"schema map has no entry for `Guests`; known: `Tenant`, `Asia`"
    );
    insta::assert_snapshot!(
        SchemaMap::new().schema::<Guests>().unwrap_err(),
        @"schema map has no entry for `Guests`; known: none"
    );
}
