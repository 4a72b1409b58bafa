//! A module of its own, with an enum that another module has too.

use polyschema::prelude::*;

use super::Person;

#[derive(Debug, Clone, Copy, DbEnum)]
#[db_enum(rename_all = "kebab-case")]
pub enum Status {
    NotPaid,
    Paid,
}

#[derive(Debug, Clone, Table)]
#[table(name = "orders", abstract, primary_key(shop, number, name = "orders_key"))]
pub struct Order {
    pub shop: i16,
    pub number: i32,
    #[column(default = Status::NotPaid)]
    pub status: Status,
    #[column(references = Person::id, on_update = "cascade", deferrable = "initially_deferred")]
    pub customer: super::UserId,
    #[column(references = super::types::Everything::id)]
    pub thing: Option<uuid::Uuid>,
}

#[derive(Debug, Clone, Table)]
#[table(
    name = "order lines",
    abstract,
    foreign_key(columns(shop, number), references = Order(shop, number), on_delete = "cascade", name = "of_order"),
)]
pub struct OrderLine {
    #[column(primary_key, identity = "by_default")]
    pub id: i64,
    pub shop: i16,
    pub number: i32,
    #[column(generated = "shop * number")]
    pub product: Option<i32>,
}
