//! Tenants: the registry, their schemas, and finding them; on PostgreSQL.

#![cfg(feature = "postgres")]

mod citus;
mod copy;
mod create;
mod inputs;
mod names;
mod pooled;
mod registry;
mod resolve;
mod roles;
mod support;
