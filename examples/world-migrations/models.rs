//! The models as they are now. How they came to be so stands in `migrations/`.

use std::marker::PhantomData;

use polyschema::prelude::*;

/// A sovereign state.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "countries", abstract)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    #[column(primary_key, char = 2)]
    pub iso: String,
    #[column(varchar = 100, unique)]
    pub name: String,
    /// Was an `integer` once, which the world outgrew.
    #[column(check = "population >= 0")]
    pub population: i64,
    /// ISO 4217.
    #[column(char = 3, renamed_from = "currency_code")]
    pub currency: String,
}

/// A country's seat of government.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "capitals", abstract)]
pub struct Capital {
    #[column(primary_key, identity)]
    pub capital_id: i32,
    #[column(varchar = 100)]
    pub name: String,
    #[column(references = Country::iso, on_delete = "cascade", unique)]
    pub country_iso: String,
}

/// Asia's countries: all that a country has, and one column more.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(schema = Asia)]
pub struct AsiaCountry {
    #[column(extends)]
    pub country: Country,
    #[column(varchar = 100)]
    pub signature_dish: Option<String>,
}

/// Europe's countries: all that a country has, and whether it is in the European Union.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(schema = Europe)]
pub struct EuropeCountry {
    #[column(extends)]
    pub country: Country,
    #[column(default = false)]
    pub eu_member: bool,
}

/// A language spoken in a country; only Asia keeps them.
#[derive(Debug, Clone, PartialEq, Table)]
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
#[schema(name = "asia", database = D, tables(AsiaCountry, Capital, Language))]
pub struct Asia<D = Sqlite>(PhantomData<D>);

/// `europe`, in a database of the kind `D`.
#[derive(Schema)]
#[schema(name = "europe", database = D, tables(EuropeCountry, Capital))]
pub struct Europe<D = Sqlite>(PhantomData<D>);
