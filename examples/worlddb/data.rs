//! Loads the GeoNames files (see `examples/data/world/README.md`) into both schemas.

use std::path::Path;

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use polyschema::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::models::{
    Asia, AsiaCountry, Capital, City, Europe, EuropeCountry, Language, NewAsiaCountry, NewCapital,
    NewCity, NewCountry, NewEuropeCountry, NewLanguage,
};

/// Rows for each insert.
const BATCH: usize = 1_000;

#[derive(Clone, Deserialize)]
struct CountryLine {
    schema: String,
    iso: String,
    name: String,
    population: i64,
    area_km2: f64,
    capital: String,
    currency_code: String,
    eu_member: bool,
}

#[derive(Clone, Deserialize)]
struct CityLine {
    schema: String,
    country_iso: String,
    name: String,
    population: i64,
    latitude: f64,
    longitude: f64,
    timezone: String,
}

#[derive(Deserialize)]
struct LanguageLine {
    schema: String,
    country_iso: String,
    language_tag: String,
}

/// A few dishes, so that Asia's own column holds something.
const DISHES: [(&str, &str); 5] =
    [("JP", "sushi"), ("KR", "bibimbap"), ("TH", "pad thai"), ("UZ", "plov"), ("VN", "phở")];

/// Loads every line of every file.
pub async fn load<D: Driver>(connection: &mut D::Connection) -> Result<()> {
    let countries: Vec<CountryLine> = read("countries.csv")?;
    let cities: Vec<CityLine> = read("cities.csv")?;
    let mut languages: Vec<LanguageLine> = read("languages.csv")?;
    languages.retain(|line| line.schema == "asia");

    // Each country is a row of its own, and its capital another.
    let lines = 2 * countries.len() + cities.len() + languages.len();
    let progress = ProgressBar::new(lines as u64).with_style(ProgressStyle::with_template(
        "loading {bar:40} {human_pos}/{human_len} rows, {per_sec}",
    )?);

    let (asia, europe): (Vec<_>, Vec<_>) =
        countries.into_iter().partition(|line| line.schema == "asia");
    let asian = asia
        .iter()
        .map(|line| NewAsiaCountry { country: country(line), signature_dish: dish(&line.iso) });
    let asia_countries = AsiaCountry::bind_schema::<Asia<D>>();
    progress.inc(asia_countries.insert_many(asian).execute(&mut *connection).await?);

    let european = europe
        .iter()
        .map(|line| NewEuropeCountry { country: country(line), eu_member: line.eu_member.into() });
    let europe_countries = EuropeCountry::bind_schema::<Europe<D>>();
    progress.inc(europe_countries.insert_many(european).execute(&mut *connection).await?);

    let spoken = languages
        .into_iter()
        .map(|line| NewLanguage { country_iso: line.country_iso, language_tag: line.language_tag });
    let asia_languages = Language::bind_schema::<Asia<D>>();
    progress.inc(asia_languages.insert_many(spoken).execute(&mut *connection).await?);

    // Capitals and cities are the same table in both schemas: one function serves both.
    let (asia_cities, europe_cities): (Vec<_>, Vec<_>) =
        cities.into_iter().partition(|line| line.schema == "asia");
    places::<D, Asia<D>>(connection, &asia, &asia_cities, &progress).await?;
    places::<D, Europe<D>>(connection, &europe, &europe_cities, &progress).await?;
    progress.finish();
    Ok(())
}

/// Loads the capitals and cities of any schema that has them.
async fn places<D, S>(
    connection: &mut D::Connection,
    countries: &[CountryLine],
    cities: &[CityLine],
    progress: &ProgressBar,
) -> Result<()>
where
    D: Driver,
    S: StaticSchema<Database = D>
        + Provides<Capital, Table = Capital>
        + Provides<City, Table = City>,
{
    let capitals = Capital::bind_schema::<S>();
    let rows = countries
        .iter()
        .map(|line| NewCapital { name: line.capital.clone(), country_iso: line.iso.clone() });
    progress.inc(capitals.insert_many(rows).execute(&mut *connection).await?);

    let table = City::bind_schema::<S>();
    for batch in cities.chunks(BATCH) {
        let rows = batch.iter().cloned().map(|line| NewCity {
            country_iso: line.country_iso,
            name: line.name,
            population: line.population,
            latitude: line.latitude,
            longitude: line.longitude,
            timezone: line.timezone,
        });
        progress.inc(table.insert_many(rows).execute(&mut *connection).await?);
    }
    Ok(())
}

fn country(line: &CountryLine) -> NewCountry {
    NewCountry {
        iso: line.iso.clone(),
        name: line.name.clone(),
        population: line.population,
        area_km2: line.area_km2,
        currency_code: line.currency_code.clone(),
    }
}

fn dish(iso: &str) -> Option<String> {
    DISHES.iter().find(|(country, _)| *country == iso).map(|(_, dish)| (*dish).to_owned())
}

fn read<T: DeserializeOwned>(file: &str) -> Result<Vec<T>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/world").join(file);
    let mut lines =
        csv::Reader::from_path(&path).with_context(|| format!("cannot read {}", path.display()))?;
    lines.deserialize().map(|line| line.with_context(|| format!("in {file}"))).collect()
}
