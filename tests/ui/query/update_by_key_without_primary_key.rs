#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Visit};
use polyschema::prelude::*;

fn main() {
    let visits = Visit::bind_schema::<Asia>();
    let _ = visits.update_by_key(&Visit { visitor: "Marco Polo".to_owned(), days: 9 });
}
