#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Country};
use polyschema::prelude::*;

polyschema::alias!(Tree);

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    let names = countries.select().columns(countries.name);
    let _ = names.recursive::<Tree, _>(|_| capitals.select().columns(capitals.capital_id));
}
