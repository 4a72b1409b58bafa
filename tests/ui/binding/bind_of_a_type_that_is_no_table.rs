#[path = "../models/mod.rs"]
mod models;

use models::{Asia};
use polyschema::prelude::*;

struct Country;

fn main() {
    let _ = Country::bind_schema::<Asia>();
}
