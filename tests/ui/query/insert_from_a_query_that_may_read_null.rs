#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Country};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    let query = countries.select().left_join(capitals).columns((capitals.name, countries.name));
    let _ = capitals.insert_from((capitals.name, capitals.country), query);
}
