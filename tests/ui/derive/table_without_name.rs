use polyschema::prelude::*;

#[derive(Table)]
#[table(abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
}

#[derive(Table)]
#[table(name = "", abstract)]
struct City {
    #[column(primary_key)]
    name: String,
}

fn main() {}
