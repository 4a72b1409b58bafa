//! The core of polyschema: metadata, DDL and typed queries.
//!
//! Use it through the `polyschema` package, which adds the derives and says what is public.
//! ARCHITECTURE.md has the order in which the modules may import each other.

pub mod ast;
pub mod bound;
pub mod check;
pub mod column;
pub mod ddl;
pub mod dialect;
#[cfg(feature = "json")]
pub mod dynamic;
pub mod error;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub mod exec;
pub mod expr;
pub mod fixed;
pub mod ident;
pub mod metadata;
pub mod name;
pub mod query;
pub mod render;
pub mod schema;
pub mod schema_map;
pub mod spec;
pub mod table;
pub mod value;

/// PostgreSQL's pools and poolers, and what is sent how through them.
#[cfg(feature = "postgres")]
pub mod postgres {
    pub use crate::exec::pool::{
        PoolStatus, SchemaConnection, SchemaPool, SchemaPoolOptions, SchemaTransaction,
    };
    pub use crate::exec::pooler::Pooler;
    pub use crate::exec::search_path::{SearchPath, search_path};
}

/// SQLite's schemas: files attached to a connection.
#[cfg(feature = "sqlite")]
pub mod sqlite {
    pub use crate::exec::ddl::attach::{Attach, AttachError, Location, attach, detach};
}

pub use bound::{Alias, Aliased, BoundTable, Excluded, Source};
pub use column::Column;
pub use dialect::{Database, Dialect, Postgres, Sqlite};
pub use error::{Error, NameFault, Result};
pub use metadata::{Catalog, CatalogError, QualifiedName};
pub use name::{SchemaName, SchemaRef};
pub use schema::{Provides, Reaches, RuntimeSchema, Schema, SchemaList, SchemaSet, StaticSchema};
pub use schema_map::SchemaMap;
pub use table::{Extends, NewRow, NoKey, OrDefault, Record, Table};
pub use value::{ColumnType, Scalar};
