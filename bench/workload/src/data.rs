//! The rows of `examples/data/world`, and what the workloads find among them.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::client::Filter;
use crate::row::{City, Country, Pair};

/// From which number of people a city is large.
const LARGE: i64 = 500_000;

/// Rows of the join.
const PAIRS: usize = 150;

/// The first key of the rows that the inserts add, above all that are there.
pub(crate) const ADDED: i32 = 1_000_000;

/// How many cities [`Workload::Rows`](crate::Workload::Rows) reads: those of the first keys.
pub(crate) const ROWS: i32 = 1_000;

pub(crate) struct Data {
    pub(crate) countries: Vec<Country>,
    /// By key, from 1 without a gap.
    pub(crate) cities: Vec<City>,
    /// The join reads cities with at least so many people.
    pub(crate) populous: i64,
}

#[derive(Deserialize)]
struct CountryLine {
    iso: String,
    name: String,
    population: i64,
    area_km2: f64,
}

#[derive(Deserialize)]
struct CityLine {
    schema: String,
    country_iso: String,
    name: String,
    population: i64,
    latitude: f64,
    longitude: f64,
    timezone: String,
}

impl Data {
    pub(crate) fn read() -> Result<Self> {
        let countries = lines("countries.csv")?.into_iter().map(country).collect();
        let mut ranks = BTreeMap::new();
        let cities: Vec<City> = (1..)
            .zip(lines("cities.csv")?)
            .map(|(city_id, line)| city(city_id, line, &mut ranks))
            .collect();
        let mut people: Vec<i64> = cities.iter().map(|city| city.population).collect();
        people.sort_unstable_by(|a, b| b.cmp(a));
        let populous = people[PAIRS - 1];
        ensure!(people[PAIRS] < populous, "no bound on the population leaves {PAIRS} cities");
        Ok(Self { countries, cities, populous })
    }

    /// What the join returns.
    pub(crate) fn pairs(&self) -> Vec<Pair> {
        let names: BTreeMap<&str, &str> =
            self.countries.iter().map(|country| (&*country.iso, &*country.name)).collect();
        let cities = self.cities.iter().filter(|city| city.population >= self.populous);
        cities
            .map(|city| Pair {
                city: city.name.clone(),
                population: city.population,
                country: names[&*city.country_iso].to_owned(),
            })
            .collect()
    }

    /// What the five filters leave.
    pub(crate) fn filtered(&self, filter: &Filter) -> Vec<City> {
        let holds = |city: &&City| {
            filter.country_iso.as_ref().is_none_or(|iso| city.country_iso == *iso)
                && filter.min_population.is_none_or(|least| city.population >= least)
                && filter.max_population.is_none_or(|most| city.population <= most)
                && filter.timezone.as_ref().is_none_or(|zone| city.timezone == *zone)
                && filter.is_large.is_none_or(|large| city.is_large == large)
        };
        self.cities.iter().filter(holds).cloned().collect()
    }

    /// Rows to insert, with keys of their own.
    pub(crate) fn added(&self) -> impl Iterator<Item = City> {
        (ADDED..)
            .zip(self.cities.iter().cycle())
            .map(|(city_id, city)| City { city_id, ..city.clone() })
    }
}

fn country(line: CountryLine) -> Country {
    let CountryLine { iso, name, population, area_km2 } = line;
    Country { iso, name, population, area_km2 }
}

/// The file has the cities of a country by falling population.
fn city(city_id: i32, line: CityLine, ranks: &mut BTreeMap<String, i32>) -> City {
    let rank = ranks.entry(line.country_iso.clone()).or_insert(0);
    *rank += 1;
    City {
        city_id,
        region: line.schema,
        country_iso: line.country_iso,
        name: line.name,
        population: line.population,
        latitude: line.latitude,
        longitude: line.longitude,
        timezone: line.timezone,
        is_large: line.population >= LARGE,
        top_ten: (*rank <= 10).then_some(*rank),
    }
}

fn lines<T: DeserializeOwned>(file: &str) -> Result<Vec<T>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data/world").join(file);
    let mut lines =
        csv::Reader::from_path(&path).with_context(|| format!("cannot read {}", path.display()))?;
    lines.deserialize().map(|line| line.with_context(|| format!("in {file}"))).collect()
}
