//! Another schema's column in a query.
#[path = "../models/mod.rs"]
mod models;

use models::{Asia, AsiaCountry, Europe, EuropeCountry};
use polyschema::prelude::*;

fn main() {
    let asian = AsiaCountry::bind_schema::<Asia>();
    let european = EuropeCountry::bind_schema::<Europe>();
    let _ = asian.select().filter(european.eu_member);
}
