#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country, NewCountry};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let row = NewCountry { name: "Japan".to_owned(), population: None };
    let _ = countries
        .insert(row)
        .on_conflict(countries.name)
        .do_update_set(|row, new| row.set(countries.name, new.population));
}
