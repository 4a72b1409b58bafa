use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
    #[column(name = "an_identifier_that_is_longer_than_the_sixty_three_bytes_of_postgres")]
    long: i32,
}

#[derive(Schema)]
#[schema(name = "asia", database = Postgres, tables(Country))]
struct Asia;

#[derive(Schema)]
#[schema(name = "europe", database = Sqlite, tables(Country))]
struct Europe;

fn main() {}
