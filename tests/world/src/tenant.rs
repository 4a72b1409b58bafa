//! A schema for each tenant, beside one that all share.

use std::marker::PhantomData;

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
#[table(name = "orders", abstract)]
pub struct Order {
    #[column(primary_key, identity)]
    pub order_id: i64,
    pub amount: i64,
}

#[derive(Schema)]
#[schema(name = "shared", database = D, tables(Plan))]
pub struct Shared<D = Sqlite>(PhantomData<D>);

#[derive(Schema)]
#[schema(database = D, tables(Order))]
pub struct Tenant<D = Sqlite>(PhantomData<D>);
