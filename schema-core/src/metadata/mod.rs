//! Metadata: what a database holds, as plain ordered data.
//!
//! [`Catalog`] is the whole, built from the constants that the derives write down. Its parts are
//! structs with public fields; a catalog hands them out by reference only, so that it stays
//! consistent. Invariant: knows no SQL text and no driver.

mod build;
mod catalog;
mod check;
mod column;
mod constraint;
mod error;
mod index;
pub(crate) mod naming;
pub mod near;
mod order;
mod qualified_name;
mod rebind;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
#[cfg_attr(
    not(feature = "sqlite"),
    allow(dead_code, reason = "PostgreSQL names constraints itself")
)]
pub(crate) mod rules;
mod schema;
mod sql_type;
mod table;

pub use build::{CatalogBuilder, seen_by};
pub use catalog::{Catalog, CatalogTable};
pub(crate) use column::literal_uuid;
pub use column::{ColumnDef, Fill, Identity, Literal};
pub use constraint::{CheckDef, ForeignKeyDef, PrimaryKeyDef, UniqueDef};
pub use error::CatalogError;
pub use index::{IndexDef, IndexKeyDef, IndexOn};
pub use order::DependencyOrder;
pub use qualified_name::QualifiedName;
pub use schema::{EnumDef, SchemaDef};
pub use sql_type::SqlType;
pub use table::TableDef;
