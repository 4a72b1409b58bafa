#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Country};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    let query = countries.select();
    let _ = query.clone().filter(any(vec![query.predicate(capitals.name.eq("Tokyo"))]));
}
