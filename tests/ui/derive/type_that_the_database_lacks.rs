use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
    rivers: Vec<String>,
}

#[derive(Schema)]
#[schema(name = "asia", database = Sqlite, tables(Country))]
struct Asia;

#[derive(Schema)]
#[schema(name = "europe", database = Postgres, tables(Country))]
struct Europe;

#[derive(Schema)]
#[schema(name = "any", database = D, tables(Country))]
struct Any<D>(std::marker::PhantomData<D>);

fn main() {}
