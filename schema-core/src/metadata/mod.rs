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
mod differences;
mod domain;
mod error;
mod index;
mod mention;
pub(crate) mod naming;
pub mod near;
mod order;
mod partition;
mod qualified_name;
mod rebind;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
#[cfg_attr(
    not(feature = "sqlite"),
    allow(dead_code, reason = "PostgreSQL names constraints itself")
)]
pub(crate) mod rules;
mod schema;
mod sequence;
mod sql_type;
mod table;
mod view;

pub use build::{CatalogBuilder, seen_by};
pub use catalog::{Catalog, CatalogTable};
pub(crate) use column::literal_uuid;
pub use column::{ColumnDef, Fill, Identity, Literal};
pub use constraint::{CheckDef, Constraint, ExclusionDef, ForeignKeyDef, PrimaryKeyDef, UniqueDef};
pub use differences::{
    ColumnDifference, ConstraintDifference, DomainDifference, EnumDifference, IndexDifference,
    SchemaDifference, SequenceDifference, TableDifference, ViewDifference,
};
pub use domain::DomainDef;
pub use error::CatalogError;
pub use index::{IndexDef, IndexKeyDef, IndexOn};
pub use mention::Mentions;
pub use naming::{Named, Namer};
pub use order::DependencyOrder;
pub use partition::{PartitionBy, PartitionOf, PartitionStrategy};
pub use qualified_name::QualifiedName;
pub use schema::{EnumDef, SchemaDef};
pub use sequence::{OwnedBy, SequenceDef};
pub use sql_type::SqlType;
pub use table::TableDef;
pub use view::ViewDef;

/// What serde leaves out: a snapshot says what is not as usual.
#[cfg(feature = "serde")]
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(feature = "serde")]
const fn yes() -> bool {
    true
}

#[cfg(feature = "serde")]
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_yes(value: &bool) -> bool {
    *value
}
