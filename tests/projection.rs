//! Rows read as structs of their own.

#![allow(missing_docs, reason = "these structs are the test")]

use polyschema::prelude::*;
use sqlx::{Connection, SqliteConnection};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "countries", abstract)]
pub struct Country {
    #[column(primary_key)]
    pub name: String,
    pub population: Option<i64>,
}

#[derive(Debug, Clone, Table)]
#[table(name = "capitals", abstract)]
pub struct Capital {
    #[column(primary_key)]
    pub name: String,
    #[column(references = Country::name)]
    pub country: String,
}

#[derive(Schema)]
#[schema(name = "asia", database = Sqlite, tables(Country, Capital))]
pub struct Asia;

/// A country at a glance.
#[derive(Debug, PartialEq, Projection)]
pub struct Summary {
    pub name: String,
    pub population: Option<i64>,
    pub capital: Option<String>,
}

#[derive(Debug, PartialEq, Projection)]
struct Nested {
    country: Country,
    summary: Summary,
    everyone: Option<i64>,
}

#[tokio::test]
async fn rows_are_read_as_structs() -> anyhow::Result<()> {
    let mut connection = SqliteConnection::connect("sqlite::memory:").await?;
    sqlx::raw_sql(
        "ATTACH ':memory:' AS asia; CREATE TABLE asia.countries (name TEXT, population INTEGER); \
         CREATE TABLE asia.capitals (name TEXT, country TEXT)",
    )
    .execute(&mut connection)
    .await?;
    let (countries, capitals) = (Country::bind_schema::<Asia>(), Capital::bind_schema::<Asia>());
    let row = NewCountry { name: "Japan".to_owned(), population: Some(126_529_100) };
    countries.insert(row).execute(&mut connection).await?;

    let summary = SummaryColumns {
        name: countries.name,
        population: countries.population,
        capital: capitals.name,
    };
    let rows: Vec<Summary> =
        countries.select().left_join(capitals).columns(summary).fetch_all(&mut connection).await?;
    let japan = Summary { name: "Japan".to_owned(), population: Some(126_529_100), capital: None };
    assert_eq!(rows, [japan]);

    let nested = NestedColumns { country: countries, summary, everyone: countries.population };
    let row = countries.select().left_join(capitals).columns(nested).fetch_one(&mut connection);
    let Nested { country, summary, everyone } = row.await?;
    assert_eq!((&country.name, everyone), (&summary.name, country.population));
    Ok(())
}
