#[path = "../models/mod.rs"]
mod models;

use models::{Capital, Country};
use polyschema::prelude::*;

polyschema::alias!(Own);

#[derive(Schema)]
#[schema(name = "local", database = Sqlite, tables(Country, Capital))]
struct Local;

fn main() {
    let countries = Country::bind_schema::<Local>();
    let capitals = Capital::bind_schema::<Local>();
    let own = capitals.select().correlate(countries).filter(capitals.country.eq(countries.name)).named::<Own>();
    let _ = countries.select().join_lateral(&own);
}
