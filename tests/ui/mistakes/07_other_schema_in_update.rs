//! Another schema's column in an UPDATE.
#[path = "../models/mod.rs"]
mod models;

use models::{Asia, AsiaCountry, Europe, EuropeCountry};
use polyschema::prelude::*;

fn main() {
    let asian = AsiaCountry::bind_schema::<Asia>();
    let european = EuropeCountry::bind_schema::<Europe>();
    let _ = asian.update().set(european.population, 0).all_rows();
}
