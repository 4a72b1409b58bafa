#[path = "../models/mod.rs"]
mod models;

use models::{Europe, EuropeCountry};
use polyschema::prelude::*;

fn main() {
    let countries = EuropeCountry::bind_schema::<Europe>();
    let _ = countries.select().columns(countries.eu_member.max());
}
