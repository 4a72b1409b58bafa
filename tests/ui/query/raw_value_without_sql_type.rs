#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;

struct Money;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let price = Money;
    let _ = raw!("SELECT {} FROM {countries}", price);
}
