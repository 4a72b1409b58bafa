//! The schemas, for `main.rs` and for `build.rs`.

use std::marker::PhantomData;

use polyschema::prelude::*;
use shared_models::{Capital, Country};

/// Tenant A's countries: all that a country has, and one column more.
#[derive(Debug, Clone, Table)]
#[table(schema = TenantA)]
pub struct RatedCountry {
    /// The country.
    #[column(extends)]
    pub country: Country,
    /// How much the tenant likes it, from 1 to 5.
    #[column(check = "stars BETWEEN 1 AND 5")]
    pub stars: Option<i16>,
}

/// Where the tenant has been: a table of this package that references two of the other's.
#[derive(Debug, Clone, Table)]
#[table(name = "visits", schema = TenantA)]
pub struct Visit {
    /// A number without meaning.
    #[column(primary_key, identity)]
    pub visit_id: i32,
    /// Which country.
    #[column(varchar = 100, references = Country::name)]
    pub country: String,
    /// Which capital, if it was one.
    #[column(references = Capital::capital_id, on_delete = "set null")]
    pub capital: Option<i32>,
}

/// A tenant who travels, in a database of the kind `D`.
#[derive(Schema)]
#[schema(name = "tenant_a", database = D, tables(RatedCountry, Capital, Visit))]
pub struct TenantA<D = Sqlite>(PhantomData<D>);

/// A tenant who stays at home, in a database of the kind `D`.
#[derive(Schema)]
#[schema(name = "tenant_b", database = D, tables(Country, Capital))]
pub struct TenantB<D = Sqlite>(PhantomData<D>);
