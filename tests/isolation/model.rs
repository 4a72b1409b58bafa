//! A tenant's tables: every row says whose it is.

use polyschema::prelude::*;

/// What was done. An operation that is done twice is here twice.
#[derive(Debug, Clone, Table)]
#[table(name = "entries", abstract)]
pub struct Entry {
    #[column(primary_key, identity)]
    pub entry_id: i64,
    #[column(index)]
    pub operation: i64,
    pub part: i32,
    #[column(check = "length(tenant) > 0")]
    pub tenant: String,
}

/// How often it was raised.
#[derive(Debug, Clone, Table)]
#[table(name = "counters", abstract)]
pub struct Counter {
    #[column(primary_key)]
    pub counter_id: i32,
    pub tenant: String,
    pub value: i64,
}

#[derive(Debug, Schema)]
#[schema(database = Postgres, tables(Entry, Counter))]
pub struct Tenant;
