#![doc = include_str!("../README.md")]

extern crate self as polyschema;

#[doc(hidden)]
pub mod __private;
pub mod build_script;
mod derives;
#[cfg(doctest)]
#[doc = include_str!("../docs/guide.md")]
mod guide {}
pub mod prelude;

pub use derives::{DbEnum, DbType, Projection, Schema, SchemaSet, Table, raw};

// What a program works with.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
#[doc(inline)]
pub use polyschema_core::exec::each_schema;
#[cfg(feature = "postgres")]
#[doc(inline)]
pub use polyschema_core::postgres;
#[doc(inline)]
pub use polyschema_core::query::across;
#[cfg(feature = "sqlite")]
#[doc(inline)]
pub use polyschema_core::sqlite;
#[cfg(feature = "json")]
#[doc(inline)]
pub use polyschema_core::value::Json;
#[doc(inline)]
pub use polyschema_core::{
    Alias, Aliased, BoundTable, Catalog, CatalogError, Column, Error, Excluded, NameFault, NoKey,
    OrDefault, QualifiedName, Result, SchemaMap, SchemaName, SchemaRef, across, alias, dispatch,
    render::IfExists, sql_function,
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

/// Reflection, diffs, plans and migrations.
#[cfg(feature = "migrate")]
#[doc(inline)]
pub use polyschema_migrate as migrate;

#[cfg(all(feature = "migrate", any(feature = "postgres", feature = "sqlite")))]
pub use derives::migrations;

/// The command line of a program with models.
#[cfg(all(feature = "cli", any(feature = "postgres", feature = "sqlite")))]
#[doc(inline)]
pub use polyschema_migrate::cli;

// The parts, for what has no name above.
#[cfg(feature = "json")]
#[doc(inline)]
pub use polyschema_core::dynamic;
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
