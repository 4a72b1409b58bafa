// Made by `polyschema pull` of these schemas of Postgres: `africa`, `asia`, `europe`, `north`,
// `oceania`, `shared`, `south`.
// What the models do not say stands in a comment above the item that lacks it.

use polyschema::{DbEnum, Postgres, Schema, Table};

#[allow(unused_imports, reason = "not each schema needs what others have")]
use super::*;

#[derive(Debug, Clone, Copy, Schema)]
#[schema(name = "africa", database = Postgres, tables(AfricaCountry))]
pub struct Africa;

/// How it feels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, DbEnum)]
#[db_enum(name = "mood", rename_all = "PascalCase")]
pub enum AfricaMood {
    Calm,
    Angry,
}

#[derive(Debug, Clone, Table)]
#[table(name = "countries", schema = Africa)]
pub struct AfricaCountry {
    #[column(primary_key, char = 2)]
    pub code: String,
    pub title: String,
    pub mood: AfricaMood,
}
