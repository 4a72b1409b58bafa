#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;

polyschema::sql_function! {
    fn soundex(text: String) -> String;
}

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let _ = countries.select().columns(soundex(countries.population));
}
