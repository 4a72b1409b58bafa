// Made by `polyschema pull` of these schemas of Postgres: `africa`, `asia`, `europe`, `north`,
// `oceania`, `shared`, `south`.
// What the models do not say stands in a comment above the item that lacks it.

use polyschema::{Postgres, Schema, Table};

#[allow(unused_imports, reason = "not each schema needs what others have")]
use super::*;

#[derive(Debug, Clone, Copy, Schema)]
#[schema(name = "shared", database = Postgres, tables(Currency))]
pub struct Shared;

#[derive(Debug, Clone, Table)]
#[table(name = "currencies", schema = Shared)]
pub struct Currency {
    #[column(primary_key, char = 3)]
    pub code: String,
    pub symbol: Option<String>,
}
