//! sqlx with SQL written by hand.

mod client;

pub use client::{Read, Sqlx};
