//! Tenants: the registry, their schemas, and finding them; on PostgreSQL.

#![cfg(feature = "postgres")]

mod create;
mod registry;
mod support;
