//! Countries and capitals in two schemas.

use polyschema::prelude::*;

#[derive(Debug, Clone, Table)]
#[table(name = "countries", abstract)]
pub struct Country {
    #[column(primary_key)]
    pub country_id: i32,
    pub name: String,
    pub population: i64,
}

#[derive(Debug, Clone, Table)]
#[table(name = "capitals", abstract)]
pub struct Capital {
    #[column(primary_key)]
    pub capital_id: i32,
    pub name: String,
}

#[derive(Schema)]
#[schema(name = "asia", database = Postgres, tables(Country, Capital))]
pub struct Asia;

#[derive(Schema)]
#[schema(name = "europe", database = Postgres, tables(Country, Capital))]
pub struct Europe;
