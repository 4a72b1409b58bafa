#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Country, NewCountry};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    let row = NewCountry { name: "Japan".to_owned(), population: None };
    let _ = countries
        .insert(row)
        .on_conflict(countries.name)
        .do_update_set(|row, _| row.set(countries.name, capitals.name));
}
