#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital};
use polyschema::prelude::*;

fn main() {
    let capitals = Capital::bind_schema::<Asia>();
    let names = vec!["Japan".to_owned()];
    let _ = capitals.belonging_to(&names);
}
