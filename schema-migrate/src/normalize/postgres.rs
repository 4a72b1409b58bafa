//! The form in which PostgreSQL holds a catalog, as far as rules tell; its own words for expressions
//! only the server knows.

use std::collections::BTreeMap;

use polyschema_core::ident::Ident;
use polyschema_core::metadata::{Catalog, ColumnDef, Fill, Literal, SchemaDef, SqlType};

use crate::usual;

pub(super) fn stored_schemas(catalog: &Catalog) -> BTreeMap<Ident, SchemaDef> {
    let mut schemas = catalog.clone().into_schemas();
    for schema in schemas.values_mut() {
        store_comments(schema);
        usual::schema(schema);
        for domain in schema.domains.values_mut() {
            store_type(&mut domain.base);
        }
        for table in schema.tables.values_mut() {
            table.columns.iter_mut().for_each(store_column);
        }
    }
    schemas
}

/// An empty comment is none. Source: PostgreSQL manual, `COMMENT`.
fn store_comments(schema: &mut SchemaDef) {
    let SchemaDef { name: _, comment, enums, domains, sequences, tables, views, .. } = schema;
    let mut comments = vec![comment];
    comments.extend(enums.values_mut().map(|def| &mut def.comment));
    comments.extend(domains.values_mut().map(|def| &mut def.comment));
    comments.extend(sequences.values_mut().map(|def| &mut def.comment));
    comments.extend(views.values_mut().map(|def| &mut def.comment));
    for table in tables.values_mut() {
        comments.push(&mut table.comment);
        comments.extend(table.columns.iter_mut().map(|def| &mut def.comment));
    }
    for comment in comments {
        comment.take_if(|text| text.is_empty());
    }
}

fn store_column(column: &mut ColumnDef) {
    store_type(&mut column.sql_type);
    if let Some(Fill::Default(Literal::Text(text))) = &mut column.fill
        && column.sql_type == SqlType::Uuid
    {
        *text = uuid(text);
    }
}

/// A type that the model writes out is one that the catalog has a variant for, where that is so.
fn store_type(sql_type: &mut SqlType) {
    match sql_type {
        SqlType::Array(element) => store_type(element),
        SqlType::Custom(written) => {
            if let Some(known) = known_type(written) {
                *sql_type = known;
            }
        }
        _ => {}
    }
}

/// Reads a type's name in any of PostgreSQL's spellings. Source: PostgreSQL manual, table 8.1.
fn known_type(written: &str) -> Option<SqlType> {
    let lower = written.trim().to_ascii_lowercase();
    if let Some(element) = lower.strip_suffix("[]") {
        let known = known_type(element);
        let element = known.unwrap_or_else(|| SqlType::Custom(written_element(written)));
        // Arrays of arrays are arrays to PostgreSQL.
        return Some(match element {
            SqlType::Array(_) => element,
            _ => SqlType::Array(Box::new(element)),
        });
    }
    let (name, arguments) = match lower.split_once('(') {
        Some((name, rest)) => (name, rest.strip_suffix(')')?),
        None => (&lower[..], ""),
    };
    let words: Vec<&str> = name.split_ascii_whitespace().collect();
    let numbers: Vec<u32> = match arguments {
        "" => Vec::new(),
        _ => {
            arguments.split(',').map(|number| number.trim().parse().ok()).collect::<Option<_>>()?
        }
    };
    Some(match (&words.join(" ")[..], &numbers[..]) {
        ("smallint" | "int2", []) => SqlType::SmallInt,
        ("integer" | "int" | "int4", []) => SqlType::Integer,
        ("bigint" | "int8", []) => SqlType::BigInt,
        ("real" | "float4", []) => SqlType::Real,
        ("double precision" | "float8" | "float", []) => SqlType::Double,
        ("boolean" | "bool", []) => SqlType::Boolean,
        ("text", []) => SqlType::Text,
        ("character varying" | "varchar", &[length]) => SqlType::Varchar(length),
        ("character" | "char", &[length]) => SqlType::Char(length),
        ("character" | "char", []) => SqlType::Char(1),
        ("bytea", []) => SqlType::Bytes,
        ("uuid", []) => SqlType::Uuid,
        ("date", []) => SqlType::Date,
        ("time" | "time without time zone", []) => SqlType::Time,
        ("timestamp" | "timestamp without time zone", []) => SqlType::Timestamp,
        ("timestamptz" | "timestamp with time zone", []) => SqlType::TimestampTz,
        ("jsonb", []) => SqlType::Json,
        ("numeric" | "decimal", []) => SqlType::Decimal,
        ("numeric" | "decimal", &[precision]) => {
            SqlType::Numeric { precision: u16::try_from(precision).ok()?, scale: 0 }
        }
        ("numeric" | "decimal", &[precision, scale]) => SqlType::Numeric {
            precision: u16::try_from(precision).ok()?,
            scale: u16::try_from(scale).ok()?,
        },
        _ => return None,
    })
}

fn written_element(array: &str) -> String {
    array.trim().trim_end_matches("[]").to_owned()
}

/// Lower case, with hyphens.
fn uuid(text: &str) -> String {
    let digits: Vec<char> = text
        .chars()
        .filter(|digit| *digit != '-')
        .map(|digit| digit.to_ascii_lowercase())
        .collect();
    if digits.len() != 32 {
        return text.to_owned();
    }
    let groups = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
    groups.map(|group| group.iter().collect::<String>()).join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_type(written: &str, expected: &str) {
        let mut sql_type = SqlType::Custom(written.to_owned());
        store_type(&mut sql_type);
        assert_eq!(format!("{sql_type:?}"), expected);
    }

    #[test]
    fn spellings_are_known() {
        check_type("INT4", "Integer");
        check_type("character  varying (20)", "Varchar(20)");
        check_type("numeric(10, 2)", "Numeric { precision: 10, scale: 2 }");
        check_type("timestamp with time zone", "TimestampTz");
        check_type("bool[][]", "Array(Boolean)");
        check_type("inet[]", r#"Array(Custom("inet"))"#);
        check_type("Inet", r#"Custom("Inet")"#);
        check_type("varchar", r#"Custom("varchar")"#);
        check_type("\"int4\"", r#"Custom("\"int4\"")"#);
    }

    #[test]
    fn uuids_have_one_spelling() {
        let expected = "67e55044-10b1-426f-9247-bb680e5fe0c8";
        assert_eq!(uuid("67E5504410B1426F9247BB680E5FE0C8"), expected);
        assert_eq!(uuid(expected), expected);
    }
}
