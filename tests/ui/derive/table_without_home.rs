use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries")]
struct Country {
    #[column(primary_key)]
    name: String,
}

fn main() {}
