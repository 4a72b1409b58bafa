//! From data to SQL text.
//!
//! Invariant: names pass through `ident::quote`; nothing here knows a driver.

pub(crate) mod create_table;
pub mod ddl;
mod script;
pub mod types;

pub use script::IfExists;
