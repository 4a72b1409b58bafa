//! Questions, and their answers as tables.

use anyhow::Result;
use comfy_table::Table as Printed;
use comfy_table::presets::UTF8_BORDERS_ONLY;
use polyschema::prelude::*;

use crate::models::{Asia, AsiaCountry, Capital, City, Country, Europe, EuropeCountry, NewCountry};

/// The schemas that a name given at run time may mean.
#[derive(Debug, Clone, Copy, SchemaSet)]
pub enum World {
    Asia,
    Europe,
}

/// Asks all questions.
pub async fn answer<D: Driver>(connection: &mut D::Connection) -> Result<()> {
    most_populous(connection, &Asia::<D>::schema_ref()).await?;
    most_populous(connection, &Europe::<D>::schema_ref()).await?;
    capitals(connection, &Asia::<D>::schema_ref()).await?;
    most_cities(connection, &Europe::<D>::schema_ref()).await?;
    densest::<D>(connection).await?;
    dishes::<D>(connection).await?;
    let additions = [("asia", "AX", "Atlantis of the East"), ("europe", "EX", "Atlantis")];
    for (schema, iso, name) in additions {
        let world: World = schema.parse()?;
        dispatch!(World<D>, world, |schema| add(connection, schema, iso, name).await)?;
    }
    match "antarctica".parse::<World>() {
        Ok(world) => println!("found {world:?}, which nobody declared"),
        Err(error) => println!("\nA schema that nobody declared: {error}."),
    }
    european_union::<D>(connection).await
}

/// The ten most populous countries, in any schema.
async fn most_populous<D, S>(connection: &mut D::Connection, schema: &SchemaRef<S>) -> Result<()>
where
    D: Driver,
    S: Provides<Country, Database = D>,
{
    let countries = Country::bind(schema);
    let rows = countries
        .select()
        .order_by(countries.population.desc())
        .limit(10)
        .columns((countries.name, countries.population, countries.area_km2))
        .fetch_all(connection)
        .await?;
    let mut table = printed(&["country", "population", "people per km²"]);
    for (name, population, area) in rows {
        table.add_row([name, thousands(population), format!("{:.0}", population as f64 / area)]);
    }
    println!("\nThe ten most populous countries of {}\n{table}", schema.name());
    Ok(())
}

/// The capitals of the ten largest countries: a join along the foreign key.
async fn capitals<D, S>(connection: &mut D::Connection, schema: &SchemaRef<S>) -> Result<()>
where
    D: Driver,
    S: Provides<Country, Database = D> + Provides<Capital, Table = Capital, Database = D>,
{
    let (countries, capitals) = (Country::bind(schema), Capital::bind(schema));
    let rows = capitals
        .select()
        .join(&countries)
        .order_by(countries.area_km2.desc())
        .limit(10)
        .columns((capitals.name, countries.name, countries.area_km2))
        .fetch_all(connection)
        .await?;
    let mut table = printed(&["capital", "country", "km²"]);
    for (capital, country, area) in rows {
        table.add_row([capital, country, thousands(area as i64)]);
    }
    println!("\nThe capitals of the ten largest countries of {}\n{table}", schema.name());
    Ok(())
}

/// The countries with the most cities, of those with a city of a million.
async fn most_cities<D, S>(connection: &mut D::Connection, schema: &SchemaRef<S>) -> Result<()>
where
    D: Driver,
    S: Provides<Country, Database = D> + Provides<City, Table = City, Database = D>,
{
    let (countries, cities) = (Country::bind(schema), City::bind(schema));
    let rows = cities
        .select()
        .join(&countries)
        .group_by(countries.name)
        .having(|_| cities.population.max().ge(1_000_000))
        .order_by(|_| count_all().desc())
        .columns(|country| (country, count_all(), cities.population.max()))
        .limit(5)
        .fetch_all(connection)
        .await?;
    let mut table = printed(&["country", "cities", "people in the largest"]);
    for (country, number, largest) in rows {
        let largest = thousands(largest.unwrap_or(0));
        table.add_row([country, thousands(number), largest]);
    }
    println!("\nWhere {} has the most cities\n{table}", schema.name());
    Ok(())
}

/// One statement over both schemas, typed by what their countries have in common.
async fn densest<D: Driver>(connection: &mut D::Connection) -> Result<()> {
    let rows = across!(World<D>, |schema| {
        let countries = Country::bind(schema);
        countries.select().filter(countries.area_km2.lt(1_000.0)).columns((
            schema_name(schema),
            countries.name,
            countries.population,
        ))
    })
    .order_by(|columns| columns.2.desc())
    .limit(5)
    .fetch_all(connection)
    .await?;
    let mut table = printed(&["schema", "country", "population"]);
    for (schema, country, population) in rows {
        table.add_row([schema, country, thousands(population)]);
    }
    println!("\nThe most populous of the small countries, in both schemas at once\n{table}");
    Ok(())
}

/// A column that only Asia has.
async fn dishes<D: Driver>(connection: &mut D::Connection) -> Result<()> {
    let countries = AsiaCountry::bind_schema::<Asia<D>>();
    let rows = countries
        .select()
        .filter(countries.signature_dish.is_not_null())
        .order_by(countries.name.asc())
        .fetch_all(connection)
        .await?;
    let mut table = printed(&["country", "signature dish"]);
    for country in rows {
        let dish = country.signature_dish.clone().unwrap_or_default();
        table.add_row([country.name.clone(), dish]);
    }
    println!("\nSignature dishes, which only Asia's countries have\n{table}");
    Ok(())
}

/// Adds a country to a schema that was chosen by name.
async fn add<D, S>(
    connection: &mut D::Connection,
    schema: &SchemaRef<S>,
    iso: &str,
    name: &str,
) -> Result<()>
where
    D: Driver,
    S: Provides<Country, Database = D>,
    S::Table: InsertsThrough<Country>,
{
    let countries = Country::bind(schema);
    let row = NewCountry {
        iso: iso.to_owned(),
        name: name.to_owned(),
        population: 1,
        area_km2: 1.0,
        currency_code: "XTS".to_owned(),
    };
    let added = countries.insert(row).returning_all().fetch_one(&mut *connection).await?;
    let number = countries.select().columns(count_all()).fetch_one(&mut *connection).await?;
    println!("\n{} was added to {}, which now has {number} countries.", added.name, schema.name());
    countries.delete_by_key(added.iso).execute(connection).await?;
    Ok(())
}

/// How many people live in the European Union: a sum over Europe's own column.
async fn european_union<D: Driver>(connection: &mut D::Connection) -> Result<()> {
    let countries = EuropeCountry::bind_schema::<Europe<D>>();
    let (members, people) = countries
        .select()
        .filter(countries.eu_member)
        .columns((count_all(), countries.population.sum()))
        .fetch_one(connection)
        .await?;
    let people = thousands(people.unwrap_or(0));
    println!("\nThe European Union has {members} members and {people} people.");
    Ok(())
}

fn printed(header: &[&str]) -> Printed {
    let mut table = Printed::new();
    table.load_style(UTF8_BORDERS_ONLY).set_header(header.iter().copied());
    table
}

/// A number with a comma between thousands.
fn thousands(number: i64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    groups.join(",")
}
