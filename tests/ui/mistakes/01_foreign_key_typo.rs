//! A typo in a foreign key.
#[path = "../models/mod.rs"]
mod models;

use models::Country;
use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "cities", abstract)]
struct City {
    #[column(primary_key, identity)]
    id: i32,
    #[column(references = Countrys::name)]
    country: String,
}

fn main() {
    let _ = std::marker::PhantomData::<(City, Country)>;
}
