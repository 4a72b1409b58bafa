use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
}

#[derive(Table)]
#[table(name = "capitals", abstrct)]
struct Capital {
    #[column(primary_key, reference = Country::name)]
    name: String,
    #[column(colour = "red", unique, unique)]
    country: String,
}

fn main() {}
