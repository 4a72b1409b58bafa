//! Rows in both schemas, written and read by the same functions.

use anyhow::Result;
use polyschema::exec::Driver;
use polyschema::prelude::*;
use polyschema::table::InsertsThrough;
use shared_models::{Capital, Continent, Country, NewCapital, NewCountry};

use crate::schemas::{NewVisit, RatedCountry, TenantA, TenantB, Visit};

/// Fills both schemas and reads them.
pub(crate) async fn run<D: Driver>(connection: &mut D::Connection) -> Result<()> {
    let (a, b) = (TenantA::<D>::schema_ref(), TenantB::<D>::schema_ref());
    add(connection, &a, ("Japan", Continent::Asia, 126_529_100), "Tokyo").await?;
    add(connection, &a, ("India", Continent::Asia, 1_352_617_328), "New Delhi").await?;
    add(connection, &b, ("Norway", Continent::Europe, 5_314_336), "Oslo").await?;

    // Only tenant A's countries have stars: `Country::bind_schema::<TenantA<D>>().stars` does not compile.
    let rated = RatedCountry::bind_schema::<TenantA<D>>();
    let stars = rated.update().set(rated.stars, 5).filter(rated.name.eq("Japan"));
    stars.execute(&mut *connection).await?;
    let best = rated.select().filter(rated.stars.eq(5)).fetch_one(&mut *connection).await?;
    println!("tenant_a gives {} {} stars", best.name, best.stars.unwrap_or_default());

    // So are visits; they join along their foreign key into the other package's table.
    let (visits, countries) = (Visit::bind_schema::<TenantA<D>>(), Country::bind(&a));
    let visit = NewVisit { country: best.name.clone(), capital: None };
    visits.insert(visit).execute(&mut *connection).await?;
    let seen = visits.select().join(&countries).columns((countries.name, countries.population));
    for (name, population) in seen.fetch_all(&mut *connection).await? {
        println!("tenant_a has been to {name}, where {population} people live");
    }

    list(connection, &a).await?;
    list(connection, &b).await
}

/// Adds a country and its capital, in any schema that has both.
async fn add<D, S>(
    connection: &mut D::Connection,
    schema: &SchemaRef<S>,
    (name, continent, population): (&str, Continent, i64),
    capital: &str,
) -> Result<()>
where
    D: Driver,
    S: Provides<Country, Database = D> + Provides<Capital, Table = Capital, Database = D>,
    <S as Provides<Country>>::Table: InsertsThrough<Country>,
{
    let country = NewCountry { name: name.to_owned(), continent, population };
    Country::bind(schema).insert(country).execute(&mut *connection).await?;
    let capital = NewCapital { name: capital.to_owned(), country: name.to_owned() };
    Capital::bind(schema).insert(capital).execute(connection).await?;
    Ok(())
}

/// Prints the capitals of a schema with their countries.
async fn list<D, S>(connection: &mut D::Connection, schema: &SchemaRef<S>) -> Result<()>
where
    D: Driver,
    S: Provides<Country, Database = D> + Provides<Capital, Table = Capital, Database = D>,
{
    let (countries, capitals) = (Country::bind(schema), Capital::bind(schema));
    let rows = capitals
        .select()
        .join(&countries)
        .order_by(countries.population.desc())
        .columns((capitals.name, countries.name, countries.continent))
        .fetch_all(connection)
        .await?;
    for (capital, country, continent) in rows {
        println!("{}: {capital}, {country}, {continent:?}", schema.name());
    }
    Ok(())
}
