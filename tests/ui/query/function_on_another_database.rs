#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;

polyschema::sql_function! {
    fn unicode(text: String) -> i64 where Database = Sqlite;
}

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let _ = countries.select().columns(unicode(countries.name));
}
