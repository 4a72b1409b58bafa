#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country, NewCapital};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let _ = countries.insert(NewCapital { name: "Tokyo".to_owned(), country: "Japan".to_owned() });
}
