#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country, NewCountry};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let _ = countries.insert(NewCountry { population: None });
}
