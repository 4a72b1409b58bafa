use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
}

#[derive(Table)]
#[table(abstract)]
struct BigCountry {
    #[column(extends)]
    country: Country,
}

#[derive(Schema)]
#[schema(name = "asia", database = Postgres, tables(BigCountry))]
struct Asia;

fn main() {}
