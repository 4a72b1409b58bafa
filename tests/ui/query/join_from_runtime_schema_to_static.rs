#[path = "../models/mod.rs"]
mod models;

use models::{Capital, Country, Europe, Tenant};
use polyschema::prelude::*;

fn main() {
    let tenant = Tenant::named("acme").unwrap();
    let countries = Country::bind(&tenant);
    let capitals = Capital::bind_schema::<Europe>();
    let _ = countries.select().left_join(capitals);
}
