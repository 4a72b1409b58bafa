//! What a `CREATE VIEW` says, as SQLite keeps it. Source: SQLite, "CREATE VIEW".

use polyschema_core::dialect::Dialect;

use crate::sql::{Cursor, tokens};

/// A view.
#[derive(Debug)]
pub(super) struct CreateView<'a> {
    /// Whether it names its columns itself.
    pub(super) names_columns: bool,
    pub(super) query: &'a str,
}

/// Reads a text; `None` where it does not read as a view.
pub(super) fn read(text: &str) -> Option<CreateView<'_>> {
    let tokens = tokens(text, Dialect::Sqlite)?;
    let mut cursor = Cursor::new(text, &tokens);
    cursor.expect(&["CREATE"])?;
    let _temporary = cursor.eat(&["TEMP"]) || cursor.eat(&["TEMPORARY"]);
    cursor.expect(&["VIEW"])?;
    cursor.name()?;
    let names_columns = cursor.group().is_some();
    cursor.expect(&["AS"])?;
    Some(CreateView { names_columns, query: cursor.remaining() })
}
