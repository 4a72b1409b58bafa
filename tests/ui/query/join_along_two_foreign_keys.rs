#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Border, Country};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let borders = Border::bind_schema::<Asia>();
    let _ = borders.select().join(countries);
}
