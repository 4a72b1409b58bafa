use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    id: i32,
}

#[derive(Table)]
#[table(abstract, override(id(varchar = 10)))]
struct AsiaCountry {
    #[column(extends)]
    country: Country,
}

fn main() {}
