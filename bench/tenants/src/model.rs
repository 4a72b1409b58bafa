//! A tenant: five tables, each with a primary key and ten rows.

use polyschema::prelude::*;

/// How many rows each table has.
pub(crate) const ROWS: i32 = 10;
/// How many tables each tenant has.
pub(crate) const TABLES: usize = 5;

macro_rules! tables {
    ($($table:ident $name:literal;)*) => {
        $(
            #[derive(Debug, Clone, Table)]
            #[table(name = $name, abstract)]
            pub(crate) struct $table {
                #[column(primary_key)]
                pub(crate) id: i32,
                pub(crate) tenant: String,
                pub(crate) amount: i64,
                pub(crate) note: Option<String>,
            }
        )*
    };
}

tables! {
    Customer "customers";
    Product "products";
    Order "orders";
    Payment "payments";
    Shipment "shipments";
}

#[derive(Debug, Schema)]
#[schema(database = Postgres, tables(Customer, Product, Order, Payment, Shipment))]
pub(crate) struct Tenant;
