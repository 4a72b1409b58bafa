#[path = "../models/mod.rs"]
mod models;

use models::{Asia, AsiaCountry};
use polyschema::prelude::*;

fn main() {
    let countries = AsiaCountry::bind_schema::<Asia>();
    let _ = countries.name.eq(countries.signature_dish);
}
