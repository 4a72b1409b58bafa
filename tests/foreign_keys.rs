//! Foreign keys wherever they are declared: on the table, its base, or a mixin.

#![allow(missing_docs, reason = "these structs are the test")]

use polyschema::prelude::*;

#[derive(Debug, Clone, Table)]
#[table(name = "users", abstract)]
pub struct User {
    #[column(primary_key, identity)]
    pub id: i64,
}

#[derive(Debug, Clone, Table)]
#[table(name = "countries", abstract)]
pub struct Country {
    #[column(primary_key)]
    pub name: String,
}

#[derive(Debug, Clone, Table)]
#[table(mixin, check("version > 0"))]
pub struct Versioned {
    pub version: i32,
}

#[derive(Debug, Clone, Table)]
#[table(mixin)]
pub struct Audit {
    #[column(unique, references = User::id)]
    pub written_by: i64,
}

#[derive(Debug, Clone, Table)]
#[table(name = "cities", abstract)]
pub struct City {
    #[column(primary_key, references = Country::name)]
    pub country: String,
    #[column(flatten)]
    pub versioned: Versioned,
    #[column(flatten)]
    pub audit: Audit,
}

#[derive(Debug, Clone, Table)]
#[table(abstract)]
pub struct Capital {
    #[column(extends)]
    pub city: City,
    pub since: i32,
}

#[derive(Schema)]
#[schema(name = "asia", database = Postgres, tables(User, Country, extension(Capital)))]
pub struct Asia;

#[test]
fn a_mixin_s_foreign_key_joins() {
    let (users, cities) = (User::bind_schema::<Asia>(), City::bind_schema::<Asia>());
    let sql = cities.select().join(users).columns(users.id).to_sql().unwrap();
    assert!(sql.ends_with(r#" ON "cities"."written_by" = "users"."id""#), "{sql}");
    let countries = Country::bind_schema::<Asia>();
    let sql = countries.select().join(cities).columns(cities.country).to_sql().unwrap();
    assert!(sql.ends_with(r#"ON "cities"."country" = "countries"."name""#), "{sql}");
}

#[test]
fn rows_belong_to_one_through_a_mixin() {
    let capitals = Capital::bind_schema::<Asia>();
    let sql = capitals.belonging_to(&User { id: 1 }).to_sql().unwrap();
    assert!(sql.ends_with(r#"WHERE "written_by" = $1"#), "{sql}");
}
