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
}

fn main() {
    dispatch!(World<Sqlite>, World::Asia, |schema| drop(schema.name()));
}
