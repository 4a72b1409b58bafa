use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
}

#[derive(Table)]
#[table(name = "capitals", abstract)]
struct Capital {
    #[column(primary_key)]
    name: String,
    #[column(references = Country::name)]
    country: String,
}

#[derive(Schema)]
#[schema(name = "asia", database = Postgres, tables(Country, Capital))]
struct Asia;

#[derive(Projection)]
struct Summary {
    name: String,
    capital: String,
}

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    let summary = SummaryColumns { name: countries.name, capital: capitals.name };
    let _ = countries.select().columns(summary);
}
