//! A missing required column.
#[path = "../models/mod.rs"]
mod models;

use models::{Asia, AsiaCountry, NewAsiaCountry, NewCountry};
use polyschema::prelude::*;

fn main() {
    let countries = AsiaCountry::bind_schema::<Asia>();
    let country = NewCountry { population: Some(29_000_000) };
    let _ = countries.insert(NewAsiaCountry { country, signature_dish: None });
}
