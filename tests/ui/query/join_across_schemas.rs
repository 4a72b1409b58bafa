#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Country, Europe};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Europe>();
    let _ = countries.select().join(capitals);
}
