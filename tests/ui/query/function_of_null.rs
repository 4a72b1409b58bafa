#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;

polyschema::sql_function! {
    fn sign(number: i64) -> f64;
}

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let _ = countries.select().columns(sign(countries.population));
}
