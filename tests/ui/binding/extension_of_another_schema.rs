use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
}

#[derive(Table)]
#[table(schema = Europe)]
struct EuropeCountry {
    #[column(extends)]
    country: Country,
}

#[derive(Schema)]
#[schema(name = "asia", database = Postgres, tables(Country))]
struct Asia;

#[derive(Schema)]
#[schema(name = "europe", database = Postgres, tables(EuropeCountry))]
struct Europe;

fn main() {
    Country::bind_schema::<Europe>();
    EuropeCountry::bind_schema::<Asia>();
}
