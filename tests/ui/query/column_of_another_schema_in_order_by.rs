#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country, Europe};
use polyschema::prelude::*;

fn main() {
    let asian = Country::bind_schema::<Asia>();
    let european = Country::bind_schema::<Europe>();
    let _ = asian.select().order_by(european.name.asc());
}
