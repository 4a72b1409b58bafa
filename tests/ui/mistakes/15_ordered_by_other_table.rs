//! Rows ordered by another table's column.
#[path = "../models/mod.rs"]
mod models;

use models::{Asia, AsiaCountry, Capital};
use polyschema::prelude::*;

fn main() {
    let countries = AsiaCountry::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    let _ = countries.select().order_by(capitals.name.asc()).order_by(countries.country_id.asc());
}
