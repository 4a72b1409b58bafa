use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    country_id: i32,
    #[column(unique)]
    name: String,
    motto: String,
}

#[derive(Table)]
#[table(name = "capitals", abstract)]
struct Capital {
    #[column(primary_key)]
    name: String,
    #[column(references = Contry::name)]
    country: String,
}

fn main() {}
