use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key, default = 5)]
    name: String,
    #[column(default = "many")]
    population: Option<i64>,
    #[column(default = 70_000)]
    regions: i16,
    #[column(default = 1 + 1)]
    rivers: i16,
}

fn main() {}
