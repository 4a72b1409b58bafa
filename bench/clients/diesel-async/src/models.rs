//! The tables as diesel has them.

use diesel::prelude::*;

diesel::table! {
    bench.countries (iso) {
        iso -> Varchar,
        name -> Varchar,
        population -> Int8,
        area_km2 -> Float8,
    }
}

diesel::table! {
    bench.cities (city_id) {
        city_id -> Int4,
        region -> Varchar,
        country_iso -> Varchar,
        name -> Varchar,
        population -> Int8,
        latitude -> Float8,
        longitude -> Float8,
        timezone -> Varchar,
        is_large -> Bool,
        top_ten -> Nullable<Int4>,
    }
}

diesel::joinable!(cities -> countries (country_iso));
diesel::allow_tables_to_appear_in_same_query!(cities, countries);

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = cities, check_for_backend(diesel::pg::Pg))]
pub struct City {
    pub city_id: i32,
    pub region: String,
    pub country_iso: String,
    pub name: String,
    pub population: i64,
    pub latitude: f64,
    pub longitude: f64,
    pub timezone: String,
    pub is_large: bool,
    pub top_ten: Option<i32>,
}

/// A row of the join.
#[derive(Debug, Queryable)]
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

impl From<bench_workload::City> for City {
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
