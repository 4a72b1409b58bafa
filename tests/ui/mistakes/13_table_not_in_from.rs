//! A filter on a table that the query does not read.
#[path = "../models/mod.rs"]
mod models;

use models::{Asia, AsiaCountry, Capital};
use polyschema::prelude::*;

fn main() {
    let countries = AsiaCountry::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    let _ = countries.select().filter(capitals.name.eq("Tokyo"));
}
