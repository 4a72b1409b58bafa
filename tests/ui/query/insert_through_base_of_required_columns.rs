#[path = "../models/mod.rs"]
mod models;

use models::{Country, Europe, NewCountry};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Europe>();
    let _ = countries.insert(NewCountry { name: "France".to_owned(), population: None });
}
