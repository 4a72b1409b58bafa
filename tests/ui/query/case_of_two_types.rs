#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let size = case().when(countries.population.gt(1), 1).otherwise("few");
    let _ = countries.select().columns(size);
}
