use polyschema::prelude::*;

struct Country;

#[derive(Schema)]
#[schema(name = "asia", database = Postgres, tables(Country))]
struct Asia;

fn main() {}
