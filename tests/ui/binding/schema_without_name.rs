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

fn main() {
    Country::bind_schema::<Tenant>();
}
