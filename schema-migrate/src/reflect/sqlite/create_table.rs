//! What a `CREATE TABLE` says, as SQLite keeps it.
//!
//! SQLite has taken the text before, so the grammar is read as far as it must be: expressions are
//! slices of the text. Source: SQLite, "CREATE TABLE".

use polyschema_core::dialect::Dialect;
use polyschema_core::spec::{Deferrable, ReferentialAction};

use super::clause::{default, deferrable, direction, key_columns, names, on_conflict, references};
use crate::sql::{Cursor, tokens};

/// A table.
#[derive(Debug)]
pub(super) struct CreateTable<'a> {
    pub(super) columns: Vec<Column<'a>>,
    pub(super) constraints: Vec<Constraint<'a>>,
    pub(super) strict: bool,
    pub(super) without_rowid: bool,
}

#[derive(Debug)]
pub(super) struct Column<'a> {
    pub(super) name: String,
    /// As it is written; empty where there is none.
    pub(super) declared_type: &'a str,
    pub(super) constraints: Vec<Constraint<'a>>,
}

/// What is said of a column or of the table.
#[derive(Debug)]
pub(super) struct Constraint<'a> {
    pub(super) name: Option<String>,
    pub(super) says: Says<'a>,
    /// `ON CONFLICT`, with the word after it.
    pub(super) on_conflict: Option<&'a str>,
}

#[derive(Debug)]
pub(super) enum Says<'a> {
    NotNull,
    /// `NULL`, which says nothing.
    Null,
    /// Of the column, where no columns are named.
    PrimaryKey {
        columns: Vec<KeyColumn>,
        descending: bool,
        autoincrement: bool,
    },
    /// Of the column, where no columns are named.
    Unique(Vec<KeyColumn>),
    Check(&'a str),
    Default(String),
    Collate(String),
    Generated {
        expression: &'a str,
        stored: bool,
    },
    /// Of the column, where no columns are named.
    ForeignKey {
        columns: Vec<String>,
        references: References,
    },
}

/// A column of a key.
#[derive(Debug)]
pub(super) struct KeyColumn {
    pub(super) name: String,
    pub(super) collation: Option<String>,
    pub(super) descending: bool,
}

#[derive(Debug)]
pub(super) struct References {
    pub(super) table: String,
    /// The primary key, where none are named.
    pub(super) columns: Vec<String>,
    pub(super) on_delete: ReferentialAction,
    pub(super) on_update: ReferentialAction,
    pub(super) match_name: Option<String>,
    pub(super) deferrable: Deferrable,
}

/// Reads a text; `None` where it does not read as a table.
pub(super) fn read(text: &str) -> Option<CreateTable<'_>> {
    let tokens = tokens(text, Dialect::Sqlite)?;
    let mut cursor = Cursor::new(text, &tokens);
    cursor.expect(&["CREATE"])?;
    let _temporary = cursor.eat(&["TEMP"]) || cursor.eat(&["TEMPORARY"]);
    cursor.expect(&["TABLE"])?;
    cursor.name()?;
    let mut body = cursor.group()?;
    let mut table = CreateTable {
        columns: Vec::new(),
        constraints: Vec::new(),
        strict: false,
        without_rowid: false,
    };
    while !body.is_at_end() {
        if begins_table_constraint(&body) {
            table.constraints.push(table_constraint(&mut body)?);
        } else {
            table.columns.push(column(&mut body)?);
        }
        body.eat(&[","]);
    }
    while !cursor.is_at_end() {
        if cursor.eat(&["STRICT"]) {
            table.strict = true;
        } else {
            cursor.expect(&["WITHOUT", "ROWID"])?;
            table.without_rowid = true;
        }
        cursor.eat(&[","]);
    }
    Some(table)
}

fn begins_table_constraint(cursor: &Cursor<'_, '_>) -> bool {
    ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"].iter().any(|word| cursor.sees(&[word]))
}

