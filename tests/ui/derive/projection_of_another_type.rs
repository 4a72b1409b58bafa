use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
    population: Option<i64>,
}

#[derive(Schema)]
#[schema(name = "asia", database = Postgres, tables(Country))]
struct Asia;

#[derive(Projection)]
struct Summary {
    name: String,
    population: i64,
}

fn main() {
    let countries = Country::bind_schema::<Asia>();
    let summary = SummaryColumns { name: countries.name, population: countries.population };
    let _ = countries.select().columns(summary);
}
