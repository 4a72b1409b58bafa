//! What a client does, each in its own usual way.

use anyhow::{Result, bail};

use crate::Workload;
use crate::row::{City, Pair};

/// Filters of a search form: those that are given must all hold.
#[derive(Debug, Clone)]
pub struct Filter {
    pub country_iso: Option<String>,
    pub min_population: Option<i64>,
    pub max_population: Option<i64>,
    pub timezone: Option<String>,
    pub is_large: Option<bool>,
}

/// A client of PostgreSQL, with one connection.
///
/// It returns rows of its own types; they are made into the harness's outside of what is measured.
#[allow(async_fn_in_trait, reason = "the futures stay on one thread")]
pub trait Client: Sized {
    /// Its name in the report.
    const NAME: &'static str;

    /// What it can do.
    const WORKLOADS: &[Workload] = &Workload::STATEMENTS;

    /// A city as it reads it.
    type City: Into<City>;
    /// A row of the join as it reads it.
    type Pair: Into<Pair>;
    /// A city as it inserts it.
    type New: From<City> + Clone;

    /// Connects, and prepares what it prepares beforehand.
    async fn connect(url: &str) -> Result<Self>;

    /// The city of a key.
    async fn find(&mut self, city_id: i32) -> Result<Option<Self::City>>;

    /// Inserts a city, and reads nothing back.
    async fn insert(&mut self, city: Self::New) -> Result<()>;

    /// Cities with at least so many people, and their countries, by the city's key.
    async fn join(&mut self, min_population: i64) -> Result<Vec<Self::Pair>>;

    /// The cities up to a key, by key.
    async fn rows(&mut self, last: i32) -> Result<Vec<Self::City>>;

    /// The cities that a form asks for, by key.
    async fn filters(&mut self, filter: &Filter) -> Result<Vec<Self::City>>;

    /// Inserts many cities: all or none.
    async fn bulk(&mut self, cities: Vec<Self::New>) -> Result<()>;

    /// Copies many cities into the table: all or none.
    async fn copy_in(&mut self, _: Vec<Self::New>) -> Result<()> {
        bail!("{} copies no rows", Self::NAME)
    }

    /// Copies all cities out of the table, in any order.
    async fn copy_out(&mut self) -> Result<Vec<Self::City>> {
        bail!("{} copies no rows", Self::NAME)
    }
}
