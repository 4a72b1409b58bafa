// Made by `polyschema pull` of these schemas of Postgres: `africa`, `asia`, `europe`, `north`,
// `oceania`, `shared`, `south`.
// What the models do not say stands in a comment above the item that lacks it.

use polyschema::{Postgres, Schema, Table};

#[allow(unused_imports, reason = "not each schema needs what others have")]
use super::*;

#[derive(Debug, Clone, Copy, Schema)]
#[schema(
    name = "europe",
    database = Postgres,
    tables(Capital, EuropeCountry),
    sees(Shared)
)]
pub struct Europe;

#[derive(Debug, Clone, Table)]
#[table(schema = Europe, check("joined > '1957-01-01'"), override(name(varchar = 200)))]
pub struct EuropeCountry {
    #[column(extends)]
    pub country: Country,
    pub joined: Option<chrono::NaiveDate>,
}
