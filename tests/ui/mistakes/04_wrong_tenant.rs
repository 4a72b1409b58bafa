//! A wrong tenant: one whose name is known when the program is compiled.
#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Europe};
use polyschema::prelude::*;

fn first_of_asia(asia: &SchemaRef<Asia>) -> polyschema::Result<String> {
    let capitals = Capital::bind(asia);
    capitals.select().order_by(capitals.name.asc()).limit(1).to_sql()
}

fn main() {
    let _ = first_of_asia(&Europe::schema_ref());
}
