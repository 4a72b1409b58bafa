//! Rows known only at run time: schema, table, columns and values come from outside, as text and JSON.
//!
//! A [`Catalog`](crate::Catalog) knows the tables, so all that is wrong with a row is found here, by
//! name and all at once, before anything is sent: [`RowError`]. Every name comes from the catalog and
//! is quoted; every value is a bind. Invariant: knows no driver.
//!
//! | SQL type | JSON |
//! |---|---|
//! | integers, floating-point numbers, `boolean` | number, number, boolean; `NaN` and infinities are read as strings |
//! | `text`, `varchar`, `char`, enums, types written out | string |
//! | `numeric` | read as a string, so that it stays exact; written as a string or a number |
//! | `bytes` | string of hexadecimal digits, lower case |
//! | `uuid`, `date`, `time`, `timestamp` | string: `2000-12-31`, `23:59:59.5`, `2000-12-31T23:59:59` |
//! | `timestamp with time zone` | string with an offset; read in UTC: `2000-12-31T23:59:59Z` |
//! | `json` | any value |
//! | arrays | array |
//! | NULL | `null`, also for `json` |
//!
//! ```
//! use polyschema_core::{Catalog, Error};
//! use serde_json::json;
//!
//! fn describe(catalog: &Catalog) -> Result<String, Error> {
//!     let countries = catalog.table("asia.countries")?;
//!     let insert = countries.insert(&json!({ "name": "Japan", "population": 126_529_100 }))?;
//!     // INSERT INTO "asia"."countries" ("name", "population") VALUES ($1::text, $2::text::bigint)
//!     insert.to_sql()
//! }
//! ```

mod error;
mod moment;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) mod read;
mod row;
mod select;
mod sql;
mod value;
mod write;

pub use error::{JsonType, RowError, RowFault, ValueFault};
pub use select::Select;
pub use write::{Returning, Write};
