use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract, primary_key(continent, number))]
struct Country {
    continent: String,
    number: i64,
}

#[derive(Table)]
#[table(name = "cities", abstract)]
struct City {
    #[column(primary_key)]
    name: String,
    number: i32,
}

#[derive(Table)]
#[table(abstract, foreign_key(columns(continent, number), references = Country(continent, number)))]
struct BigCity {
    #[column(extends)]
    city: City,
    continent: String,
}

fn main() {}
