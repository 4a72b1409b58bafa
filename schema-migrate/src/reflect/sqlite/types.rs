//! The type of a column, of the name that it is declared with.

use polyschema_core::dialect::Dialect;
use polyschema_core::metadata::SqlType;

use crate::sql::{TokenKind, strict_type, tokens};

/// A column's type.
#[derive(Debug, PartialEq)]
pub(super) struct DeclaredType {
    pub(super) sql_type: SqlType,
    /// Whether the name is known, and no other type stands for it.
    pub(super) known: bool,
    /// Whether a key of the column alone is the row's number.
    pub(super) integer: bool,
}

/// The type that declared words are; `own_key` where the column is a primary key of its own.
///
/// A strict table knows six types. In others any words are one: the usual are read as what they say, the
/// rest by their affinity. Source: SQLite, "STRICT Tables"; "Datatypes In SQLite", 3.1.
pub(super) fn declared_type(declared: &str, own_key: bool) -> DeclaredType {
    let (name, arguments) = name_and_arguments(declared);
    let integer = name == "INTEGER" && arguments.is_empty();
    if let Some(sql_type) = strict_type(&name, own_key)
        && arguments.is_empty()
    {
        return DeclaredType { sql_type, known: true, integer };
    }
    let usual = match (name.as_str(), &arguments[..]) {
        ("", []) => Some(any()),
        ("SMALLINT" | "INT2", []) => Some(SqlType::SmallInt),
        ("BIGINT" | "INT8", []) => Some(SqlType::BigInt),
        ("BOOLEAN" | "BOOL", []) => Some(SqlType::Boolean),
        ("FLOAT" | "DOUBLE" | "DOUBLE PRECISION", []) => Some(SqlType::Double),
        ("VARCHAR" | "CHARACTER VARYING" | "NVARCHAR", [length]) => Some(SqlType::Varchar(*length)),
        ("CHAR" | "CHARACTER" | "NCHAR", [length]) => Some(SqlType::Char(*length)),
        ("VARCHAR" | "CLOB", []) => Some(SqlType::Text),
        ("DATE", []) => Some(SqlType::Date),
        ("TIME", []) => Some(SqlType::Time),
        ("DATETIME" | "TIMESTAMP", []) => Some(SqlType::Timestamp),
        ("TIMESTAMPTZ" | "TIMESTAMP WITH TIME ZONE", []) => Some(SqlType::TimestampTz),
        ("JSON", []) => Some(SqlType::Json),
        _ => None,
    };
    let known = usual.is_some();
    DeclaredType { sql_type: usual.unwrap_or_else(|| of_affinity(&name)), known, integer }
}

/// `DOUBLE PRECISION`, and `[100]` of `VARCHAR(100)`.
fn name_and_arguments(declared: &str) -> (String, Vec<u32>) {
    let tokens = tokens(declared, Dialect::Sqlite).unwrap_or_default();
    let words = tokens.iter().take_while(|token| !token.is("("));
    let words: Vec<String> = words.map(|token| token.unquoted().to_ascii_uppercase()).collect();
    let numbers = tokens.iter().skip(words.len());
    let numbers = numbers.filter(|token| token.kind == TokenKind::Number);
    (words.join(" "), numbers.map(|token| token.text.parse().unwrap_or(u32::MAX)).collect())
}

fn of_affinity(name: &str) -> SqlType {
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    if has(&["INT"]) {
        SqlType::BigInt
    } else if has(&["CHAR", "CLOB", "TEXT"]) {
        SqlType::Text
    } else if has(&["BLOB"]) {
        SqlType::Bytes
    } else if has(&["REAL", "FLOA", "DOUB"]) {
        SqlType::Double
    } else {
        any()
    }
}

fn any() -> SqlType {
    SqlType::Custom("ANY".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_loose(declared: &str, sql_type: SqlType, known: bool) {
        let found = declared_type(declared, false);
        assert_eq!((found.sql_type, found.known), (sql_type, known), "{declared}");
    }

    #[test]
    fn usual_names_are_what_they_say() {
        check_loose("varchar ( 100 )", SqlType::Varchar(100), true);
        check_loose("Double\nPrecision", SqlType::Double, true);
        check_loose("\"Boolean\"", SqlType::Boolean, true);
        check_loose("int", SqlType::BigInt, true);
        check_loose("", any(), true);
    }

    #[test]
    fn other_names_have_an_affinity() {
        check_loose("INTEGER(11)", SqlType::BigInt, false);
        check_loose("unsigned big int", SqlType::BigInt, false);
        check_loose("native character(70)", SqlType::Text, false);
        check_loose("DECIMAL(10, 2)", any(), false);
        check_loose("geometry", any(), false);
    }

    #[test]
    fn only_integer_is_the_number_of_a_row() {
        assert!(declared_type("Integer", true).integer);
        let int = declared_type("INT", true);
        assert_eq!((int.integer, int.sql_type), (false, SqlType::Custom("INT".to_owned())));
    }
}
