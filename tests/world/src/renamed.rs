//! In Europe the population is called otherwise.

use std::marker::PhantomData;

pub use super::dish::Asia;
use polyschema::prelude::*;

#[derive(Debug, Clone, Table)]
#[table(name = "countries", abstract)]
pub struct EuropeCountry {
    #[column(primary_key, identity)]
    pub country_id: i64,
    #[column(varchar = 100, unique)]
    pub name: String,
    pub inhabitants: Option<i64>,
}

#[derive(Debug, Clone, Table)]
#[table(name = "capitals", abstract)]
pub struct EuropeCapital {
    #[column(primary_key, identity)]
    pub capital_id: i64,
    #[column(varchar = 100)]
    pub name: String,
    #[column(varchar = 100, references = EuropeCountry::name, on_delete = "cascade")]
    pub country: String,
}

#[derive(Schema)]
#[schema(name = "europe", database = D, tables(EuropeCountry, EuropeCapital))]
pub struct Europe<D = Sqlite>(PhantomData<D>);
