//! Columns are read by position.

use bench_workload::{City, Pair};
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::client::Read;

/// See the module.
pub struct ByPosition;

impl Read for ByPosition {
    const NAME: &'static str = "sqlx by position";

    fn city(row: &PgRow) -> sqlx::Result<City> {
        Ok(City {
            city_id: row.try_get(0)?,
            region: row.try_get(1)?,
            country_iso: row.try_get(2)?,
            name: row.try_get(3)?,
            population: row.try_get(4)?,
            latitude: row.try_get(5)?,
            longitude: row.try_get(6)?,
            timezone: row.try_get(7)?,
            is_large: row.try_get(8)?,
            top_ten: row.try_get(9)?,
        })
    }

    fn pair(row: &PgRow) -> sqlx::Result<Pair> {
        Ok(Pair { city: row.try_get(0)?, population: row.try_get(1)?, country: row.try_get(2)? })
    }
}
