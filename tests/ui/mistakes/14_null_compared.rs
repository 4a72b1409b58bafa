//! A value that may be None compared as if it were not.
#[path = "../models/mod.rs"]
mod models;

use models::{Asia, AsiaCountry};
use polyschema::prelude::*;

fn main() {
    let countries = AsiaCountry::bind_schema::<Asia>();
    let limit: Option<i64> = None;
    let _ = countries.select().filter(countries.population.gt(limit));
}
