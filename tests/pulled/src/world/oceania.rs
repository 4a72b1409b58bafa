// Made by `polyschema pull` of these schemas of Postgres: `africa`, `asia`, `europe`, `north`,
// `oceania`, `shared`, `south`.
// What the models do not say stands in a comment above the item that lacks it.

use polyschema::{Postgres, Schema};

#[allow(unused_imports, reason = "not each schema needs what others have")]
use super::*;

#[derive(Debug, Clone, Copy, Schema)]
#[schema(name = "oceania", database = Postgres, tables(Capital, Country), sees(Shared))]
pub struct Oceania;
