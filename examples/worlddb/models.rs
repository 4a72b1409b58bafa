//! The tables: two abstract ones that any schema can have, what Asia and Europe add, and the schemas.

use std::marker::PhantomData;

use polyschema::prelude::*;

/// A sovereign state.
#[derive(Debug, Clone, Table)]
#[table(name = "countries", abstract)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    #[column(primary_key, char = 2)]
    pub iso: String,
    #[column(varchar = 100, unique)]
    pub name: String,
    #[column(check = "population >= 0")]
    pub population: i64,
    /// In square kilometres.
    pub area_km2: f64,
    /// ISO 4217.
    #[column(char = 3)]
    pub currency_code: String,
}

/// A country's seat of government.
#[derive(Debug, Clone, Table)]
#[table(name = "capitals", abstract)]
pub struct Capital {
    #[column(primary_key, identity)]
    pub capital_id: i32,
    #[column(varchar = 100)]
    pub name: String,
    #[column(references = Country::iso, on_delete = "cascade", unique)]
    pub country_iso: String,
}

/// A populated place.
#[derive(Debug, Clone, Table)]
#[table(name = "cities", abstract, index(country_iso, desc(population)))]
pub struct City {
    #[column(primary_key, identity)]
    pub city_id: i32,
    #[column(references = Country::iso, on_delete = "cascade")]
    pub country_iso: String,
    #[column(varchar = 200)]
    pub name: String,
    pub population: i64,
    /// In degrees, north positive.
    pub latitude: f64,
    /// In degrees, east positive.
    pub longitude: f64,
    /// IANA time zone.
    #[column(varchar = 50)]
    pub timezone: String,
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

/// Europe's countries: all that a country has, and whether it is in the European Union.
#[derive(Debug, Clone, Table)]
#[table(schema = Europe)]
pub struct EuropeCountry {
    #[column(extends)]
    pub country: Country,
    #[column(default = false)]
    pub eu_member: bool,
}

/// A language spoken in a country; only Asia keeps them.
#[derive(Debug, Clone, Table)]
#[table(name = "languages", schema = Asia, primary_key(country_iso, language_tag))]
pub struct Language {
    #[column(references = Country::iso, on_delete = "cascade")]
    pub country_iso: String,
    /// BCP 47.
    #[column(varchar = 35)]
    pub language_tag: String,
}

/// `asia`, in a database of the kind `D`.
#[derive(Schema)]
#[schema(name = "asia", database = D, tables(AsiaCountry, Capital, City, Language))]
pub struct Asia<D = Sqlite>(PhantomData<D>);

/// `europe`, in a database of the kind `D`.
#[derive(Schema)]
#[schema(name = "europe", database = D, tables(EuropeCountry, Capital, City))]
pub struct Europe<D = Sqlite>(PhantomData<D>);
