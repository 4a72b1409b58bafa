#[path = "../models/mod.rs"]
mod models;

use models::{Capital, Country};
use polyschema::prelude::*;

fn query<S: Provides<Country> + Provides<Capital>>(schema: &SchemaRef<S>) {
    let (countries, capitals) = (Country::bind(schema), Capital::bind(schema));
    let _ = capitals.select().join(countries);
}

fn main() {}
