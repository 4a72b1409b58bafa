//! A value of the wrong type in a comparison.
#[path = "../models/mod.rs"]
mod models;

use models::{Asia, AsiaCountry};
use polyschema::prelude::*;

fn main() {
    let countries = AsiaCountry::bind_schema::<Asia>();
    let _ = countries.select().filter(countries.population.gt("many"));
}
