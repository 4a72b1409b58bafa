#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let number = row_number().over(window().order_by(countries.name.asc()));
    let _ = countries.select().filter(number.eq(1));
}
