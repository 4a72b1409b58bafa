#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country, Europe};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let elsewhere = Country::bind_schema::<Europe>();
    let _ = countries.insert_from(countries.name, elsewhere.select().columns(elsewhere.name));
}
