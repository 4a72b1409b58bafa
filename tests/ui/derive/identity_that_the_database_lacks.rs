use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
    #[column(identity)]
    number: i32,
}

#[derive(Schema)]
#[schema(name = "asia", database = Sqlite, tables(Country))]
struct Asia;

fn main() {}
