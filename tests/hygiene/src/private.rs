//! Tables that are nobody else's business, with fields of all visibilities.

use db::prelude::*;

/// A sovereign state.
#[derive(Debug, Clone, Table)]
#[table(name = "countries", abstract)]
struct Country {
    /// Its name.
    #[column(primary_key)]
    name: String,
    /// How many live there.
    pub(crate) population: Option<i64>,
    /// How many lived there.
    pub(super) before: Option<i64>,
}

/// Columns of a table, of the crate alone.
#[derive(Debug, Clone, Table)]
#[table(mixin, new(derive(PartialEq)))]
pub(crate) struct Audit {
    /// By whom.
    pub(crate) by: String,
}

/// A language.
#[derive(Debug, Clone, Table)]
#[table(name = "languages", schema = Asia, new(derive(PartialEq)))]
pub(crate) struct Language {
    /// Its name.
    #[column(primary_key)]
    pub(crate) name: String,
    /// When it was written.
    #[column(flatten)]
    audit: Audit,
}

/// Asia.
#[derive(Debug, Schema)]
#[schema(name = "asia", database = Postgres, tables(Language))]
pub(crate) struct Asia;

/// Nobody's.
#[derive(Debug, Schema)]
#[schema(name = "nowhere", database = Postgres, tables(Country))]
struct Nowhere;

/// The schemas.
#[derive(Debug, SchemaSet)]
enum World {
    /// Nobody's.
    Nowhere,
}

/// A country at a glance.
#[derive(Debug, Projection)]
struct Summary {
    /// Its name.
    name: String,
}

/// A set that nobody uses yet.
#[derive(Debug, SchemaSet)]
pub(super) enum Later {
    /// Asia.
    Asia,
}

/// The text of a query, and what it would read.
///
/// # Errors
/// None.
pub fn query() -> db::Result<String> {
    let world: World = "nowhere".parse()?;
    dispatch!(World, world, |schema| {
        let countries = Country::bind(schema);
        let query = countries.select().columns(SummaryColumns { name: countries.name });
        let Summary { name } = Summary { name: query.to_sql()? };
        Ok(name)
    })
}
