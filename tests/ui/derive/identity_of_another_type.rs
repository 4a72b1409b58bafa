use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key, identity)]
    name: String,
}

#[derive(Table)]
#[table(name = "cities", abstract)]
struct City {
    #[column(primary_key, identity, default = 5)]
    id: i32,
}

fn main() {}
