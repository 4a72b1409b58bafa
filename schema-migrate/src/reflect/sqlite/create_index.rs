//! What a `CREATE INDEX` and a `CREATE VIEW` say, as SQLite keeps them.
//!
//! Sources: SQLite, "CREATE INDEX", "CREATE VIEW".

use polyschema_core::dialect::Dialect;

use crate::sql::{Cursor, Token, TokenKind, closing, tokens};

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
    pub(super) on: &'a str,
    pub(super) collation: Option<String>,
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

/// `COLLATE` binds tighter than any operator, so it is the key's only behind a single term.
fn key<'a>(mut cursor: Cursor<'_, 'a>) -> Option<Key<'a>> {
    let mut descending = false;
    if let Some(last) = cursor.tokens().last()
        && (last.is("ASC") || last.is("DESC"))
        && cursor.tokens().len() > 1
    {
        descending = last.is("DESC");
        cursor = cursor.without_last(1);
    }
    let mut collation = None;
    if let [term @ .., collate, name] = cursor.tokens()
        && collate.is("COLLATE")
        && is_term(term)
    {
        collation = Some(name.unquoted().into_owned());
        cursor = cursor.without_last(2);
    }
    if cursor.is_at_end() {
        return None;
    }
    Some(Key { on: cursor.remaining(), collation, descending })
}

/// Whether tokens are a name, something in parentheses, or a call.
fn is_term(tokens: &[Token<'_>]) -> bool {
    let is_name = |token: &Token<'_>| matches!(token.kind, TokenKind::Word | TokenKind::Delimited);
    match tokens {
        [token] => is_name(token),
        [first, rest @ ..] => {
            let group = if is_name(first) { rest } else { tokens };
            closing(group) == Some(group.len() - 1)
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_key(text: &str, on: &str, collation: Option<&str>, descending: bool) {
        let text = format!("CREATE INDEX i ON t({text})");
        let index = read(&text).unwrap();
        let [key] = &index.keys[..] else { panic!("{index:?}") };
        assert_eq!((key.on, key.collation.as_deref(), key.descending), (on, collation, descending));
    }

    #[test]
    fn a_key_has_a_collation_and_an_order() {
        check_key("a", "a", None, false);
        check_key("\"a b\" COLLATE nocase DESC", "\"a b\"", Some("nocase"), true);
        check_key("lower(a) COLLATE \"x\" asc", "lower(a)", Some("x"), false);
        check_key("(a || b) COLLATE x", "(a || b)", Some("x"), false);
    }

    #[test]
    fn the_collation_of_an_operand_is_not_the_keys() {
        check_key("a || b COLLATE x", "a || b COLLATE x", None, false);
        check_key("(a) || (b) COLLATE x DESC", "(a) || (b) COLLATE x", None, true);
        check_key("f(a) + g(b) COLLATE x", "f(a) + g(b) COLLATE x", None, false);
    }
}
