#[path = "../models/mod.rs"]
mod models;

use models::{Country, Tenant};
use polyschema::prelude::*;
use polyschema::query::{Param, reusable};

fn main() {
    let larger = reusable(|schema: &SchemaRef<Tenant>, least: Param<i64>| {
        let countries = Country::bind(schema);
        countries.select().filter(countries.population.gt(least))
    });
    let _ = larger.unwrap().with(1);
}
