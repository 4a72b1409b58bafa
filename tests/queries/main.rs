//! Every clause on real rows in both databases, and the SQL that it becomes.

#![allow(missing_docs, reason = "these structs are the test")]

mod aggregate;
mod bulk;
mod change;
mod combined;
#[path = "../common/mod.rs"]
mod common;
mod conditional_building;
mod drift;
mod filter;
mod group;
mod insert;
mod join;
mod key;
mod library;
mod named;
mod order;
mod raw;
mod subquery;
mod upsert;
mod verbs;
