#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Country};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    let _ = countries.select().filter(raw!("EXISTS (SELECT FROM {capitals})").expr::<bool>());
}
