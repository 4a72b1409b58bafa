#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Country};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    let pairs = capitals.select().columns((capitals.country, capitals.name));
    let _ = countries.select().filter(countries.name.is_in(pairs));
}
