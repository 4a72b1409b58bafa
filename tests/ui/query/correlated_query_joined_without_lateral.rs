#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Country};
use polyschema::prelude::*;

polyschema::alias!(Own);

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    let own = capitals.select().correlate(countries).filter(capitals.country.eq(countries.name)).named::<Own>();
    let _ = countries.select().join_on(&own, own.name.ne(countries.name));
}