/// Between two table constraints the comma may be missing, so the name's constraint follows at once.
fn table_constraint<'a>(cursor: &mut Cursor<'_, 'a>) -> Option<Constraint<'a>> {
    let name = constraint_name(cursor)?;
    let says = if cursor.eat(&["PRIMARY", "KEY"]) {
        let (columns, autoincrement) = key_columns(cursor)?;
        Says::PrimaryKey { columns, descending: false, autoincrement }
    } else if cursor.eat(&["UNIQUE"]) {
        Says::Unique(key_columns(cursor)?.0)
    } else if cursor.eat(&["CHECK"]) {
        Says::Check(cursor.parenthesized()?)
    } else {
        cursor.expect(&["FOREIGN", "KEY"])?;
        let columns = names(cursor)?;
        let mut references = references(cursor)?;
        references.deferrable = deferrable(cursor)?.unwrap_or_default();
        Says::ForeignKey { columns, references }
    };
    Some(Constraint { name, says, on_conflict: on_conflict(cursor)? })
}

fn column<'a>(cursor: &mut Cursor<'_, 'a>) -> Option<Column<'a>> {
    let name = cursor.name()?;
    let declared_type = declared_type(cursor)?;
    let mut constraints: Vec<Constraint<'a>> = Vec::new();
    while !cursor.is_at_end() && !cursor.sees(&[","]) {
        if let Some(deferrable) = deferrable(cursor)? {
            let last =
                constraints.iter_mut().rev().find_map(|constraint| match &mut constraint.says {
                    Says::ForeignKey { references, .. } => Some(references),
                    _ => None,
                });
            last?.deferrable = deferrable;
            continue;
        }
        let name = constraint_name(cursor)?;
        constraints.push(column_constraint(name, cursor)?);
    }
    Some(Column { name, declared_type, constraints })
}

/// A type is of any words but those that begin a constraint.
fn declared_type<'a>(cursor: &mut Cursor<'_, 'a>) -> Option<&'a str> {
    const OTHER: [&str; 11] = [
        "CONSTRAINT",
        "PRIMARY",
        "NOT",
        "NULL",
        "UNIQUE",
        "CHECK",
        "DEFAULT",
        "COLLATE",
        "REFERENCES",
        "AS",
        "DEFERRABLE",
    ];
    let start = cursor.clone();
    while !cursor.sees(&["GENERATED", "ALWAYS"])
        && OTHER.iter().all(|word| !cursor.sees(&[word]))
        && cursor.name().is_some()
    {}
    let declared = start.text_until(cursor);
    if !declared.is_empty() && cursor.sees(&["("]) {
        cursor.group()?;
    }
    Some(start.text_until(cursor))
}

fn column_constraint<'a>(
    name: Option<String>,
    cursor: &mut Cursor<'_, 'a>,
) -> Option<Constraint<'a>> {
    let mut on_conflict_after = None;
    let says = if cursor.eat(&["NOT", "NULL"]) {
        Says::NotNull
    } else if cursor.eat(&["NULL"]) {
        Says::Null
    } else if cursor.eat(&["PRIMARY", "KEY"]) {
        let descending = direction(cursor);
        on_conflict_after = on_conflict(cursor)?;
        let autoincrement = cursor.eat(&["AUTOINCREMENT"]);
        Says::PrimaryKey { columns: Vec::new(), descending, autoincrement }
    } else if cursor.eat(&["UNIQUE"]) {
        Says::Unique(Vec::new())
    } else if cursor.eat(&["CHECK"]) {
        Says::Check(cursor.parenthesized()?)
    } else if cursor.eat(&["DEFAULT"]) {
        Says::Default(default(cursor)?)
    } else if cursor.eat(&["COLLATE"]) {
        Says::Collate(cursor.name()?)
    } else if cursor.eat(&["GENERATED", "ALWAYS", "AS"]) || cursor.eat(&["AS"]) {
        let expression = cursor.parenthesized()?;
        let stored = cursor.eat(&["STORED"]);
        cursor.eat(&["VIRTUAL"]);
        Says::Generated { expression, stored }
    } else {
        Says::ForeignKey { columns: Vec::new(), references: references(cursor)? }
    };
    let on_conflict = on_conflict_after.or(on_conflict(cursor)?);
    Some(Constraint { name, says, on_conflict })
}

/// The outer `None` is a text that does not read.
fn constraint_name(cursor: &mut Cursor<'_, '_>) -> Option<Option<String>> {
    if cursor.eat(&["CONSTRAINT"]) { cursor.name().map(Some) } else { Some(None) }
}
