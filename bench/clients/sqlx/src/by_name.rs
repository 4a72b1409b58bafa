//! Columns are found by name, as `#[derive(FromRow)]` does it.

use bench_workload::{City, Pair};
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::client::Read;

/// See the module.
pub struct ByName;

impl Read for ByName {
    const NAME: &'static str = "sqlx by name";

    fn city(row: &PgRow) -> sqlx::Result<City> {
        Ok(City {
            city_id: row.try_get("city_id")?,
            region: row.try_get("region")?,
            country_iso: row.try_get("country_iso")?,
            name: row.try_get("name")?,
            population: row.try_get("population")?,
            latitude: row.try_get("latitude")?,
            longitude: row.try_get("longitude")?,
            timezone: row.try_get("timezone")?,
            is_large: row.try_get("is_large")?,
            top_ten: row.try_get("top_ten")?,
        })
    }

    fn pair(row: &PgRow) -> sqlx::Result<Pair> {
        Ok(Pair {
            city: row.try_get("city")?,
            population: row.try_get("population")?,
            country: row.try_get("country")?,
        })
    }
}
