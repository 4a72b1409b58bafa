//! A key from one schema to another.

use polyschema::prelude::*;

pub use super::across::{Plan, Shared};

#[derive(Debug, Clone, Table)]
#[table(name = "sales", abstract)]
pub struct Sale {
    #[column(primary_key, identity)]
    pub sale_id: i64,
    #[column(references = Plan::plan_id)]
    pub plan_id: i64,
}

#[derive(Schema)]
#[schema(name = "shop", database = Postgres, tables(Sale), sees(Shared))]
pub struct Shop;
