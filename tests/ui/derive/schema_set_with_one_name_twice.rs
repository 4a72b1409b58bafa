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

#[derive(Schema)]
#[schema(name = "asia", database = Sqlite, tables(Country))]
struct AsiaInFiles;

#[derive(SchemaSet)]
enum World {
    Asia,
    AsiaInFiles,
}

fn main() {}
