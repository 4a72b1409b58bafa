//! What the attributes say, checked: plain data with the user's own tokens in it.

mod db;
mod projection;
mod schema;
mod set;
mod table;

pub use db::{DbEnum, DbType, Variant};
pub use projection::{Part, Projection};
pub use schema::{ListedTable, Schema};
pub use set::{Member, SchemaSet};
pub use table::{
    Column, Constraint, ConstraintKind, Deferrable, Field, Fill, ForeignKey, Home, Index, IndexKey,
    IndexOn, Literal, Nulls, Override, ReferentialAction, Role, SqlType, Table,
};
