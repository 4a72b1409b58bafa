#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country, Europe};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let elsewhere = Country::bind_schema::<Europe>();
    let names = elsewhere.select().columns(elsewhere.name);
    let _ = countries.select().filter(countries.name.is_in(names));
}
