use polyschema::prelude::*;

/// A sovereign state.
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
    #[column(varchar = 100)]
    pub name: String,
    #[column(references = Country::name, on_delete = "cascade")]
    pub country: String,
}

/// Asia's countries: all that a country has, and one column more.
#[derive(Debug, Clone, Table)]
#[table(schema = Asia)]
pub struct AsiaCountry {
    #[column(extends)]
    pub country: Country,
    #[column(varchar = 100)]
    pub signature_dish: Option<String>,
}

#[derive(Schema)]
#[schema(name = "asia", database = Postgres, tables(AsiaCountry, Capital))]
pub struct Asia;

#[derive(Schema)]
#[schema(name = "europe", database = Postgres, tables(Country, Capital))]
pub struct Europe;

#[derive(Schema)]
#[schema(database = Postgres, tables(Country, Capital))]
pub struct Tenant;
