use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract, primary_key(continent, name))]
struct Country {
    continent: String,
    name: String,
}

#[derive(Table)]
#[table(
    name = "capitals",
    abstract,
    foreign_key(columns(name), references = Country(continent, name)),
    foreign_key(references = Country(continent, name))
)]
struct Capital {
    #[column(primary_key)]
    name: String,
}

fn main() {}
