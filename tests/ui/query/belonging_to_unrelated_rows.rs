#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Language};
use polyschema::prelude::*;

fn main() {
    let languages = Language::bind_schema::<Asia>();
    let capitals: Vec<Capital> = Vec::new();
    let _ = languages.belonging_to(&capitals);
}
