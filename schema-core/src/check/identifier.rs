//! Identifiers that no database takes, or that one does not.

use crate::check::Message;
use crate::dialect::Dialect;
use crate::error::NameFault;
use crate::ident;
use crate::spec::{ColumnSpec, ConstraintSpec, EnumSpec, IndexSpec, TableSpec};
use crate::value::ValueKind;

/// Every name that the table would have in a database of the dialect.
#[track_caller]
pub(super) const fn table(table: &TableSpec, dialect: Dialect) {
    identifier("table", table.name, table, dialect);
    let mut i = 0;
    while i < table.columns.len() {
        let ColumnSpec { name, kind, .. } = table.columns[i];
        identifier("column", name, table, dialect);
        if let ValueKind::Enum(spec) = kind {
            enum_type(spec, table, dialect);
        }
        i += 1;
    }
    let mut i = 0;
    while i < table.constraints.len() {
        let ConstraintSpec { name, .. } = table.constraints[i];
        if let Some(name) = name {
            identifier("constraint", name, table, dialect);
        }
        i += 1;
    }
    let mut i = 0;
    while i < table.indexes.len() {
        let IndexSpec { name, .. } = table.indexes[i];
        if let Some(name) = name {
            identifier("index", name, table, dialect);
        }
        i += 1;
    }
}

#[track_caller]
const fn enum_type(spec: &EnumSpec, table: &TableSpec, dialect: Dialect) {
    if dialect.has_enum_types() {
        identifier("enum", spec.name, table, dialect);
        let mut i = 0;
        while i < spec.labels.len() {
            identifier("label", spec.labels[i], table, dialect);
            i += 1;
        }
    }
}

#[track_caller]
const fn identifier(what: &str, name: &str, table: &TableSpec, dialect: Dialect) {
    // The derives have refused NUL: a loop over the bytes would cost each user's every build.
    let fits = match dialect.identifier_limit() {
        Some(limit) => name.len() <= limit,
        None => true,
    };
    if fits && !name.is_empty() {
        return;
    }
    let Some(fault) = ident::fault(name, Some(dialect)) else {
        return;
    };
    let message = Message::new().text(what).text(" ").name(name).text(" of ").name(table.ty.name);
    let message = match fault {
        NameFault::Empty => message.text(" has an empty name"),
        NameFault::Nul => message.text(" has the character NUL in its name"),
        NameFault::TooLong { bytes, limit } => message
            .text(" has a name of ")
            .number(bytes)
            .text(" bytes; ")
            .text(dialect.name())
            .text(" allows ")
            .number(limit),
        NameFault::Reserved | NameFault::NotQualified => {
            message.text(" has a name that the database reserves")
        }
    };
    panic!("{}", message.as_str())
}
