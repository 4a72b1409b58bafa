//! Two schemas, and no key between them.

use polyschema::prelude::*;

#[derive(Debug, Clone, Table)]
#[table(name = "plans", abstract)]
pub struct Plan {
    #[column(primary_key, identity)]
    pub plan_id: i64,
    #[column(varchar = 100, unique)]
    pub name: String,
}

#[derive(Debug, Clone, Table)]
#[table(name = "sales", abstract)]
pub struct Sale {
    #[column(primary_key, identity)]
    pub sale_id: i64,
    pub plan_id: i64,
}

#[derive(Schema)]
#[schema(name = "shared", database = Postgres, tables(Plan))]
pub struct Shared;

#[derive(Schema)]
#[schema(name = "shop", database = Postgres, tables(Sale), sees(Shared))]
pub struct Shop;
