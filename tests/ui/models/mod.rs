//! The tables and schemas of the tests on queries.

use polyschema::prelude::*;

#[derive(Debug, Clone, Table)]
#[table(name = "countries", abstract)]
pub struct Country {
    #[column(primary_key, identity)]
    pub country_id: i32,
    #[column(varchar = 100, unique)]
    pub name: String,
    pub population: Option<i64>,
}

#[derive(Debug, Clone, Table)]
#[table(name = "capitals", abstract)]
pub struct Capital {
    #[column(primary_key, identity)]
    pub capital_id: i32,
    pub name: String,
    #[column(references = Country::name)]
    pub country: String,
}

#[derive(Debug, Clone, Table)]
#[table(schema = Asia)]
pub struct AsiaCountry {
    #[column(extends)]
    pub country: Country,
    pub signature_dish: Option<String>,
}

#[derive(Debug, Clone, Table)]
#[table(schema = Europe)]
pub struct EuropeCountry {
    #[column(extends)]
    pub country: Country,
    pub eu_member: bool,
}

/// Without foreign keys, and with a key of two columns.
#[derive(Debug, Clone, Table)]
#[table(name = "languages", schema = Asia, primary_key(tag, region))]
pub struct Language {
    pub tag: String,
    pub region: i16,
    pub name: String,
}

/// Without a primary key.
#[derive(Debug, Clone, Table)]
#[table(name = "visits", schema = Asia)]
pub struct Visit {
    pub visitor: String,
    pub days: i32,
}

/// With two foreign keys to one table.
#[derive(Debug, Clone, Table)]
#[table(name = "borders", schema = Asia)]
pub struct Border {
    #[column(references = Country::name)]
    pub one: String,
    #[column(references = Country::name)]
    pub other: String,
}

#[derive(Schema)]
#[schema(name = "asia", database = Postgres, tables(AsiaCountry, Capital, Language, Visit, Border))]
pub struct Asia;

#[derive(Schema)]
#[schema(name = "europe", database = Postgres, tables(EuropeCountry, Capital))]
pub struct Europe;

#[derive(Schema)]
#[schema(database = Postgres, tables(Country, Capital))]
pub struct Tenant;
