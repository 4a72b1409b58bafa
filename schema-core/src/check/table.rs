//! What must be true of one table, and of a column that a foreign key references.

use crate::check::Message;
use crate::spec::{
    ColumnSpec, ConstraintKindSpec, FillSpec, LiteralSpec, SqlTypeSpec, TableSpec, same,
};
use crate::value::{ColumnType, ValueKind};

/// A column type whose values can be looked up in columns of the type `T`: the same type.
#[diagnostic::on_unimplemented(
    message = "a foreign key of type `{Self}` cannot reference a column of type `{T}`",
    label = "this column holds `{T}`; the foreign key holds `{Self}`",
    note = "give both columns the same type; `Option` makes no difference"
)]
pub trait ReferencesType<T> {}

impl<T> ReferencesType<T> for T {}

// A second impl keeps the compiler from taking the one above as the answer before it knows `T`.
impl<T> ReferencesType<Option<T>> for T {}

/// Compiles if a foreign key's column, of type `T`, has the type of the column it references.
pub const fn same_type<T, U, TBase, UBase>(_: &U)
where
    T: ColumnType<Base = TBase>,
    U: ColumnType<Base = UBase>,
    TBase: ReferencesType<UBase>,
{
}

/// A foreign key's inherited column holds values of the same kind as the column it references.
///
/// The derive does not know the column's type. A field that is not there is another check's matter.
///
/// # Panics
/// If it does not.
#[track_caller]
pub const fn same_kind(table: &TableSpec, field: &str, other: &TableSpec, other_field: &str) {
    let (Some(own), Some(referenced)) = (table.position(field), other.position(other_field)) else {
        return;
    };
    let (own, referenced) = (table.columns[own].kind, other.columns[referenced].kind);
    if is_same_kind(own, referenced) {
        return;
    }
    let message = Message::new()
        .text("a foreign key cannot reference a column of another type: ")
        .name(field)
        .text(" of ")
        .name(table.ty.name)
        .text(" is ")
        .text(exact_name(own))
        .text(", ")
        .name(other_field)
        .text(" of ")
        .name(other.ty.name)
        .text(" is ")
        .text(exact_name(referenced));
    panic!("{}", message.as_str())
}

const fn is_same_kind(a: ValueKind, b: ValueKind) -> bool {
    match (a, b) {
        (ValueKind::Enum(a), ValueKind::Enum(b)) => same(a.name, b.name),
        _ => same(exact_name(a), exact_name(b)),
    }
}

/// As [`kind_name`], with the widths of numbers.
const fn exact_name(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::I16 => "an `i16`",
        ValueKind::I32 => "an `i32`",
        ValueKind::I64 => "an `i64`",
        ValueKind::F32 => "an `f32`",
        ValueKind::F64 => "an `f64`",
        kind => kind_name(kind),
    }
}

/// A field that an attribute names is a column of the table.
///
/// # Panics
/// If it is not.
#[track_caller]
pub const fn field(table: &TableSpec, field: &str) {
    if table.position(field).is_none() {
        let message = Message::new().name(table.ty.name).text(" has no column field ").name(field);
        panic!("{}", message.as_str());
    }
}

/// No two columns of the table have the same name, whether its own, inherited or flattened.
///
/// # Panics
/// If two have.
#[track_caller]
pub const fn columns(table: &TableSpec) {
    let mut i = 0;
    while i < table.columns.len() {
        let mut j = 0;
        while j < i {
            let (a, b) = (&table.columns[j], &table.columns[i]);
            if same(a.name, b.name) {
                let message = Message::new()
                    .name(table.ty.name)
                    .text(" has two columns named ")
                    .name(a.name)
                    .text("; a column of its base, or of a struct that it flattens, has the name already");
                panic!("{}", message.as_str());
            }
            if same(a.field, b.field) {
                let message = Message::new()
                    .name(table.ty.name)
                    .text(" has two column fields ")
                    .name(a.field)
                    .text("; rename one, and keep its SQL name with `#[column(name = \"..\")]`");
                panic!("{}", message.as_str());
            }
            j += 1;
        }
        i += 1;
    }
}

