use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract, mixin)]
struct Country {
    name: String,
}

fn main() {}
