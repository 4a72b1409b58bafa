//! Every type of a column, with its extreme values, into both databases and back.

#![allow(missing_docs, reason = "these structs are the test")]

#[path = "../common/mod.rs"]
mod common;
#[macro_use]
mod cell;

mod any;
mod array;
mod custom;
mod limits;
mod moment;
mod one_enum_two_schemas;
mod scalar;
