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

/// `tenant_a`, in a database of the kind `D`.
#[derive(Schema)]
#[schema(name = "tenant_a", database = D, tables(RatedCountry, Capital))]
pub struct TenantA<D = Sqlite>(PhantomData<D>);

/// `tenant_b`, in a database of the kind `D`.
#[derive(Schema)]
#[schema(name = "tenant_b", database = D, tables(Country, Capital))]
pub struct TenantB<D = Sqlite>(PhantomData<D>);
