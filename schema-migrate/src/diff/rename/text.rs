//! Names in SQL text.

use polyschema_core::dialect::Dialect;
use polyschema_core::ident::{self, Ident};
use sqlparser::dialect::{Dialect as Grammar, PostgreSqlDialect, SQLiteDialect};
use sqlparser::tokenizer::{Token, Tokenizer, Word};

/// Gives what has one of the names another, but for functions. A text that is no SQL stays as it is.
pub(super) fn rename(sql: &mut String, renames: &[(Ident, Ident)], dialect: Dialect) {
    let grammar: &dyn Grammar = match dialect {
        Dialect::Postgres => &PostgreSqlDialect {},
        Dialect::Sqlite => &SQLiteDialect {},
    };
    let Ok(mut tokens) = Tokenizer::new(grammar, sql).with_unescape(false).tokenize() else {
        return;
    };
    let mut renamed = false;
    for at in 0..tokens.len() {
        let after = tokens[at + 1..].iter().find(|token| !matches!(token, Token::Whitespace(_)));
        let is_function = after == Some(&Token::LParen);
        if let Token::Word(word) = &tokens[at]
            && !is_function
            && let Some((_, to)) = renames.iter().find(|(from, _)| names(word, from, dialect))
        {
            tokens[at] = written(to, word.quote_style.is_some());
            renamed = true;
        }
    }
    if renamed {
        *sql = tokens.iter().map(Token::to_string).collect();
    }
}

/// Whether a word is a name. PostgreSQL folds a name without quotes to lower case, SQLite all names.
fn names(word: &Word, name: &Ident, dialect: Dialect) -> bool {
    match word.quote_style {
        Some(_) if !dialect.folds_name_case() => word.value == name.as_str(),
        None if !dialect.folds_name_case() => word.value.to_ascii_lowercase() == name.as_str(),
        _ => word.value.eq_ignore_ascii_case(name.as_str()),
    }
}

fn written(name: &Ident, delimited: bool) -> Token {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if !delimited && name.as_str().bytes().all(plain) {
        return Token::make_word(name.as_str(), None);
    }
    let mut sql = String::new();
    ident::quote(name.as_str(), &mut sql);
    Token::make_word(&sql, None)
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
