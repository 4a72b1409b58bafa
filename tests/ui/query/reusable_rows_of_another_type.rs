#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;
use polyschema::query::{ByPosition, Reusable, reusable};

fn main() {
    let names = reusable(|schema: &SchemaRef<Asia>, (): ()| {
        let countries = Country::bind(schema);
        countries.select().columns(countries.name)
    });
    let _: Reusable<Asia, (), ByPosition<i64>> = names.unwrap().by_position();
}
