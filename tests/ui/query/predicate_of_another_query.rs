#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Country};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    let query = countries.select();
    let wanted = vec![query.predicate(countries.population.gt(1))];
    let _ = query.join(capitals).filter(any(wanted));
}
