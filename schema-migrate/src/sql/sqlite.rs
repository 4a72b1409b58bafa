//! The one form of what SQLite lets a table say in several ways.

use polyschema_core::dialect::Dialect;
use polyschema_core::metadata::{ColumnDef, IndexOn, SqlType};

use super::tokens::{Token, TokenKind, closing, inside, span, tokens, without_parentheses};

/// The type of a column of a strict table; `None` for a name that is none of the six.
///
/// `INT` is `INTEGER` but where the column is a primary key of its own (`own_key`): only `INTEGER` is
/// then the row's number. Source: SQLite, "STRICT Tables", "ROWIDs and the INTEGER PRIMARY KEY".
pub(crate) fn strict_type(written: &str, own_key: bool) -> Option<SqlType> {
    Some(match written.to_ascii_uppercase().as_str() {
        "INT" if own_key => SqlType::Custom("INT".to_owned()),
        "INT" | "INTEGER" => SqlType::BigInt,
        "REAL" => SqlType::Double,
        "TEXT" => SqlType::Text,
        "BLOB" => SqlType::Bytes,
        "ANY" => SqlType::Custom("ANY".to_owned()),
        _ => return None,
    })
}

/// The collation of a column; `None` for `BINARY`, which is every column's own.
///
/// Those that SQLite has are written in capitals; their case means nothing.
pub(crate) fn collation(name: &str) -> Option<String> {
    Some(capitals(name)).filter(|name| name != BINARY)
}

/// The collation of an index key, where it is not that of its column.
pub(crate) fn key_collation(name: &str, on: &IndexOn, columns: &[ColumnDef]) -> Option<String> {
    let column = match on {
        IndexOn::Column(on) => columns.iter().find(|column| column.name == *on),
        IndexOn::Expression(_) => None,
    };
    let own = column.and_then(|column| column.collation.as_deref()).unwrap_or(BINARY);
    (!name.eq_ignore_ascii_case(own)).then(|| capitals(name))
}

const BINARY: &str = "BINARY";

fn capitals(name: &str) -> String {
    let capitals = name.to_ascii_uppercase();
    match capitals.as_str() {
        BINARY | "NOCASE" | "RTRIM" => capitals,
        _ => name.to_owned(),
    }
}

/// An expression that may have parentheses around it.
pub(crate) fn expression(text: &str) -> String {
    without_parentheses(text, Dialect::Sqlite).to_owned()
}

/// What a key of an index is on, and the collation that it is given.
///
/// It is on a column, where the text is nothing but a column's name, in whatever quotes. `COLLATE`
/// binds tighter than any operator, so it is the key's only behind a single term; the outermost counts.
pub(crate) fn index_key(text: &str, columns: &[ColumnDef]) -> (IndexOn, Option<String>) {
    let Some(all) = tokens(text, Dialect::Sqlite) else {
        return (IndexOn::Expression(text.trim().to_owned()), None);
    };
    let (mut rest, mut collation) = (inside(&all), None);
    while let [term @ .., collate, name] = rest
        && collate.is("COLLATE")
        && is_term(term)
    {
        collation = collation.or_else(|| Some(name.unquoted().into_owned()));
        rest = inside(term);
    }
    if let [token] = rest
        && is_name(token)
        && let Some(column) = column_of(columns, &token.unquoted())
    {
        return (IndexOn::Column(column.name.clone()), collation);
    }
    (IndexOn::Expression(span(text, rest).to_owned()), collation)
}

fn column_of<'a>(columns: &'a [ColumnDef], name: &str) -> Option<&'a ColumnDef> {
    columns.iter().find(|column| column.name.as_str().eq_ignore_ascii_case(name))
}

/// Whether tokens are a name, something in parentheses, or a call.
fn is_term(tokens: &[Token<'_>]) -> bool {
    match tokens {
        [token] => is_name(token),
        [first, rest @ ..] => {
            let group = if is_name(first) { rest } else { tokens };
            closing(group) == Some(group.len() - 1)
        }
        [] => false,
    }
}

/// SQLite takes a text for a name here, too.
fn is_name(token: &Token<'_>) -> bool {
    matches!(token.kind, TokenKind::Word | TokenKind::Delimited | TokenKind::Text)
}

#[cfg(test)]
mod tests {
    use polyschema_core::ident::Ident;

    use super::*;

    #[test]
    fn the_case_of_known_collations_means_nothing() {
        assert_eq!(collation("binary"), None);
        assert_eq!(collation("nocase").as_deref(), Some("NOCASE"));
        assert_eq!(collation("Mine").as_deref(), Some("Mine"));
    }

    #[track_caller]
    fn check_key(text: &str, on: &str, collation: Option<&str>) {
        let columns = [ColumnDef::new(Ident::new("a").unwrap(), SqlType::Text)];
        let on = match on {
            "a" => IndexOn::Column(columns[0].name.clone()),
            _ => IndexOn::Expression(on.to_owned()),
        };
        assert_eq!(index_key(text, &columns), (on, collation.map(str::to_owned)), "{text}");
    }

    #[test]
    fn a_key_is_on_a_column_or_an_expression() {
        check_key(" \"A\" ", "a", None);
        check_key("((a))", "a", None);
        check_key("[b]", "[b]", None);
        check_key("'a'", "a", None);
        check_key("'b'", "'b'", None);
        check_key("(lower(a))", "lower(a)", None);
    }

    #[test]
    fn the_collation_of_a_key_is_behind_a_term() {
        check_key("a COLLATE nocase", "a", Some("nocase"));
        check_key("((a) collate \"x\")", "a", Some("x"));
        check_key("lower(a) COLLATE x", "lower(a)", Some("x"));
        check_key("(a COLLATE x) COLLATE y", "a", Some("y"));
        check_key("(a || b) COLLATE x", "a || b", Some("x"));
        check_key("a || b COLLATE x", "a || b COLLATE x", None);
        check_key("(a) || (b) COLLATE x", "(a) || (b) COLLATE x", None);
        check_key("f(a) + g(b) COLLATE x", "f(a) + g(b) COLLATE x", None);
    }
}
