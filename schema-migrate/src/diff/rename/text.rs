//! Names in SQL text.

use polyschema_core::dialect::Dialect;
use polyschema_core::ident::{self, Ident};

use crate::sql::{Token, TokenKind, tokens};

/// Gives what has one of the names another, but for functions. A text that is no SQL stays as it is.
pub(super) fn rename(sql: &mut String, renames: &[(Ident, Ident)], dialect: Dialect) {
    let Some(tokens) = tokens(sql, dialect) else { return };
    let mut renamed = String::new();
    let mut end = 0;
    for (at, token) in tokens.iter().enumerate() {
        let is_function = tokens.get(at + 1).is_some_and(|next| next.is("("));
        let new = renames.iter().find(|(from, _)| !is_function && names(token, from, dialect));
        if let Some((_, to)) = new {
            renamed.push_str(&sql[end..token.start]);
            write(to, token.kind, &mut renamed);
            end = token.end();
        }
    }
    renamed.push_str(&sql[end..]);
    *sql = renamed;
}

/// Whether a token is a name. PostgreSQL folds a name without quotes to lower case, SQLite all names.
fn names(token: &Token<'_>, name: &Ident, dialect: Dialect) -> bool {
    match token.kind {
        TokenKind::Word | TokenKind::Delimited if dialect.folds_name_case() => {
            token.unquoted().eq_ignore_ascii_case(name.as_str())
        }
        TokenKind::Word => token.text.to_ascii_lowercase() == name.as_str(),
        TokenKind::Delimited => token.unquoted() == name.as_str(),
        _ => false,
    }
}

fn write(name: &Ident, kind: TokenKind, sql: &mut String) {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    match kind {
        TokenKind::Word if name.as_str().bytes().all(plain) => sql.push_str(name.as_str()),
        _ => ident::quote(name.as_str(), sql),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_rename(sql: &str, to: &str, dialect: Dialect, expected: &str) {
        let mut sql = sql.to_owned();
        let name = |text: &str| Ident::new(text).unwrap();
        rename(&mut sql, &[(name("a"), name(to)), (name("b"), name("a"))], dialect);
        assert_eq!(sql, expected);
    }

    #[test]
    fn names_are_renamed_at_once_and_nothing_else() {
        let postgres = Dialect::Postgres;
        check_rename("a > 0 AND  A<9", "c", postgres, "c > 0 AND  c<9");
        check_rename("a + b", "b", postgres, "b + a");
        check_rename("a(x) + t.a", "c", postgres, "a(x) + t.c");
        check_rename(
            "x = 'a' OR y = 'it''s a' OR z = $$a$$",
            "c",
            postgres,
            "x = 'a' OR y = 'it''s a' OR z = $$a$$",
        );
        check_rename("ab + a_b /* a */ -- a", "c", postgres, "ab + a_b /* a */ -- a");
        check_rename(r#""a" > "A""#, "c", postgres, r#""c" > "A""#);
        check_rename(r#""a" > "A""#, "c", Dialect::Sqlite, r#""c" > "c""#);
        check_rename("a > 0", "Köln \"x\"", postgres, r#""Köln ""x""" > 0"#);
        check_rename("a > 'open", "c", postgres, "a > 'open");
    }
}
