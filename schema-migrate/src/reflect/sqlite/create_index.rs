//! What a `CREATE INDEX` and a `CREATE VIEW` say, as SQLite keeps them.
//!
//! Sources: SQLite, "CREATE INDEX", "CREATE VIEW".

use polyschema_core::dialect::Dialect;

use crate::sql::{Cursor, tokens};

/// An index.
#[derive(Debug)]
pub(super) struct CreateIndex<'a> {
    pub(super) unique: bool,
    pub(super) keys: Vec<Key<'a>>,
    pub(super) predicate: Option<&'a str>,
}

/// A key of an index: a column or an expression.
#[derive(Debug)]
pub(super) struct Key<'a> {
    /// With its collation.
    pub(super) on: &'a str,
    pub(super) descending: bool,
}

/// A view.
#[derive(Debug)]
pub(super) struct CreateView<'a> {
    /// Whether it names its columns itself.
    pub(super) names_columns: bool,
    pub(super) query: &'a str,
}

/// Reads a text; `None` where it does not read as an index.
pub(super) fn read(text: &str) -> Option<CreateIndex<'_>> {
    let tokens = tokens(text, Dialect::Sqlite)?;
    let mut cursor = Cursor::new(text, &tokens);
    cursor.expect(&["CREATE"])?;
    let unique = cursor.eat(&["UNIQUE"]);
    cursor.expect(&["INDEX"])?;
    cursor.name()?;
    cursor.expect(&["ON"])?;
    cursor.name()?;
    let keys = cursor.group()?.split_at_commas().into_iter().map(key).collect::<Option<_>>()?;
    let predicate = if cursor.eat(&["WHERE"]) { Some(cursor.remaining()) } else { None };
    Some(CreateIndex { unique, keys, predicate })
}

/// Reads a text; `None` where it does not read as a view.
pub(super) fn read_view(text: &str) -> Option<CreateView<'_>> {
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

fn key<'a>(mut cursor: Cursor<'_, 'a>) -> Option<Key<'a>> {
    let mut descending = false;
    if let [_, .., last] = cursor.tokens()
        && (last.is("ASC") || last.is("DESC"))
    {
        descending = last.is("DESC");
        cursor = cursor.without_last();
    }
    let on = cursor.remaining();
    (!on.is_empty()).then_some(Key { on, descending })
}
