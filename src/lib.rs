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
mod derives;
pub mod prelude;

pub use derives::{DbEnum, DbType, Projection, Schema, SchemaSet, Table};

// What a program works with.
#[cfg(feature = "sqlite")]
#[doc(inline)]
pub use polyschema_core::sqlite;
#[cfg(feature = "json")]
#[doc(inline)]
pub use polyschema_core::value::Json;
#[doc(inline)]
pub use polyschema_core::{
    Alias, Aliased, BoundTable, Catalog, CatalogError, Column, Error, NameFault, NoKey, OrDefault,
    QualifiedName, Result, SchemaMap, SchemaName, SchemaRef, alias, dispatch, render::IfExists,
};

// The kinds of databases.
#[doc(inline)]
pub use polyschema_core::{Database, Dialect, Postgres, Sqlite};

// What generic code asks of tables, schemas and column types.
#[doc(inline)]
pub use polyschema_core::{
    ColumnType, Extends, NewRow, Provides, Reaches, Record, RuntimeSchema, Scalar, Schema,
    SchemaList, SchemaSet, Source, StaticSchema, Table,
    table::{ForeignKeyTo, InsertsThrough},
};

// The parts, for what has no name above.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
#[doc(inline)]
pub use polyschema_core::exec;
#[doc(inline)]
pub use polyschema_core::{ddl, expr, metadata, query, value};

// How the parts work; nothing here is stable.
#[doc(hidden)]
pub use polyschema_core::{
    ast, bound, check, column, dialect, error, fixed, ident, name, render, schema, schema_map,
    spec, table,
};
