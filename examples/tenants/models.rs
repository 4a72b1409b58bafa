//! A tenant's tables, and the one schema type that all tenants share.

use std::marker::PhantomData;

use polyschema::prelude::*;

/// Whom a tenant sells to.
#[derive(Debug, Clone, Table)]
#[table(name = "customers", abstract)]
pub struct Customer {
    #[column(primary_key, identity)]
    pub customer_id: i32,
    #[column(varchar = 100, unique)]
    pub name: String,
}

/// What a customer has bought.
#[derive(Debug, Clone, Table)]
#[table(name = "orders", abstract)]
pub struct Order {
    #[column(primary_key, identity)]
    pub order_id: i32,
    #[column(references = Customer::customer_id, on_delete = "cascade", index)]
    pub customer_id: i32,
    #[column(check = "cents > 0")]
    pub cents: i64,
}

/// A tenant: one type for all of them, each with a name of its own.
#[derive(Schema)]
#[schema(database = D, tables(Customer, Order))]
pub struct Tenant<D = Sqlite>(PhantomData<D>);
