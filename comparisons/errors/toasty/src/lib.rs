//! Countries and capitals in two schemas: a struct for each table of each; the schema itself is the connection's.

#[derive(Debug, Clone, toasty::Model)]
#[table = "countries"]
pub struct AsiaCountry {
    #[key]
    pub country_id: i32,
    pub name: String,
    pub population: i64,
}

#[derive(Debug, Clone, toasty::Model)]
#[table = "countries"]
pub struct EuropeCountry {
    #[key]
    pub country_id: i32,
    pub name: String,
    pub population: i64,
}

#[derive(Debug, Clone, toasty::Model)]
#[table = "capitals"]
pub struct AsiaCapital {
    #[key]
    pub capital_id: i32,
    pub name: String,
}
