#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::expr::DateFunctions;
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let _ = countries.select().columns(countries.population.year());
}
