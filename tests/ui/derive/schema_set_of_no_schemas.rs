use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
}

#[derive(Schema)]
#[schema(database = Postgres, tables(Country))]
struct Tenant;

#[derive(SchemaSet)]
enum Tenants {
    Tenant,
}

#[derive(SchemaSet)]
enum Tables {
    Country,
}

#[derive(SchemaSet)]
enum World {
    Asia,
}

fn main() {}
