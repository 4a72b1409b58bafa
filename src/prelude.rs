//! What most files that use polyschema need: `use polyschema::prelude::*`.

pub use polyschema_core::{
    BoundTable, Database, NewRow, OrDefault, Postgres, Provides, Reaches, Record, Schema,
    SchemaName, SchemaRef, Sqlite, Table,
};
pub use polyschema_derive::{DbEnum, DbType, Schema, Table};
