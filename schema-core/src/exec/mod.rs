//! Sending statements: the only place that names sqlx.
//!
//! Invariant: nothing above this module knows a driver; nothing in it decides what SQL says.

pub mod ddl;
mod error;

pub use error::{DatabaseError, Violation};
