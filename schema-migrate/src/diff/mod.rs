//! What differs between two catalogs, as data.
//!
//! Invariant: pure; knows no SQL text, no order of statements and no driver.

mod change;

pub use change::{Change, TableChange};
