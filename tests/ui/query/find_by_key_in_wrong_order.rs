#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Language};
use polyschema::prelude::*;

fn main() {
    let languages = Language::bind_schema::<Asia>();
    let _ = languages.find((392_i16, "ja"));
}
