use polyschema::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, DbEnum)]
enum Mood {
    Happy,
}

#[derive(Debug, Clone, Copy, PartialEq, DbEnum)]
enum Size {
    Small,
}

#[derive(Debug, Clone, Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
    mood: Mood,
}

#[derive(Schema)]
#[schema(name = "asia", database = Postgres, tables(Country))]
struct Asia;

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let _ = countries.select().filter(countries.mood.eq(Size::Small));
}
