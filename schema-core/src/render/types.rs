//! How each database spells types, and what it must check where it lacks one.
//!
//! SQLite tables are `STRICT`, so a column has one of five types. What that leaves out (the length of
//! text, the labels of an enum, truth values, JSON) becomes a check.

use crate::dialect::Dialect;
use crate::ident::{quote, quote_literal};
use crate::metadata::{ColumnDef, EnumDef, Literal, QualifiedName, SqlType};
use crate::value::ValueKind;

/// Writes a type's name.
pub fn write_type(sql_type: &SqlType, dialect: Dialect, sql: &mut String) {
    write_type_with(sql_type, dialect, &QualifiedName::write_sql, sql);
}

/// Writes a type's name, and that of an enum or domain as `name` does.
pub(crate) fn write_type_with(
    sql_type: &SqlType,
    dialect: Dialect,
    name: &dyn Fn(&QualifiedName, &mut String),
    sql: &mut String,
) {
    match dialect {
        Dialect::Postgres => postgres(sql_type, name, sql),
        Dialect::Sqlite => sql.push_str(sqlite(sql_type)),
    }
}

/// Source: PostgreSQL manual, 8.
fn postgres(sql_type: &SqlType, name: &dyn Fn(&QualifiedName, &mut String), sql: &mut String) {
    match sql_type {
        SqlType::SmallInt => sql.push_str("smallint"),
        SqlType::Integer => sql.push_str("integer"),
        SqlType::BigInt => sql.push_str("bigint"),
        SqlType::Real => sql.push_str("real"),
        SqlType::Double => sql.push_str("double precision"),
        SqlType::Boolean => sql.push_str("boolean"),
        SqlType::Text => sql.push_str("text"),
        SqlType::Varchar(length) => sql.push_str(&format!("varchar({length})")),
        SqlType::Char(length) => sql.push_str(&format!("char({length})")),
        SqlType::Bytes => sql.push_str("bytea"),
        SqlType::Uuid => sql.push_str("uuid"),
        SqlType::Date => sql.push_str("date"),
        SqlType::Time => sql.push_str("time"),
        SqlType::Timestamp => sql.push_str("timestamp"),
        SqlType::TimestampTz => sql.push_str("timestamptz"),
        SqlType::Json => sql.push_str("jsonb"),
        SqlType::Decimal => sql.push_str("numeric"),
        SqlType::Numeric { precision, scale } => {
            sql.push_str(&format!("numeric({precision}, {scale})"))
        }
        SqlType::Array(element) => {
            postgres(element, name, sql);
            sql.push_str("[]");
        }
        SqlType::Enum(of) | SqlType::Domain(of) => name(of, sql),
        SqlType::Custom(written) => sql.push_str(written),
    }
}

/// Source: SQLite, "STRICT Tables"; UUIDs are 16 bytes and dates are text because sqlx writes them so.
///
/// Types that SQLite lacks never get here: a catalog refuses them.
fn sqlite(sql_type: &SqlType) -> &str {
    match sql_type {
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt | SqlType::Boolean => "INTEGER",
        SqlType::Real | SqlType::Double => "REAL",
        SqlType::Bytes | SqlType::Uuid => "BLOB",
        SqlType::Text
        | SqlType::Varchar(_)
        | SqlType::Char(_)
        | SqlType::Date
        | SqlType::Time
        | SqlType::Timestamp
        | SqlType::TimestampTz
        | SqlType::Json
        | SqlType::Decimal
        | SqlType::Numeric { .. }
        | SqlType::Array(_)
        | SqlType::Enum(_)
        | SqlType::Domain(_) => "TEXT",
        SqlType::Custom(written) => written,
    }
}

