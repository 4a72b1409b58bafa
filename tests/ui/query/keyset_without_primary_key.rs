#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Visit};
use polyschema::prelude::*;

fn main() {
    let visits = Visit::bind_schema::<Asia>();
    let _ = visits.select().keyset(visits.visitor.asc());
}
