//! The crates that are compiled: the same tables and queries, as each library has them written.

mod diesel;
mod polyschema;
mod sea_orm;
mod sqlx;
mod toasty;

use std::fmt::Write;

/// A library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    Sqlx,
    Polyschema,
    SeaOrm,
    Toasty,
    Diesel,
}

impl Client {
    pub const ALL: [Self; 5] =
        [Self::Sqlx, Self::Polyschema, Self::SeaOrm, Self::Toasty, Self::Diesel];

    /// The folder under `clients`.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Sqlx => "sqlx",
            Self::Polyschema => "polyschema",
            Self::SeaOrm => "sea-orm",
            Self::Toasty => "toasty",
            Self::Diesel => "diesel",
        }
    }

    /// What the report calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Sqlx => "sqlx `FromRow`",
            Self::Polyschema => "polyschema",
            Self::SeaOrm => "sea-orm",
            Self::Toasty => "toasty",
            Self::Diesel => "diesel",
        }
    }
}

/// What a crate holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contents {
    /// How many tables.
    pub tables: usize,
    /// Whether there are a select and an insert of each.
    pub queries: bool,
    /// How many schemas list the tables; only polyschema has schemas.
    pub schemas: usize,
}

/// A column of every table.
struct Column {
    name: &'static str,
    ty: &'static str,
    /// For `varchar(n)`.
    length: Option<u32>,
}

const fn column(name: &'static str, ty: &'static str) -> Column {
    Column { name, ty, length: None }
}

const fn varchar(name: &'static str, ty: &'static str, length: u32) -> Column {
    Column { name, ty, length: Some(length) }
}

/// The first one is the primary key, which the database numbers.
const COLUMNS: [Column; 10] = [
    column("id", "i32"),
    varchar("name", "String", 100),
    varchar("note", "Option<String>", 200),
    column("size", "i64"),
    column("score", "f64"),
    column("active", "bool"),
    column("parent", "Option<i64>"),
    varchar("code", "String", 8),
    column("rank", "i32"),
    column("ratio", "Option<f64>"),
];

/// The columns that an insert gives.
fn given() -> impl Iterator<Item = &'static Column> {
    COLUMNS.iter().skip(1)
}

/// The source text of a crate.
pub fn source(client: Client, contents: Contents) -> String {
    let mut source = String::from("// Made by `bench/compile/run`.\n#![allow(dead_code)]\n\n");
    match client {
        Client::Sqlx => sqlx::source(&mut source, contents),
        Client::Polyschema => polyschema::source(&mut source, contents),
        Client::SeaOrm => sea_orm::source(&mut source, contents),
        Client::Toasty => toasty::source(&mut source, contents),
        Client::Diesel => diesel::source(&mut source, contents),
    }
    source
}

/// `Table007` and `table_007`.
fn names(number: usize) -> (String, String) {
    (format!("Table{number:03}"), format!("table_{number:03}"))
}

/// `    pub name: String,` for each column.
fn fields<'c>(source: &mut String, columns: impl Iterator<Item = &'c Column>) {
    for Column { name, ty, .. } in columns {
        line(source, &format!("    pub {name}: {ty},"));
    }
}

fn line(source: &mut String, text: &str) {
    writeln!(source, "{text}").expect("a String takes any text");
}
