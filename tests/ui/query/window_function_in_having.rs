#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let grouped = countries.select().group_by(countries.population);
    let _ = grouped.having(|key| row_number().over(window().order_by(key.asc())).eq(1));
}
