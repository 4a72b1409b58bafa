use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
    #[column(varchar = 10)]
    population: i64,
    #[column(numeric(10, 2))]
    area: f64,
    #[column(varchar = 10, sql_type = "text")]
    motto: String,
}

fn main() {}
