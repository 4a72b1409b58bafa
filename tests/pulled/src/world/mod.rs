// Made by `polyschema pull` of these schemas of Postgres: `africa`, `asia`, `europe`, `north`,
// `oceania`, `shared`, `south`.
// What the models do not say stands in a comment above the item that lacks it.

use polyschema::{DbEnum, Table};

mod africa;
mod asia;
mod europe;
mod north;
mod oceania;
mod shared;
mod south;

pub use africa::*;
pub use asia::*;
pub use europe::*;
pub use north::*;
pub use oceania::*;
pub use shared::*;
pub use south::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, DbEnum)]
#[db_enum(rename_all = "kebab-case")]
pub enum Mood {
    Happy,
    SoSo,
}

#[derive(Debug, Clone, Table)]
#[table(
    name = "capitals",
    abstract,
    foreign_key(
        columns(currency),
        references = Currency(code),
        on_delete = "set null",
        deferrable = "initially_deferred",
        name = "capitals_currency_fkey"
    )
)]
pub struct Capital {
    #[column(primary_key, identity)]
    pub capital_id: i32,
    pub name: String,
    #[column(varchar = 100, references = Country::name, on_delete = "cascade")]
    pub country: String,
    #[column(char = 3)]
    pub currency: Option<String>,
}

/// A sovereign state.
#[derive(Debug, Clone, Table)]
#[table(
    name = "countries",
    abstract,
    primary_key(country_id, name = "countries_pkey"),
    index(desc(population, nulls = "last"))
)]
pub struct Country {
    #[column(identity)]
    pub country_id: i32,
    /// As its people write it.
    #[column(varchar = 100, unique(name = "countries_name_key"))]
    pub name: String,
    #[column(check = "population >= 0")]
    pub population: Option<i64>,
    #[column(default = Mood::SoSo)]
    pub mood: Mood,
}

#[derive(Debug, Clone, Table)]
#[table(abstract)]
pub struct NorthLikeCountry {
    #[column(extends)]
    pub country: Country,
    #[column(index)]
    pub climate: String,
}

#[derive(Debug, Clone, Table)]
#[table(name = "visits", abstract, primary_key(visit_id, name = "visits_pkey"))]
pub struct Visit {
    #[column(identity = "by_default")]
    pub visit_id: i64,
    #[column(references = Country::country_id)]
    pub country_id: i32,
    pub note: Option<String>,
}
