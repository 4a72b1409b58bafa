use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
}

#[derive(Table)]
#[table(abstract, unique(nme, code))]
struct AsiaCountry {
    #[column(extends)]
    country: Country,
    code: i32,
}

fn main() {}
