//! What a script destroys: the tables, columns, schemas and types that hold data, found by its words.
//!
//! What a `DO` block or a function destroys cannot be seen here.

use std::fmt;

use polyschema_core::Dialect;

use super::statement::{ObjectKind, Statement};
use super::words::ObjectName;
use crate::plan::{Danger, HazardKind};

/// Data that a statement destroys.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Destroyed {
    /// The object, with the logical name of its schema: `asia`, `asia.countries`, `asia.countries.note`.
    pub name: String,
    /// What happens to it.
    pub how: &'static str,
    /// The line of the statement, from 1.
    pub line: usize,
}

impl fmt::Display for Destroyed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.how, self.name)
    }
}

/// What the statements destroy, one after another.
pub(super) fn destroyed(statements: &[Statement], dialect: Dialect) -> Vec<Destroyed> {
    let mut all = Vec::new();
    for (at, statement) in statements.iter().enumerate() {
        let line = statement.line();
        let mut add = |name: String, how| all.push(Destroyed { name, how, line });
        for table in statement.truncates() {
            add(table.to_string(), "empties the table");
        }
        if let Some((table, columns)) = statement.drops_columns() {
            for column in columns {
                add(format!("{table}.{column}"), "drops the column");
            }
        }
        let Some((kind, names)) = statement.drops() else { continue };
        let (before, after) = (&statements[..at], &statements[at + 1..]);
        for name in names {
            match kind {
                ObjectKind::Table if is_passing(&name, before) => {}
                ObjectKind::Table if dialect == Dialect::Sqlite && is_rebuilt(&name, after) => {}
                ObjectKind::Table => add(name.to_string(), "drops the table"),
                ObjectKind::Schema => add(name.to_string(), "drops the schema"),
                ObjectKind::Type if !statement.cascades() && is_replaced(&name, before) => {}
                ObjectKind::Type => add(name.to_string(), "drops the type"),
                ObjectKind::Index | ObjectKind::Trigger => {}
            }
        }
    }
    for statement in statements {
        for (how, name) in said(statement) {
            if !all.iter().any(|one| one.name == name) {
                all.push(Destroyed { name, how, line: statement.line() });
            }
        }
    }
    all.sort_by_key(|one| one.line);
    all
}

/// What the `-- hazard:` comments above a statement say that it destroys: of a column that goes while its table
/// is rebuilt, no word of the statements tells.
fn said(statement: &Statement) -> Vec<(&'static str, String)> {
    let mut said = Vec::new();
    for comment in statement.comments() {
        let Some(hazard) = comment.strip_prefix("-- hazard: ") else { continue };
        let Some((code, rest)) = hazard.split_once(": `") else { continue };
        let how = match HazardKind::ALL.iter().find(|kind| kind.code() == code) {
            Some(HazardKind::DropColumn) => "drops the column",
            Some(HazardKind::DropTable) => "drops the table",
            Some(HazardKind::DropSchema) => "drops the schema",
            Some(kind) if kind.danger() == Danger::Destroys => "destroys",
            _ => continue,
        };
        if let Some((name, _)) = rest.split_once("` ") {
            said.push((how, name.to_owned()));
        }
    }
    said
}

/// A table that the script itself created.
fn is_passing(table: &ObjectName, before: &[Statement]) -> bool {
    before.iter().any(|statement| statement.creates_table().as_ref() == Some(table))
}

/// A table that another one takes the place of: how SQLite's tables are altered.
///
/// Source: SQLite, "ALTER TABLE", section 7.
fn is_rebuilt(table: &ObjectName, after: &[Statement]) -> bool {
    after.iter().any(|statement| statement.renames_table().as_ref() == Some(table))
}

/// A type that the script moved aside for another; where it is still in use, the database refuses.
fn is_replaced(ty: &ObjectName, before: &[Statement]) -> bool {
    before.iter().any(|statement| statement.renames_type().as_ref() == Some(ty))
}
