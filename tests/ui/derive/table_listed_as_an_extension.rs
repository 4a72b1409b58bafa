use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
}

#[derive(Schema)]
#[schema(name = "asia", database = Postgres, tables(extension(Country)))]
struct Asia;

fn main() {}
