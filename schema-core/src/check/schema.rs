//! What must be true of each table that a schema lists.

use crate::check::table::kind_name;
use crate::check::{Message, identifier};
use crate::dialect::Dialect;
use crate::spec::{
    ConstraintKindSpec, FillSpec, ForeignKeySpec, SchemaSpec, TableSpec, TypePath, same,
};
use crate::value::ValueKind;

/// The table at a position of the schema's list can be in the schema, on each of the dialects.
///
/// `sees` are the schemas that the schema sees.
///
/// # Panics
/// If it cannot.
#[track_caller]
pub const fn listed(
    schema: &SchemaSpec,
    position: usize,
    sees: &[&SchemaSpec],
    dialects: &[Dialect],
) {
    let table = schema.tables[position];
    home(schema, table);
    distinct(schema, position);
    let mut i = 0;
    while i < dialects.len() {
        identifier::table(table, dialects[i]);
        columns(table, dialects[i]);
        i += 1;
    }
    let mut i = 0;
    while i < table.constraints.len() {
        if let ConstraintKindSpec::ForeignKey(foreign_key) = table.constraints[i].kind {
            reachable(schema, table, &foreign_key, sees, dialects);
        }
        i += 1;
    }
}

/// No two schemas of a set have one name.
///
/// # Panics
/// If two have.
#[track_caller]
pub const fn set(set: &str, names: &[&str]) {
    let mut i = 0;
    while i < names.len() {
        let mut j = 0;
        while j < i {
            if same(names[i], names[j]) {
                let message = Message::new()
                    .text("two schemas of ")
                    .name(set)
                    .text(" are named ")
                    .name(names[i])
                    .text("; a name must say which is meant");
                panic!("{}", message.as_str());
            }
            j += 1;
        }
        i += 1;
    }
}

/// A concrete table is listed by its own schema only, and an abstract one's root only once.
#[track_caller]
const fn home(schema: &SchemaSpec, table: &TableSpec) {
    if let Some(home) = table.schema
        && !same_type(home, schema.ty)
    {
        let message = Message::new()
            .name(table.ty.name)
            .text(" belongs to schema ")
            .name(home.name)
            .text("; schema ")
            .name(schema.ty.name)
            .text(" cannot list it");
        panic!("{}", message.as_str());
    }
}

/// No table before this one in the list has the same name.
///
/// Two tables of one root are left to the compiler, which refuses the second `Provides`.
#[track_caller]
const fn distinct(schema: &SchemaSpec, position: usize) {
    let table = schema.tables[position];
    let mut i = 0;
    while i < position {
        let other = schema.tables[i];
        if same(other.name, table.name) && !same_type(other.root, table.root) {
            let message = Message::new()
                .text("schema ")
                .name(schema.ty.name)
                .text(" lists two tables named ")
                .name(table.name)
                .text(": ")
                .name(other.ty.name)
                .text(" and ")
                .name(table.ty.name);
            panic!("{}", message.as_str());
        }
        i += 1;
    }
}

/// The database has a type for every column, and can number those that it is to number.
#[track_caller]
const fn columns(table: &TableSpec, dialect: Dialect) {
    let mut i = 0;
    while i < table.columns.len() {
        let column = &table.columns[i];
        if !dialect.has_type(column.kind) {
            let message = Message::new()
                .text("column ")
                .name(column.name)
                .text(" of ")
                .name(table.ty.name)
                .text(" is ")
                .text(kind_name(column.kind))
                .text(", for which ")
                .text(dialect.name())
                .text(" has no type");
            panic!("{}", message.as_str());
        }
        let identity =
            matches!(column.fill, FillSpec::IdentityAlways | FillSpec::IdentityByDefault);
        if identity
            && !dialect.has_identity_columns()
            && !is_sole_key(table, column.field, column.kind)
        {
            let message = Message::new()
                .text("column ")
                .name(column.name)
                .text(" of ")
                .name(table.ty.name)
                .text(" cannot be an identity on ")
                .text(dialect.name())
                .text(", which numbers only an integer that is the whole primary key");
            panic!("{}", message.as_str());
        }
        i += 1;
    }
}

const fn is_sole_key(table: &TableSpec, field: &str, kind: ValueKind) -> bool {
    let key = table.primary_key();
    key.len() == 1
        && same(key[0], field)
        && matches!(kind, ValueKind::I16 | ValueKind::I32 | ValueKind::I64)
}

/// The referenced table is in this schema, or in one that it sees.
#[track_caller]
const fn reachable(
    schema: &SchemaSpec,
    table: &TableSpec,
    foreign_key: &ForeignKeySpec,
    sees: &[&SchemaSpec],
    dialects: &[Dialect],
) {
    if lists(schema, foreign_key.referenced) {
        return;
    }
    let mut i = 0;
    while i < sees.len() {
        if lists(sees[i], foreign_key.referenced) {
            return crossing(schema, table, sees[i], dialects);
        }
        i += 1;
    }
    let message = Message::new()
        .text("foreign key ")
        .names(foreign_key.fields)
        .text(" of ")
        .name(table.ty.name)
        .text(" references ")
        .name(foreign_key.referenced.name)
        .text(", which schema ")
        .name(schema.ty.name)
        .text(" does not list; add it to `tables(..)`, or a schema that lists it to `sees(..)`");
    panic!("{}", message.as_str())
}

/// A foreign key into another schema needs a database that has such.
#[track_caller]
const fn crossing(
    schema: &SchemaSpec,
    table: &TableSpec,
    other: &SchemaSpec,
    dialects: &[Dialect],
) {
    let mut i = 0;
    while i < dialects.len() {
        if !dialects[i].has_cross_schema_foreign_keys() {
            let message = Message::new()
                .text("a foreign key of ")
                .name(table.ty.name)
                .text(" leads from schema ")
                .name(schema.ty.name)
                .text(" into ")
                .name(other.ty.name)
                .text("; ")
                .text(dialects[i].name())
                .text(" has no foreign keys between schemas");
            panic!("{}", message.as_str());
        }
        i += 1;
    }
}

const fn lists(schema: &SchemaSpec, root: TypePath) -> bool {
    let mut i = 0;
    while i < schema.tables.len() {
        if same_type(schema.tables[i].root, root) {
            return true;
        }
        i += 1;
    }
    false
}

const fn same_type(a: TypePath, b: TypePath) -> bool {
    same(a.path, b.path)
}
