use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract, override(name(varchar = 10)))]
struct Country {
    #[column(primary_key)]
    name: String,
}

fn main() {}
