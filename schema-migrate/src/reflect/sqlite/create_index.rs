//! What a `CREATE INDEX` says, as SQLite keeps it. Source: SQLite, "CREATE INDEX".

use polyschema_core::dialect::Dialect;
use polyschema_core::metadata::{ColumnDef, IndexDef, IndexKeyDef};

use super::table::ident;
use crate::sql::{self, Cursor, tokens};

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

/// The index of a name on a table. The error says why it cannot be one of a catalog.
pub(super) fn index(
    name: &str,
    said: CreateIndex<'_>,
    columns: &[ColumnDef],
) -> Result<IndexDef, String> {
    let mut keys = Vec::new();
    for key in said.keys {
        let (on, collation) = sql::index_key(key.on, columns);
        let mut def = IndexKeyDef::new(on);
        def.descending = key.descending;
        def.collation = collation.and_then(|name| sql::key_collation(&name, &def.on, columns));
        keys.push(def);
    }
    let mut def = IndexDef::new(ident(name)?, keys);
    def.unique = said.unique;
    def.predicate = said.predicate.map(sql::expression);
    Ok(def)
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
