//! The rows, as the harness compares them.

/// A country.
#[derive(Debug, Clone, PartialEq)]
pub struct Country {
    pub iso: String,
    pub name: String,
    pub population: i64,
    pub area_km2: f64,
}

/// A city: ten columns, of four types and one nullable.
#[derive(Debug, Clone, PartialEq)]
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
    /// Among the ten largest of its country, from 1.
    pub top_ten: Option<i32>,
}

/// A row of the join.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    pub city: String,
    pub population: i64,
    pub country: String,
}
