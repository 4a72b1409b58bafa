//! A schema whose name no variable can have, and a key that leads into it.

use polyschema::prelude::*;

pub use super::linked::{Plan, Sale};

#[derive(Schema)]
#[schema(name = "Back Office", database = Postgres, tables(Plan))]
pub struct Office;

#[derive(Schema)]
#[schema(name = "shop", database = Postgres, tables(Sale), sees(Office))]
pub struct Shop;
