use polyschema::prelude::*;

#[derive(Debug, Clone, Table)]
#[table(name = "countries", abstract)]
pub struct Country {
    #[column(primary_key)]
    pub name: String,
}

#[derive(Schema)]
#[schema(name = "asia", database = Sqlite, tables(Country))]
pub struct Asia;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let _ = countries.select().for_update();
}
