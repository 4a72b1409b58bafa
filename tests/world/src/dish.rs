//! Asia's countries have a dish.

use std::marker::PhantomData;

use polyschema::prelude::*;

pub use super::first::{Capital, Country};

#[derive(Debug, Clone, Table)]
#[table(schema = Asia)]
pub struct AsiaCountry {
    #[column(extends)]
    pub country: Country,
    #[column(varchar = 100)]
    pub signature_dish: Option<String>,
}

#[derive(Schema)]
#[schema(name = "asia", database = D, tables(AsiaCountry, Capital))]
pub struct Asia<D = Sqlite>(PhantomData<D>);

#[derive(Schema)]
#[schema(name = "europe", database = D, tables(Country, Capital))]
pub struct Europe<D = Sqlite>(PhantomData<D>);
