use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
}

#[derive(Table)]
#[table(name = "capitals", abstract)]
struct Capital {
    #[column(primary_key)]
    name: String,
    #[column(references = Country::name)]
    country: String,
}

#[derive(Schema)]
#[schema(name = "shared", database = Sqlite, tables(Country))]
struct Shared;

#[derive(Schema)]
#[schema(name = "europe", database = Sqlite, tables(Capital), sees(Shared))]
struct Europe;

fn main() {}
