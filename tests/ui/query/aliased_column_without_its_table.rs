#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;

fn main() {
    polyschema::alias!(Neighbour);
    let countries = Country::bind_schema::<Asia>();
    let neighbours = countries.alias::<Neighbour>();
    let _ = countries.select().filter(neighbours.name.eq("Japan"));
}
