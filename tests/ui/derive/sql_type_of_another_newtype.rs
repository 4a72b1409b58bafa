use polyschema::prelude::*;

#[derive(Debug, Clone, DbType)]
struct Population(i64);

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
    #[column(varchar = 10)]
    population: Population,
}

fn main() {}
