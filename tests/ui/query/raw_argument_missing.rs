#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let _ = raw!("SELECT {} FROM {}", countries.name);
}
