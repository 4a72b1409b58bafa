#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Language};
use polyschema::prelude::*;

fn main() {
    let languages = Language::bind_schema::<Asia>();
    let tokyo = Capital { capital_id: 1, name: "Tokyo".to_owned(), country: "Japan".to_owned() };
    let _ = languages.belonging_to(&tokyo);
}
