//! A join across two schemas.
#[path = "../models/mod.rs"]
mod models;

use models::{Asia, AsiaCountry, Capital, Europe};
use polyschema::prelude::*;

fn main() {
    let countries = AsiaCountry::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Europe>();
    let _ = countries.select().join_on(capitals, capitals.capital_id.eq(countries.country_id));
}
