//! The models of the first revision.

use std::marker::PhantomData;

use polyschema::prelude::*;

#[derive(Debug, Clone, Table)]
#[table(name = "countries", abstract)]
pub struct Country {
    #[column(primary_key, identity)]
    pub country_id: i64,
    #[column(varchar = 100, unique)]
    pub name: String,
    pub population: Option<i64>,
}

#[derive(Debug, Clone, Table)]
#[table(name = "capitals", abstract)]
pub struct Capital {
    #[column(primary_key, identity)]
    pub capital_id: i64,
    #[column(varchar = 100)]
    pub name: String,
    #[column(varchar = 100, references = Country::name, on_delete = "cascade")]
    pub country: String,
}

#[derive(Schema)]
#[schema(name = "asia", database = D, tables(Country, Capital))]
pub struct Asia<D = Sqlite>(PhantomData<D>);

#[derive(Schema)]
#[schema(name = "europe", database = D, tables(Country, Capital))]
pub struct Europe<D = Sqlite>(PhantomData<D>);
