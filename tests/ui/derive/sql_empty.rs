use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract, check(""), index(" "))]
struct Country {
    #[column(primary_key, generated = "", check = "")]
    name: String,
}

fn main() {}
