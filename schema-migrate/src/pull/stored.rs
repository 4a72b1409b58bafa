//! SQLite's stored form back to the types that it stands for.
//!
//! A `STRICT` table has five types; what they leave out, polyschema's DDL says as a check with a name of
//! its own: `ck_countries_name_length`. Such a check, with exactly that predicate, gives the type back.

use polyschema_core::dialect::Dialect;
use polyschema_core::ident::quote_literal;
use polyschema_core::metadata::{CheckDef, ColumnDef, EnumDef, Fill, Literal, SqlType, TableDef};
use polyschema_core::render::ddl::type_checks;

use super::Options;

/// What a check says of its column's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    Type(SqlType),
    /// The labels of an enum whose name is not known.
    Labels(Vec<String>),
}

/// What a check of the table says of the column's type, with the check's position.
pub(super) fn said(
    table: &TableDef,
    column: &ColumnDef,
    dialect: Dialect,
    options: &Options,
) -> Option<(usize, Said)> {
    if dialect != Dialect::Sqlite {
        return None;
    }
    table.checks.iter().enumerate().find_map(|(position, check)| {
        let mut candidates = candidates(column, check, options).into_iter();
        Some((position, candidates.find(|said| stands_for(check, said, table, column))?))
    })
}

/// The types that are stored as the column's is and that a check stands for, with what the check's numbers
/// and texts may mean.
fn candidates(column: &ColumnDef, check: &CheckDef, options: &Options) -> Vec<Said> {
    match &column.sql_type {
        SqlType::BigInt => vec![Said::Type(SqlType::Boolean)],
        SqlType::Bytes if options.uuid => vec![Said::Type(SqlType::Uuid)],
        SqlType::Text => {
            let length = check.predicate.rsplit(' ').next().and_then(|last| last.parse().ok());
            let length = length.filter(|length| *length > 0).map(SqlType::Varchar);
            let json = options.json.then_some(SqlType::Json);
            let labels = check.predicate.find('\'').map(|start| &check.predicate[start..]);
            let labels = labels.and_then(labels_of).map(Said::Labels);
            length.into_iter().chain(json).map(Said::Type).chain(labels).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether the check is the very one that DDL has for a column of the type.
fn stands_for(check: &CheckDef, said: &Said, table: &TableDef, column: &ColumnDef) -> bool {
    let mut column = column.clone();
    let mut enums = Vec::new();
    match said {
        Said::Type(sql_type) => column.sql_type = sql_type.clone(),
        Said::Labels(labels) => {
            column.sql_type = SqlType::Enum(table.name.clone());
            enums.push(EnumDef::new(table.name.clone(), labels.clone()));
        }
    }
    let mut alone = TableDef::new(table.name.clone());
    alone.columns = vec![column];
    type_checks(&alone, &enums, Dialect::Sqlite).contains(check)
}

/// The texts of `'a', 'b')`.
fn labels_of(mut rest: &str) -> Option<Vec<String>> {
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
