#[path = "../models/mod.rs"]
mod models;

use models::{Asia, AsiaCountry, NewAsiaCountry, NewCountry};
use polyschema::prelude::*;

fn main() {
    let countries = AsiaCountry::bind_schema::<Asia>();
    let country = NewCountry { name: "Nepal".to_owned(), population: None };
    let _ = countries.insert(NewAsiaCountry { country, signature_dish: None, eu_member: false });
}
