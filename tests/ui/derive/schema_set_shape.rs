use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
}

#[derive(Schema)]
#[schema(name = "asia", database = Postgres, tables(Country))]
struct Asia;

#[derive(SchemaSet)]
enum World {
    Asia,
    Named(String),
}

#[derive(SchemaSet)]
enum Nothing {}

#[derive(SchemaSet)]
struct Asias;

#[derive(SchemaSet)]
enum Labelled {
    #[schema_set("asia")]
    Asia,
}

fn main() {}
