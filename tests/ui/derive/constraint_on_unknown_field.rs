use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract, primary_key(nme), unique(name, contnent), index(name, desc(populaton)))]
struct Country {
    continent: String,
    name: String,
    population: i64,
}

#[derive(Table)]
#[table(name = "cities", abstract, primary_key(name, name))]
struct City {
    name: String,
}

fn main() {}
