#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Country};
use polyschema::prelude::*;

polyschema::alias!(Big);

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    let named = capitals.select().columns((capitals.name, capitals.country)).named::<Big>();
    let _ = countries.select().filter(named.0.eq("Tokyo"));
}
