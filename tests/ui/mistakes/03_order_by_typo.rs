//! A typo in an ORDER BY.
#[path = "../models/mod.rs"]
mod models;

use models::{Asia, AsiaCountry};
use polyschema::prelude::*;

fn main() {
    let countries = AsiaCountry::bind_schema::<Asia>();
    let _ = countries.select().order_by(countries.nmae.asc());
}
