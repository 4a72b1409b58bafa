use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
}

#[derive(Table)]
#[table(name = "asian_countries", abstract)]
struct AsiaCountry {
    #[column(extends)]
    country: Country,
}

fn main() {}
