#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country, Language};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let languages = Language::bind_schema::<Asia>();
    let _ = countries.select().join(languages);
}
