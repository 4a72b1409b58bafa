//! What most files that use polyschema need: `use polyschema::prelude::*`.

#[cfg(feature = "postgres")]
pub use polyschema_core::exec::copy::CopyQuery;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub use polyschema_core::exec::{Driver, Execute, Fetch, FetchGrouped, FetchPage, ToExplain};
pub use polyschema_core::expr::{
    Aggregates, Arithmetic, Cast, Conditional, Expression, OtherRows, TextFunctions, all, any,
    case, count_all, literal, not, row_number, window,
};
pub use polyschema_core::query::{Builder as _, Statement, Subquery, schema_name};
pub use polyschema_core::table::InsertsThrough;
pub use polyschema_core::{
    BoundTable, Catalog, Database, NewRow, OrDefault, Postgres, Provides, Reaches, Record,
    RuntimeSchema, Schema, SchemaMap, SchemaName, SchemaRef, SchemaSet, Sqlite, StaticSchema,
    Table, across, dispatch,
};
pub use polyschema_derive::{DbEnum, DbType, Projection, Schema, SchemaSet, Table, raw};
