#[path = "../models/mod.rs"]
mod models;

use models::Country;
use polyschema::prelude::*;

#[derive(Schema)]
#[schema(name = "local", database = Sqlite, tables(Country))]
struct Local;

fn main() {
    let countries = Country::bind_schema::<Local>();
    let _ = countries.select().columns(countries.name.array_agg());
}
