#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country, Europe};
use polyschema::prelude::*;

fn all(schema: &SchemaRef<Asia>) -> polyschema::Result<String> {
    Country::bind(schema).select().to_sql()
}

fn main() {
    let _ = all(&Europe::schema_ref());
}
