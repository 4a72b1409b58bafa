//! What `docs/elsewhere.md` shows of polyschema beside SQLAlchemy, as it runs. The document quotes this file.

#![allow(missing_docs, reason = "these structs are the test")]

use polyschema::prelude::*;
use polyschema::sqlite::{Location, attach};
use sqlx::{Connection, SqliteConnection};

#[derive(Debug, Clone, Table)]
#[table(name = "countries", abstract)]
pub struct Country {
    #[column(primary_key, identity)]
    pub id: i32,
    #[column(unique)]
    pub name: String,
}

#[derive(Debug, Clone, Table)]
#[table(name = "capitals", abstract)]
pub struct Capital {
    #[column(primary_key, identity)]
    pub id: i32,
    pub name: String,
    #[column(references = Country::name)]
    pub country: String,
}

#[derive(Schema)]
#[schema(database = Sqlite, tables(Country, Capital))]
pub struct Tenant;

#[derive(Schema)]
#[schema(name = "asia", database = Sqlite, tables(Country, Capital))]
pub struct Asia;

#[derive(Schema)]
#[schema(name = "europe", database = Sqlite, tables(Country, Capital))]
pub struct Europe;

#[derive(SchemaSet)]
pub enum World {
    Asia,
    Europe,
}

fn country(name: &str) -> NewCountry {
    NewCountry { name: name.to_owned() }
}

/// `tenant_a` holds Japan, and `tenant_b` France.
async fn two_tenants() -> polyschema::Result<SqliteConnection> {
    let mut connection = SqliteConnection::connect("sqlite::memory:").await?;
    for (name, its) in [("tenant_a", "Japan"), ("tenant_b", "France")] {
        let tenant = Tenant::named(name)?;
        attach(&mut connection, &tenant, &Location::Memory).await?;
        Catalog::of_schema(&tenant)?.create_all(&mut connection).await?;
        Country::bind(&tenant).insert(country(its)).execute(&mut connection).await?;
    }
    Ok(connection)
}

#[tokio::test]
async fn a_table_in_a_second_schema() -> polyschema::Result<()> {
    let mut connection = two_tenants().await?;
    for (schema, name) in [("tenant_a", "India"), ("tenant_b", "Norway")] {
        let countries = Country::bind(&Tenant::named(schema)?);
        countries.insert(country(name)).execute(&mut connection).await?;
    }
    let countries = Country::bind(&Tenant::named("tenant_b")?);
    let query = countries.select().order_by(countries.id.asc()).columns(countries.name);
    assert_eq!(query.fetch_all(&mut connection).await?, ["France", "Norway"]);

    let countries = Country::bind(&Tenant::named("tenant_a")?);
    let query = countries.select().order_by(countries.id.asc()).columns(countries.name);
    assert_eq!(query.fetch_all(&mut connection).await?, ["Japan", "India"]);
    Ok(())
}

#[test]
fn metadata_that_moves_to_another_schema() -> polyschema::Result<()> {
    let mut catalog = Catalog::of::<(Asia,)>()?;
    catalog.rebind("asia", "tenant_a")?;
    let names: Vec<String> = catalog.tables().map(|table| table.name.to_string()).collect();
    assert_eq!(names, ["tenant_a.capitals", "tenant_a.countries"]);
    let sql = catalog.create_sql();
    assert!(sql.contains(r#"CREATE TABLE "tenant_a"."countries""#));
    assert!(!sql.contains("asia"));
    Ok(())
}

#[tokio::test]
async fn a_map_for_each_statement() -> polyschema::Result<()> {
    let mut connection = two_tenants().await?;
    let countries = Country::bind_schema::<Asia>();
    let mut found = Vec::new();
    for tenant in ["tenant_a", "tenant_b"] {
        let map = SchemaMap::new().with::<Asia>(tenant)?;
        let query = countries.find(1).with_schema_map(&map);
        found.push(query.fetch_one(&mut connection).await?.name);
    }
    assert_eq!(found, ["Japan", "France"]);
    Ok(())
}

#[test]
fn nothing_depends_on_the_connection() -> polyschema::Result<()> {
    let sql = Country::bind(&Tenant::named("tenant_a")?).select().columns(count_all()).to_sql()?;
    assert_eq!(sql, r#"SELECT count(*) FROM "tenant_a"."countries""#);
    Ok(())
}

#[tokio::test]
async fn a_schema_that_does_not_exist() -> polyschema::Result<()> {
    let mut connection = two_tenants().await?;
    let typo = Tenant::named("tenant_aa")?;
    let insert = Country::bind(&typo).insert(country("India"));
    let error = insert.execute(&mut connection).await.unwrap_err().to_string();
    assert!(error.ends_with("no such table: tenant_aa.countries (1)"), "{error}");
    Ok(())
}

#[test]
fn a_join_of_two_tenants_named_at_run_time() -> polyschema::Result<()> {
    let countries = Country::bind(&Tenant::named("tenant_a")?);
    let capitals = Capital::bind(&Tenant::named("tenant_b")?);
    let error = countries.select().join(&capitals).to_sql().unwrap_err();
    assert_eq!(
        error.to_string(),
        "one statement reads `Tenant` as `tenant_a` and as `tenant_b`; \
         a statement holds one name for each schema type"
    );
    Ok(())
}

#[test]
fn a_wrong_name_at_run_time() {
    let error = "asai".parse::<World>().err().map(|error| error.to_string());
    assert_eq!(error.as_deref(), Some("there is no schema `asai`; known: `asia`, `europe`"));

    let error = Tenant::named("").err().map(|error| error.to_string());
    assert_eq!(error.as_deref(), Some("`` cannot be a name: it is empty"));
}
