use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
}

#[derive(Table)]
#[table(abstract)]
struct AsiaCountry {
    code: i32,
    #[column(extends)]
    country: Country,
}

fn main() {}
