//! One model, many schemas: Rust structs declare tables, a schema is a type, and binding the one to
//! the other gives queries that the compiler checks.
//!
//! ```
//! use polyschema::prelude::*;
//!
//! /// A sovereign state.
//! #[derive(Debug, Clone, Table)]
//! #[table(name = "countries", abstract)]
//! pub struct Country {
//!     #[column(primary_key, identity)]
//!     pub country_id: i32,
//!     #[column(varchar = 100, unique)]
//!     pub name: String,
//!     pub population: Option<i64>,
//! }
//!
//! #[derive(Schema)]
//! #[schema(name = "asia", database = Postgres, tables(Country))]
//! pub struct Asia;
//!
//! let countries = Country::bind_schema::<Asia>();
//! assert_eq!(format!("{countries:?}"), "asia.countries");
//! ```

extern crate self as polyschema;

#[doc(hidden)]
pub mod __private;
pub mod build_script;
pub mod prelude;

#[doc(inline)]
pub use polyschema_core::*;
pub use polyschema_derive::{DbEnum, DbType, Schema, Table};
