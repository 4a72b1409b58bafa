#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Border, Capital};
use polyschema::prelude::*;

fn main() {
    let capitals = Capital::bind_schema::<Asia>();
    let borders = Border::bind_schema::<Asia>();
    let _ = capitals.select().join(borders);
}
