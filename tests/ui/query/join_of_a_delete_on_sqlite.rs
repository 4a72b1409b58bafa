#[path = "../models/mod.rs"]
mod models;

use models::{Capital, Country};
use polyschema::prelude::*;

#[derive(Schema)]
#[schema(name = "local", database = Sqlite, tables(Country, Capital))]
struct Local;

fn main() {
    let countries = Country::bind_schema::<Local>();
    let capitals = Capital::bind_schema::<Local>();
    let _ = capitals.delete().join(countries);
}
