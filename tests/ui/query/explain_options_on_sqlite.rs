use polyschema::prelude::*;

#[derive(Debug, Clone, Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
}

#[derive(Schema)]
#[schema(name = "asia", database = Sqlite, tables(Country))]
struct Asia;

fn main() {
    let _ = Country::bind_schema::<Asia>().select().explain().analyze();
}
