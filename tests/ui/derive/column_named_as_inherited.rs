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
    #[column(extends)]
    country: Country,
    #[column(name = "name")]
    local_name: String,
}

fn main() {}
