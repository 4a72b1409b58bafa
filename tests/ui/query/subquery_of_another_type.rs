#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Country};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    let numbers = capitals.select().columns(capitals.capital_id);
    let _ = countries.select().filter(countries.name.is_in(numbers));
}
