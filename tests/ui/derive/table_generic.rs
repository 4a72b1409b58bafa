use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country<T> {
    #[column(primary_key)]
    name: T,
}

fn main() {}
