//! Every clause on real rows in both databases, and the SQL that it becomes.

#![allow(missing_docs, reason = "these structs are the test")]

mod aggregate;
mod arithmetic;
mod array;
mod bulk;
mod change;
mod combined;
#[path = "../common/mod.rs"]
mod common;
mod conditional;
mod conditional_building;
mod copy;
mod cursor;
#[cfg(all(feature = "chrono", feature = "time"))]
mod date;
mod drift;
mod enums;
mod explain;
mod filter;
mod function;
mod group;
mod insert;
mod insert_from;
mod join;
#[cfg(feature = "json")]
mod json;
mod key;
mod library;
mod lock;
mod named;
mod order;
mod pages;
mod raw;
mod related;
mod reusable;
#[cfg(all(feature = "json", feature = "tracing"))]
mod spans;
mod streaming;
mod subquery;
mod text;
mod upsert;
mod verbs;
mod window;
mod write_joins;
