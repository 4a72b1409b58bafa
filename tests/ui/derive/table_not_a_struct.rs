use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
enum Country {
    Japan,
}

#[derive(Table)]
#[table(name = "cities", abstract)]
struct City(String);

fn main() {}
