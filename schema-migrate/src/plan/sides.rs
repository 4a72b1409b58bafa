//! What the sides of a plan hold, by name.

use polyschema_core::Catalog;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{Constraint, IndexDef, QualifiedName, TableDef};

/// A table of a catalog.
pub(super) fn table<'a>(catalog: &'a Catalog, name: &QualifiedName) -> Option<&'a TableDef> {
    catalog.find(name).map(|table| table.def())
}

/// A constraint of a table by its name.
pub(super) fn constraint(table: &TableDef, name: &Ident) -> Option<Constraint> {
    table.constraints().into_iter().find(|constraint| constraint.name() == name)
}

/// An index of a table by its name.
pub(super) fn index<'a>(table: &'a TableDef, name: &Ident) -> Option<&'a IndexDef> {
    table.indexes.iter().find(|index| index.name == *name)
}