/// The type of an array's elements that have a kind; `None` where there is no array of the kind.
pub(crate) const fn element_type(kind: ValueKind) -> Option<&'static str> {
    Some(match kind {
        ValueKind::I16 => "int2",
        ValueKind::I32 => "int4",
        ValueKind::I64 => "int8",
        ValueKind::F32 => "float4",
        ValueKind::F64 => "float8",
        ValueKind::Bool => "bool",
        ValueKind::Text | ValueKind::Enum(_) => "text",
        ValueKind::Bytes => "bytea",
        ValueKind::Uuid => "uuid",
        ValueKind::Date => "date",
        ValueKind::Time => "time",
        ValueKind::Timestamp => "timestamp",
        ValueKind::TimestampTz => "timestamptz",
        ValueKind::Json => "jsonb",
        ValueKind::Decimal => "numeric",
        ValueKind::Array(_) => return None,
    })
}

/// The predicate that stands for a column's type where the database lacks it, with a word for the
/// check's name. `enums` holds the labels.
pub(crate) fn type_check(
    column: &ColumnDef,
    dialect: Dialect,
    enums: &[EnumDef],
) -> Option<(&'static str, String)> {
    match dialect {
        Dialect::Postgres => None,
        Dialect::Sqlite => sqlite_check(column, enums),
    }
}

fn sqlite_check(column: &ColumnDef, enums: &[EnumDef]) -> Option<(&'static str, String)> {
    let mut name = String::new();
    quote(column.name.as_str(), &mut name);
    Some(match &column.sql_type {
        SqlType::Boolean => ("bool", format!("{name} IN (0, 1)")),
        SqlType::Varchar(length) | SqlType::Char(length) => {
            ("length", format!("length({name}) <= {length}"))
        }
        SqlType::Uuid => ("length", format!("length({name}) = 16")),
        // To SQLite before 3.45, NULL is no JSON.
        SqlType::Json if column.nullable => {
            ("json", format!("{name} IS NULL OR json_valid({name})"))
        }
        SqlType::Json => ("json", format!("json_valid({name})")),
        SqlType::Enum(of) => {
            let labels = enums.iter().find(|def| def.name == *of).map(|def| &def.labels[..]);
            let mut predicate = format!("{name} IN (");
            for (position, label) in labels.unwrap_or_default().iter().enumerate() {
                predicate.push_str(if position == 0 { "" } else { ", " });
                quote_literal(label, &mut predicate);
            }
            predicate.push(')');
            ("label", predicate)
        }
        _ => return None,
    })
}

/// Writes a default's literal in the form that the column's type takes.
pub fn write_literal(literal: &Literal, sql_type: &SqlType, dialect: Dialect, sql: &mut String) {
    match (literal, dialect) {
        (Literal::Bool(value), Dialect::Postgres) => {
            sql.push_str(if *value { "true" } else { "false" })
        }
        (Literal::Bool(value), Dialect::Sqlite) => sql.push_str(if *value { "1" } else { "0" }),
        (Literal::Int(value), _) => sql.push_str(&value.to_string()),
        (Literal::Float(value), _) => sql.push_str(&format!("{value:?}")),
        (Literal::Text(text), Dialect::Postgres) if *sql_type == SqlType::Bytes => {
            sql.push_str(&format!(r"'\x{}'", hex(text)));
        }
        (Literal::Text(text), Dialect::Sqlite) if *sql_type == SqlType::Bytes => {
            sql.push_str(&format!("x'{}'", hex(text)));
        }
        (Literal::Text(text), Dialect::Sqlite) if *sql_type == SqlType::Uuid => {
            let digits = crate::metadata::literal_uuid(text).unwrap_or_default();
            sql.push_str(&format!("x'{digits}'"));
        }
        (Literal::Text(text), _) => quote_literal(text, sql),
    }
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ident::Ident;

    #[test]
    fn a_check_of_json_lets_null_through() {
        let mut column = ColumnDef::new(Ident::new("facts").unwrap(), SqlType::Json);
        let predicate = |column: &ColumnDef| type_check(column, Dialect::Sqlite, &[]).unwrap().1;
        assert_eq!(predicate(&column), r#"json_valid("facts")"#);
        column.nullable = true;
        assert_eq!(predicate(&column), r#""facts" IS NULL OR json_valid("facts")"#);
    }
}
