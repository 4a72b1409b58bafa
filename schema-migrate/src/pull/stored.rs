//! SQLite's stored form back to the types that it stands for.
//!
//! A `STRICT` table has five types; what they leave out, polyschema's DDL says as a check with a name of
//! its own: `ck_countries_name_length`. Such a check, with exactly that predicate, gives the type back.

use polyschema_core::dialect::Dialect;
use polyschema_core::ident::{quote, quote_literal};
use polyschema_core::metadata::{
    CheckDef, ColumnDef, Fill, Literal, Named, Namer, SqlType, TableDef,
};

use super::Options;

/// What a check says of its column's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    Type(SqlType),
    /// The labels of an enum whose name is not known.
    Labels(Vec<String>),
}

/// The type that a check of the table gives the column, with the check's position.
pub(super) fn said(
    table: &TableDef,
    column: &ColumnDef,
    dialect: Dialect,
    options: &Options,
) -> Option<(usize, Said)> {
    if dialect != Dialect::Sqlite {
        return None;
    }
    let (table_name, name) = (table.name.name.as_str(), column.name.as_str());
    table.checks.iter().enumerate().find_map(|(position, check)| {
        ["bool", "length", "json", "label"].into_iter().find_map(|rule| {
            let is_named =
                check.name == *Namer::new(table_name, []).name(Named::Check, [name, rule]);
            let said = is_named.then(|| by_rule(rule, check, column, options))??;
            Some((position, said))
        })
    })
}

fn by_rule(rule: &str, check: &CheckDef, column: &ColumnDef, options: &Options) -> Option<Said> {
    let mut name = String::new();
    quote(column.name.as_str(), &mut name);
    let predicate = check.predicate.trim();
    match rule {
        "bool" if is_stored_as(column, "INTEGER") && predicate == format!("{name} IN (0, 1)") => {
            Some(Said::Type(SqlType::Boolean))
        }
        "length" if is_stored_as(column, "TEXT") => {
            let length = predicate.strip_prefix(&format!("length({name}) <= "))?;
            Some(Said::Type(SqlType::Varchar(length.parse().ok().filter(|length| *length > 0)?)))
        }
        "length" if is_stored_as(column, "BLOB") && options.uuid => {
            (predicate == format!("length({name}) = 16")).then_some(Said::Type(SqlType::Uuid))
        }
        "json" if is_stored_as(column, "TEXT") && options.json => {
            (predicate == format!("json_valid({name})")).then_some(Said::Type(SqlType::Json))
        }
        "label" if is_stored_as(column, "TEXT") => {
            labels(predicate.strip_prefix(&format!("{name} IN ("))?).map(Said::Labels)
        }
        _ => None,
    }
}

/// Whether the column is of one of SQLite's own types.
fn is_stored_as(column: &ColumnDef, stored: &str) -> bool {
    match &column.sql_type {
        SqlType::Custom(written) => written.eq_ignore_ascii_case(stored),
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => stored == "INTEGER",
        SqlType::Text => stored == "TEXT",
        SqlType::Bytes => stored == "BLOB",
        _ => false,
    }
}

/// The texts of `'a', 'b')`.
fn labels(mut rest: &str) -> Option<Vec<String>> {
    let mut labels = Vec::new();
    loop {
        let (label, after) = literal(rest)?;
        labels.push(label);
        match after {
            ")" => return Some(labels),
            more => rest = more.strip_prefix(", ")?,
        }
    }
}

/// A text literal, and what follows it.
fn literal(text: &str) -> Option<(String, &str)> {
    let mut label = String::new();
    let mut rest = text.strip_prefix('\'')?;
    loop {
        let (part, after) = rest.split_once('\'')?;
        label.push_str(part);
        match after.strip_prefix('\'') {
            Some(more) => {
                label.push('\'');
                rest = more;
            }
            None => break,
        }
    }
    let mut written = String::new();
    quote_literal(&label, &mut written);
    Some((label, text.strip_prefix(&written)?))
}

/// A truth value's default, where it is stored as a number.
pub(super) fn truth(fill: Option<Fill>) -> Option<Fill> {
    Some(match fill? {
        Fill::Default(Literal::Int(number @ (0 | 1))) => Fill::Default(Literal::Bool(number == 1)),
        Fill::DefaultSql(sql) if sql == "0" || sql == "1" => {
            Fill::Default(Literal::Bool(sql == "1"))
        }
        other => other,
    })
}
