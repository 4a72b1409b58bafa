//! Countries and capitals, for whoever has a schema to put them in.

use polyschema::prelude::*;

/// A part of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, DbEnum)]
pub enum Continent {
    /// From the Bosporus to the Bering Strait.
    Asia,
    /// From the Atlantic to the Urals.
    Europe,
}

/// A sovereign state.
#[derive(Debug, Clone, Table)]
#[table(name = "countries", abstract, index(continent, desc(population)))]
pub struct Country {
    /// A number without meaning.
    #[column(primary_key, identity)]
    pub country_id: i32,
    /// As in English.
    #[column(varchar = 100, unique)]
    pub name: String,
    /// Where most of it lies.
    pub continent: Continent,
    /// How many people live there.
    #[column(check = "population >= 0")]
    pub population: i64,
}

/// A country's seat of government.
#[derive(Debug, Clone, Table)]
#[table(name = "capitals", abstract)]
pub struct Capital {
    /// A number without meaning.
    #[column(primary_key, identity)]
    pub capital_id: i32,
    /// As in English.
    #[column(varchar = 100)]
    pub name: String,
    /// The country, in whichever schema this is.
    #[column(varchar = 100, references = Country::name, on_delete = "cascade")]
    pub country: String,
}
