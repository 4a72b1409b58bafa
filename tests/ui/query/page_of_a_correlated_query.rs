#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Country};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    let own = capitals.select().correlate(countries).filter(capitals.country.eq(countries.name));
    let _ = own.page(1);
}
