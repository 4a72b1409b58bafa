#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;
use polyschema::query::{Param, reusable};

fn main() {
    let between = reusable(|schema: &SchemaRef<Asia>, (low, high): (Param<i64>, Param<i64>)| {
        let countries = Country::bind(schema);
        countries.select().filter(countries.population.between(low, high))
    });
    let _ = between.unwrap().with(1);
}
