#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Country};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    let _ = capitals.insert_from((capitals.name, capitals.country), countries.select().columns((countries.name, countries.country_id)));
}
