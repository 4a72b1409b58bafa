//! Reflection: what a database holds, as a catalog.

#[path = "../../../schema-core/tests/models/mod.rs"]
mod models;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "postgres")]
mod postgres_random;
#[cfg(feature = "sqlite")]
mod sqlite;
#[path = "../support/mod.rs"]
mod support;
