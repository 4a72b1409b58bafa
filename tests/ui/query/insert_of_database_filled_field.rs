#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country, NewCountry};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let row = NewCountry { country_id: 7, name: "Japan".to_owned(), population: None };
    let _ = countries.insert(row);
}
