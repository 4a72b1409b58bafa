use polyschema::prelude::*;

#[derive(Schema)]
#[schema(name = "pg_asia", database = Postgres)]
struct Asia;

#[derive(Schema)]
#[schema(name = "", database = Postgres)]
struct Europe;

#[derive(Schema)]
#[schema(name = "main", database = Sqlite)]
struct Main;

#[derive(Schema)]
#[schema(name = "an_identifier_that_is_longer_than_the_sixty_three_bytes_of_postgres", database = Postgres)]
struct Long;

fn main() {}
