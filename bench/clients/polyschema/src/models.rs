//! The tables as polyschema has them.

use polyschema::prelude::*;

#[derive(Debug, Clone, Table)]
#[table(name = "countries", abstract)]
pub struct Country {
    #[column(primary_key, varchar = 2)]
    pub iso: String,
    #[column(varchar = 100)]
    pub name: String,
    pub population: i64,
    pub area_km2: f64,
}

#[derive(Debug, Clone, Table)]
#[table(name = "cities", abstract)]
pub struct City {
    #[column(primary_key)]
    pub city_id: i32,
    #[column(varchar = 10)]
    pub region: String,
    #[column(varchar = 2, references = Country::iso)]
    pub country_iso: String,
    #[column(varchar = 200)]
    pub name: String,
    pub population: i64,
    pub latitude: f64,
    pub longitude: f64,
    #[column(varchar = 50)]
    pub timezone: String,
    pub is_large: bool,
    pub top_ten: Option<i32>,
}

#[derive(Schema)]
#[schema(name = "bench", database = Postgres, tables(Country, City))]
pub struct Bench;

/// A row of the join.
#[derive(Debug, Projection)]
pub struct Pair {
    pub city: String,
    pub population: i64,
    pub country: String,
}

impl From<Pair> for bench_workload::Pair {
    fn from(Pair { city, population, country }: Pair) -> Self {
        Self { city, population, country }
    }
}

impl From<City> for bench_workload::City {
    fn from(city: City) -> Self {
        Self {
            city_id: city.city_id,
            region: city.region,
            country_iso: city.country_iso,
            name: city.name,
            population: city.population,
            latitude: city.latitude,
            longitude: city.longitude,
            timezone: city.timezone,
            is_large: city.is_large,
            top_ten: city.top_ten,
        }
    }
}

impl From<bench_workload::City> for NewCity {
    fn from(city: bench_workload::City) -> Self {
        Self {
            city_id: city.city_id,
            region: city.region,
            country_iso: city.country_iso,
            name: city.name,
            population: city.population,
            latitude: city.latitude,
            longitude: city.longitude,
            timezone: city.timezone,
            is_large: city.is_large,
            top_ten: city.top_ten,
        }
    }
}
