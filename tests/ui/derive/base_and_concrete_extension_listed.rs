use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
}

#[derive(Table)]
#[table(schema = Asia)]
struct AsiaCountry {
    #[column(extends)]
    country: Country,
}

#[derive(Schema)]
#[schema(name = "asia", database = Postgres, tables(Country, AsiaCountry))]
struct Asia;

fn main() {}