/// What a column's attributes say fits the kind of value that it holds.
///
/// # Panics
/// If it does not.
#[track_caller]
pub const fn column(table: &TableSpec, field: &str) {
    let Some(position) = table.position(field) else {
        return;
    };
    let column = &table.columns[position];
    let fault = match (column.fill, column.sql_type) {
        (FillSpec::IdentityAlways | FillSpec::IdentityByDefault, _) if !is_integer(column.kind) => {
            "cannot be an identity: only an integer can"
        }
        (FillSpec::Default(literal), _) if !literal_fits(literal, column.kind) => {
            "does not hold values like its default"
        }
        (_, SqlTypeSpec::Varchar(_) | SqlTypeSpec::Char(_))
            if !matches!(column.kind, ValueKind::Text) =>
        {
            "cannot be `varchar` or `char`: it does not hold text"
        }
        (_, SqlTypeSpec::Numeric(..)) if !matches!(column.kind, ValueKind::Decimal) => {
            "cannot be `numeric`: it does not hold a decimal number"
        }
        _ => return,
    };
    let ColumnSpec { name, kind, .. } = *column;
    let message = Message::new().text("column ").name(name).text(" (").text(kind_name(kind));
    panic!("{}", message.text(") ").text(fault).as_str())
}

const fn is_integer(kind: ValueKind) -> bool {
    matches!(kind, ValueKind::I16 | ValueKind::I32 | ValueKind::I64)
}

const fn literal_fits(literal: LiteralSpec, kind: ValueKind) -> bool {
    match literal {
        LiteralSpec::Bool(_) => matches!(kind, ValueKind::Bool),
        LiteralSpec::Int(value) => match kind {
            ValueKind::I16 => value >= i16::MIN as i64 && value <= i16::MAX as i64,
            ValueKind::I32 => value >= i32::MIN as i64 && value <= i32::MAX as i64,
            ValueKind::I64 | ValueKind::F32 | ValueKind::F64 | ValueKind::Decimal => true,
            _ => false,
        },
        LiteralSpec::Float(_) => {
            matches!(kind, ValueKind::F32 | ValueKind::F64 | ValueKind::Decimal)
        }
        LiteralSpec::Text(label) => match kind {
            ValueKind::Enum(spec) => {
                let mut i = 0;
                while i < spec.labels.len() {
                    if same(spec.labels[i], label) {
                        return true;
                    }
                    i += 1;
                }
                false
            }
            ValueKind::Text
            | ValueKind::Uuid
            | ValueKind::Date
            | ValueKind::Time
            | ValueKind::Timestamp
            | ValueKind::TimestampTz
            | ValueKind::Json
            | ValueKind::Array(_) => true,
            _ => false,
        },
    }
}

/// What messages call a kind of value.
pub(super) const fn kind_name(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::I16 | ValueKind::I32 | ValueKind::I64 => "an integer",
        ValueKind::F32 | ValueKind::F64 => "a floating-point number",
        ValueKind::Bool => "a truth value",
        ValueKind::Text => "text",
        ValueKind::Bytes => "bytes",
        ValueKind::Uuid => "a UUID",
        ValueKind::Date => "a date",
        ValueKind::Time => "a time of day",
        ValueKind::Timestamp => "a date and time",
        ValueKind::TimestampTz => "a moment in time",
        ValueKind::Json => "a JSON document",
        ValueKind::Decimal => "a decimal number",
        ValueKind::Enum(_) => "an enum",
        ValueKind::Array(_) => "an array",
    }
}

/// The fields are the primary key of the referenced table, or unique.
///
/// A field that the table does not have is another check's matter.
///
/// # Panics
/// If they are neither.
#[track_caller]
pub const fn referenced(table: &TableSpec, fields: &[&str]) {
    let mut i = 0;
    while i < fields.len() {
        if table.position(fields[i]).is_none() {
            return;
        }
        i += 1;
    }
    let mut i = 0;
    while i < table.constraints.len() {
        if let ConstraintKindSpec::PrimaryKey(key) | ConstraintKindSpec::Unique(key) =
            table.constraints[i].kind
            && same_fields(key, fields)
        {
            return;
        }
        i += 1;
    }
    let message = Message::new()
        .names(fields)
        .text(if fields.len() == 1 { " of " } else { " together of " })
        .name(table.ty.name)
        .text(if fields.len() == 1 { " is" } else { " are" })
        .text(" neither the primary key nor unique; a foreign key can only reference what is");
    panic!("{}", message.as_str())
}

/// Whether two keys hold the same fields, in any order.
const fn same_fields(key: &[&str], fields: &[&str]) -> bool {
    if key.len() != fields.len() {
        return false;
    }
    let mut i = 0;
    while i < fields.len() {
        let (mut j, mut found) = (0, false);
        while j < key.len() {
            found = found || same(key[j], fields[i]);
            j += 1;
        }
        if !found {
            return false;
        }
        i += 1;
    }
    true
}
