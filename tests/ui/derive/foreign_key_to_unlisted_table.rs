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
#[schema(name = "asia", database = Postgres, tables(Country))]
struct Asia;

#[derive(Schema)]
#[schema(name = "europe", database = Postgres, tables(Capital))]
struct Europe;

fn main() {}
