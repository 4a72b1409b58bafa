#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;

#[derive(Schema)]
#[schema(name = "local", database = Sqlite, tables(Country))]
struct Local;

fn main() {
    let here = Country::bind_schema::<Asia>();
    let there = Country::bind_schema::<Local>();
    let _ = raw!("SELECT FROM {}, {}", here, there);
}
