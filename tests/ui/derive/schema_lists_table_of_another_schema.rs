use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
}

#[derive(Table)]
#[table(name = "languages", schema = Asia)]
struct Language {
    #[column(primary_key)]
    name: String,
}

#[derive(Schema)]
#[schema(name = "asia", database = Postgres, tables(Language))]
struct Asia;

#[derive(Schema)]
#[schema(name = "europe", database = Postgres, tables(Country, Language))]
struct Europe;

fn main() {}
