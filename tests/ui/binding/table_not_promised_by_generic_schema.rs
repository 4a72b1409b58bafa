#[path = "../models/mod.rs"]
mod models;

use models::{Country};
use polyschema::prelude::*;

fn all<S: Schema>(schema: &SchemaRef<S>) -> polyschema::Result<String> {
    let countries = Country::bind(schema);
    Ok(countries.name().to_owned())
}

fn main() {
    let _ = all::<models::Asia>;
}
