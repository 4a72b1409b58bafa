#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Country};
use polyschema::prelude::*;

polyschema::alias!(Twin);

fn main() {
    let capitals = Capital::bind_schema::<Asia>();
    let twins = capitals.alias::<Twin>();
    let countries = Country::bind_schema::<Asia>();
    let _ = capitals.select().join_on(twins, twins.name.eq(capitals.name)).join(countries);
}
