//! What generated code names. Not for users: nothing here is stable.

pub use core::clone::Clone;
pub use core::convert::Into;
pub use core::default::Default;
pub use core::fmt::{self, Debug};
pub use core::marker::Copy;
pub use core::marker::Sized;
pub use core::ops::{Deref, DerefMut};
pub use core::option::Option::{self, None, Some};
pub use core::primitive::{str, u16, usize};
pub use core::result::Result::{Err, Ok};
pub use core::str::FromStr;
pub use core::{assert, concat, include_str, module_path};
pub use std::string::{String, ToString};
pub use std::vec::Vec;

pub use polyschema_core::ast::SelectItem;
pub use polyschema_core::check;
pub use polyschema_core::expr::Level;
pub use polyschema_core::name::{SchemaName, StaticName};
pub use polyschema_core::query::{
    AllColumns, Bare, FieldOf, Fills, Projection, QueryColumns, Raw, Readable, Rows,
};
pub use polyschema_core::schema::{
    ListedIn, Member, OnAnyDatabase, Sees, member_name, unknown_schema,
};
pub use polyschema_core::spec::{
    ColumnWord, ConstraintKindSpec, ConstraintSpec, Deferrable, EnumSpec, FillSpec, ForeignKeySpec,
    IndexKeySpec, IndexOnSpec, IndexSpec, LiteralSpec, Nulls, OverrideSpec, ReferentialAction,
    SchemaSpec, SqlTypeSpec, TableSpec, TypePath, concat_columns, concat_constraints,
    concat_indexes, override_columns,
};
pub use polyschema_core::table::{
    ColumnSet, Extends, Flattened, ForeignKeyTo, Inherited, InsertsThrough, NewRow, NewRowVisitor,
    NoKey, OrDefault, Own, Record, RequiresNothing, Table, TableFor,
};
pub use polyschema_core::value::{
    BindWriter, Binding, ColumnType, ColumnTypes, ColumnValues, Everywhere, RowReader, Scalar,
    Value, ValueKind, ValueRef, columns,
};
pub use polyschema_core::{
    Column, Database, Dialect, Error, Postgres, Provides, Result, RuntimeSchema, Schema, SchemaSet,
    StaticSchema,
};

#[cfg(all(feature = "migrate", any(feature = "postgres", feature = "sqlite")))]
pub use polyschema_migrate::{
    embedded::{Migrations, has_folder},
    migration::EmbeddedFile,
};
