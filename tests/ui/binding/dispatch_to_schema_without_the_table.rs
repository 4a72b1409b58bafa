use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
}

#[derive(Table)]
#[table(name = "languages", abstract)]
struct Language {
    #[column(primary_key)]
    name: String,
}

#[derive(Schema)]
#[schema(name = "asia", database = Postgres, tables(Country, Language))]
struct Asia;

#[derive(Schema)]
#[schema(name = "europe", database = Postgres, tables(Country))]
struct Europe;

#[derive(SchemaSet)]
enum World {
    Asia,
    Europe,
}

fn speak<S: Provides<Language>>(_: &SchemaRef<S>) {}

fn main() {
    dispatch!(World, World::Europe, |schema| speak(schema));
}
