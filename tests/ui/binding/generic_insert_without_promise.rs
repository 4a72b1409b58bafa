#[path = "../models/mod.rs"]
mod models;

use models::{Country, NewCountry};
use polyschema::prelude::*;

fn add<S: Provides<Country>>(schema: &SchemaRef<S>, row: NewCountry) -> polyschema::Result<String> {
    Country::bind(schema).insert(row).to_sql()
}

fn main() {
    let _ = add::<models::Asia>;
}
