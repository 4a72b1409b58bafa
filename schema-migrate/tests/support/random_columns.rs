//! Random columns: their types, and how the database fills them.

use polyschema_core::Dialect;
use polyschema_core::ident::quote;
use polyschema_core::metadata::{ColumnDef, EnumDef, Fill, Identity, Literal, SqlType};
use proptest::prelude::*;

use super::ident;

/// A column before the names and enums around it are known. Numbers choose, modulo what there is.
#[derive(Debug, Clone)]
pub struct ColumnPlan {
    sql_type: usize,
    nullable: bool,
    fill: usize,
    literal: usize,
    collation: usize,
    comment: bool,
}

pub fn column_plan() -> impl Strategy<Value = ColumnPlan> {
    let parts = (0..40_usize, any::<bool>(), 0..8_usize, 0..4_usize, 0..8_usize, any::<bool>());
    parts.prop_map(|(sql_type, nullable, fill, literal, collation, comment)| ColumnPlan {
        sql_type,
        nullable,
        fill,
        literal,
        collation,
        comment,
    })
}

/// A column behind others of its table.
pub fn column(
    plan: &ColumnPlan,
    name: &str,
    before: &[ColumnDef],
    enums: &[EnumDef],
    dialect: Dialect,
) -> ColumnDef {
    let types = types(enums, dialect);
    let sql_type = types[plan.sql_type % types.len()].clone();
    let mut def = ColumnDef::new(ident(name), sql_type);
    def.nullable = plan.nullable;
    def.fill = fill(plan, &def.sql_type, before, enums);
    if is_text(&def.sql_type) {
        let collations: &[&str] = match dialect {
            Dialect::Postgres => &["C", "POSIX"],
            Dialect::Sqlite => &["NOCASE", "RTRIM", "BINARY", "nocase"],
        };
        def.collation = collations.get(plan.collation).map(|&name| name.to_owned());
    }
    def.comment = plan.comment.then(|| format!("What `{name}` is, isn't it?"));
    def
}

/// All that a database has, enums last.
fn types(enums: &[EnumDef], dialect: Dialect) -> Vec<SqlType> {
    let mut types = vec![
        SqlType::Integer,
        SqlType::Text,
        SqlType::BigInt,
        SqlType::SmallInt,
        SqlType::Real,
        SqlType::Double,
        SqlType::Boolean,
        SqlType::Varchar(20),
        SqlType::Char(2),
        SqlType::Bytes,
        SqlType::Uuid,
        SqlType::Date,
        SqlType::Time,
        SqlType::Timestamp,
        SqlType::TimestampTz,
        SqlType::Json,
    ];
    types.extend(enums.iter().map(|def| SqlType::Enum(def.name.clone())));
    match dialect {
        Dialect::Postgres => {
            types.extend([SqlType::Decimal, SqlType::Numeric { precision: 10, scale: 2 }]);
            for element in [SqlType::Integer, SqlType::Text, SqlType::Varchar(5)] {
                types.push(SqlType::Array(Box::new(element)));
            }
            types.extend(
                enums.iter().map(|def| SqlType::Array(Box::new(SqlType::Enum(def.name.clone())))),
            );
        }
        Dialect::Sqlite => {
            let written = ["INT", "integer", "REAL", "TEXT", "BLOB", "ANY"];
            types.extend(written.map(|written| SqlType::Custom(written.to_owned())));
        }
    }
    types
}

/// Half of the columns are filled by nothing.
fn fill(
    plan: &ColumnPlan,
    sql_type: &SqlType,
    before: &[ColumnDef],
    enums: &[EnumDef],
) -> Option<Fill> {
    match plan.fill {
        4 | 5 => literal(plan.literal, sql_type, enums).map(Fill::Default),
        6 if sql_type.is_integer() => Some(Fill::DefaultSql("(1 + 1)".to_owned())),
        6 if *sql_type == SqlType::TimestampTz => {
            Some(Fill::DefaultSql("CURRENT_TIMESTAMP".to_owned()))
        }
        6 if is_text(sql_type) => Some(Fill::DefaultSql("lower('It''s')".to_owned())),
        7 => generated(sql_type, before).map(Fill::Generated),
        _ => None,
    }
}

fn literal(choice: usize, sql_type: &SqlType, enums: &[EnumDef]) -> Option<Literal> {
    let text = |texts: [&str; 4]| Some(Literal::Text(texts[choice].to_owned()));
    match sql_type {
        SqlType::SmallInt => Some(Literal::Int([0, 1, -1, i64::from(i16::MIN)][choice])),
        SqlType::Integer => Some(Literal::Int([0, 1, -1, i64::from(i32::MIN)][choice])),
        SqlType::BigInt => Some(Literal::Int([0, 1, -1, i64::MIN][choice])),
        SqlType::Real => Some(Literal::Float([0.0, 1.5, -0.25, 1e10][choice])),
        SqlType::Double => Some(Literal::Float([0.0, 0.1, -2.5, 1e300][choice])),
        SqlType::Decimal | SqlType::Numeric { .. } => Some(Literal::Int([0, 1, -1, 12][choice])),
        SqlType::Boolean => Some(Literal::Bool(choice % 2 == 1)),
        SqlType::Text => text(["", "it's", "-- \"x\"\n/* y\\", "größe"]),
        SqlType::Varchar(_) => text(["", "A", "a", "x'00'"]),
        SqlType::Char(_) => text(["ab", "AB", "''", "ß "]),
        SqlType::Bytes => text(["", "abc", "a'\\b", "\u{1}ü"]),
        SqlType::Uuid => text([
            "67e55044-10b1-426f-9247-bb680e5fe0c8",
            "00000000-0000-0000-0000-000000000000",
            "61616161-6161-6161-6161-616161616161",
            "67E55044-10B1-426F-9247-BB680E5FE0C8",
        ]),
        SqlType::Date => text(["2024-02-29", "1970-01-01", "2024-12-31", "0001-01-01"]),
        SqlType::Time => text(["00:00:00", "23:59:59", "12:30:00.5", "01:02:03"]),
        SqlType::Timestamp => Some(Literal::Text("2024-02-29 12:30:00".to_owned())),
        SqlType::Json => text(["{}", "[1, \"a\"]", "null", "{\"it's\": 1}"]),
        SqlType::Enum(name) => {
            let def = enums.iter().find(|def| def.name == *name)?;
            Some(Literal::Text(def.labels[choice % def.labels.len()].clone()))
        }
        _ => None,
    }
}

/// Of a column before it that is not generated itself.
fn generated(sql_type: &SqlType, before: &[ColumnDef]) -> Option<String> {
    let source = before.iter().find(|column| {
        column.sql_type == *sql_type && !matches!(column.fill, Some(Fill::Generated(_)))
    })?;
    let mut name = String::new();
    quote(source.name.as_str(), &mut name);
    match sql_type {
        SqlType::Integer => Some(format!("{name} / 2")),
        SqlType::Text => Some(format!("lower({name}) || ' )'")),
        _ => None,
    }
}

/// How the key's only column is numbered.
pub fn identity(choice: usize) -> Option<Fill> {
    match choice {
        0 => Some(Fill::Identity(Identity::Always)),
        1 => Some(Fill::Identity(Identity::ByDefault)),
        _ => None,
    }
}

pub const fn is_text(sql_type: &SqlType) -> bool {
    matches!(sql_type, SqlType::Text | SqlType::Varchar(_))
}
