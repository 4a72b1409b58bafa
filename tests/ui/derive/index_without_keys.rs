use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract, index(unique), index(asc(name, nulls = "frist")))]
struct Country {
    #[column(primary_key, index(other))]
    name: String,
    other: i32,
}

fn main() {}
