use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    continent: String,
    #[column(primary_key)]
    name: String,
}

fn main() {}
