//! Names that are given at run time: which are refused, and two of them in one statement.

use polyschema::prelude::*;
use polyschema::query::Query;
use polyschema::{Dialect, Error, SchemaName};

use crate::world::{Capital, Country, Guests, Tenant, Visit, asia, new_country, tenant};

#[track_caller]
fn check_refused(name: &str, expected: &str) {
    for error in [
        Tenant::<Postgres>::named(name).unwrap_err(),
        SchemaName::new(name, Dialect::Postgres).unwrap_err(),
        SchemaMap::new().with::<Tenant>(name).unwrap_err(),
    ] {
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn names_that_the_database_does_not_take_are_refused() {
    check_refused("", "`` cannot be a name: it is empty");
    check_refused("a\0b", "`a\0b` cannot be a name: it contains the character NUL");
    check_refused("public", "`public` cannot be a name: the database reserves it; choose another");
    check_refused("pg_x", "`pg_x` cannot be a name: the database reserves it; choose another");
    let long = "é".repeat(32);
    let expected = format!("`{long}` cannot be a name: it has 64 bytes; the database allows 63");
    check_refused(&long, &expected);
    assert!(Tenant::<Sqlite>::named("MAIN").is_err());
    assert!(Tenant::<Sqlite>::named("temp").is_err());
}

#[test]
fn names_that_the_database_takes_are_taken() {
    for name in ["é".repeat(31) + "x", " ".to_owned(), "\"".to_owned(), "select".to_owned()] {
        assert_eq!(Tenant::<Postgres>::named(&name).unwrap().name(), name);
    }
    assert!(Tenant::<Sqlite>::named(&"x".repeat(1000)).is_ok());
}

fn france() -> Country {
    Country { country_id: 1, name: "France".to_owned(), population: None }
}

/// That a statement is refused before anything is sent: the pool has no server.
#[track_caller]
fn check_mixed<Q: Query<Database = Postgres> + Clone>(query: Q) {
    let expected = "one statement reads `Tenant` as `acme` and as `bmce`; a statement holds one name for each schema type";
    assert_eq!(query.clone().to_sql().unwrap_err().to_string(), expected);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _guard = runtime.enter();
    let pool = sqlx::PgPool::connect_lazy("postgres://nobody@127.0.0.1:1/nowhere").unwrap();
    let error = runtime.block_on(query.fetch_all(&pool)).map(drop).unwrap_err();
    assert!(matches!(error, Error::MixedSchemas { .. }), "{error}");
}

#[test]
fn two_tenants_in_one_statement_are_refused() {
    let (a, b) = (tenant::<Postgres>("acme"), tenant::<Postgres>("bmce"));
    let guests = Guests::named("guests").unwrap();
    let (countries, capitals) = (Country::bind(&a), Capital::bind(&b));
    check_mixed(countries.select().join(&capitals));
    check_mixed(countries.select().left_join(&capitals).columns((countries.name, &capitals)));
    check_mixed(countries.select().join_on(&capitals, capitals.name.eq("x")));
    check_mixed(Capital::bind(&a).belonging_to(&france()).join(Country::bind(&b)));
    let visits = Visit::bind(&guests);
    check_mixed(visits.select().join(&countries).join(&capitals));
}

#[test]
fn columns_of_any_tenant_are_those_of_the_tenant_that_a_statement_reads() {
    let (a, b) = (tenant::<Postgres>("acme"), tenant::<Postgres>("bmce"));
    let (own, other) = (Country::bind(&a), Country::bind(&b));
    #[track_caller]
    fn check_same(own: impl Query<Database = Postgres>, other: impl Query<Database = Postgres>) {
        let sql = other.to_sql().unwrap();
        assert_eq!(sql, own.to_sql().unwrap());
        assert!(sql.contains(r#""acme"."countries""#) && !sql.contains("bmce"), "{sql}");
    }
    let select = || own.select();
    check_same(select().filter(own.name.eq("x")), select().filter(other.name.eq("x")));
    check_same(select().order_by(own.name.asc()), select().order_by(other.name.asc()));
    check_same(select().columns(own.name), select().columns(other.name));
    let update = || own.update().filter(own.country_id.eq(1));
    check_same(
        update().set(own.population, 1).returning(own.name),
        update().set(other.population, 1).returning(other.name),
    );
    let (capitals, others) = (Capital::bind(&a), Capital::bind(&b));
    check_same(
        select().join_on(&capitals, capitals.country.eq(own.name)),
        select().join_on(&capitals, others.country.eq(other.name)),
    );
    // A whole table brings its name along.
    check_mixed(select().filter(own.name.is_in(other.select().columns(other.name))));
}

#[test]
fn one_tenant_and_other_schemas_go_together() {
    let (a, again) = (tenant::<Postgres>("acme"), tenant::<Postgres>("acme"));
    let guests = Guests::named("guests").unwrap();
    let (countries, visits) = (Country::bind(&a), Visit::bind(&guests));
    let query = countries.select().join(Capital::bind(&again)).columns(countries.name);
    insta::assert_snapshot!(
        query.to_sql().unwrap(),
        @r#"SELECT "countries"."name" FROM "acme"."countries" JOIN "acme"."capitals" ON "capitals"."country" = "countries"."name""#
    );
    let query = visits.select().join(&countries).columns((visits.visitor, countries.name));
    insta::assert_snapshot!(
        query.to_sql().unwrap(),
        @r#"SELECT "visits"."visitor", "countries"."name" FROM "guests"."visits" JOIN "acme"."countries" ON "visits"."country" = "countries"."country_id""#
    );
    insta::assert_snapshot!(
        Capital::bind(&a).belonging_to(&france()).to_sql().unwrap(),
        @r#"SELECT "capital_id", "name", "country" FROM "acme"."capitals" WHERE "country" = $1"#
    );
    insta::assert_snapshot!(
        Country::bind(&a).insert(new_country("x", 1)).returning_all().to_sql().unwrap(),
        @r#"INSERT INTO "acme"."countries" ("name", "population") VALUES ($1, $2) RETURNING "country_id", "name", "population""#
    );
    insta::assert_snapshot!(
        Country::bind(&a).find(1).to_sql().unwrap(),
        @r#"SELECT "country_id", "name", "population" FROM "acme"."countries" WHERE "country_id" = $1"#
    );
    insta::assert_snapshot!(
        Country::bind(&a).delete_by_key(1).to_sql().unwrap(),
        @r#"DELETE FROM "acme"."countries" WHERE "country_id" = $1"#
    );
    insta::assert_snapshot!(
        Country::bind(&a).update_by_key(&france()).to_sql().unwrap(),
        @r#"UPDATE "acme"."countries" SET "name" = $1, "population" = $2 WHERE "country_id" = $3"#
    );
    assert_eq!(format!("{:?} {:?}", a, asia::<Postgres>()), "Tenant(\"acme\") Asia(\"asia\")");
}
