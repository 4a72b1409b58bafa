use polyschema::prelude::*;

#[derive(Table)]
#[table("countries", name = "countries", abstract, unique(name, nam = "x"), override)]
struct Country {
    #[column(primary_key, varchar 100)]
    name: String,
    #[column(default = , check = )]
    capital: String,
    #[column(crate::unique, numeric(10), default = now())]
    neighbour: String,
}

#[derive(Table)]
#[table(name = "capitals", abstract, index(desc(name, country), wher = "x"))]
#[table(foreign_key(column(country), references = Country::name, on_delete = "cascde"))]
struct Capital {
    #[column(primary_key, references = Country::name)]
    name: String,
    country: String,
}

#[derive(Table)]
#[table(abstract, override(name(varchr = 1), country, "x", country()), new(derives(PartialEq)))]
struct BigCapital {
    #[column(extends)]
    capital: Capital,
}

#[derive(Schema)]
#[schema(name = "asia", database = Postgres + Sqlite, tables(Country, 5))]
struct Asia;

#[derive(Schema)]
#[schema]
struct Europe;

fn main() {}
