#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital};
use polyschema::prelude::*;

fn main() {
    let capitals = Capital::bind_schema::<Asia>();
    let _ = capitals.select().group_by(capitals.country).columns(|country| (country, capitals.name));
}
