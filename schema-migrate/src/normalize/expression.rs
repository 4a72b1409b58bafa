//! When two SQL expressions are the same but for how they are written.
//!
//! For SQLite, which keeps an expression as it was written, and for catalogs that are compared
//! without a database. Invariant: pure; where it is not sure that two texts mean the same, they differ.

use polyschema_core::dialect::Dialect;
use polyschema_core::ident::quote;

use crate::sql::{Token, TokenKind, inside, tokens};

/// A text that is the same for expressions that differ only in whitespace, comments, parentheses
/// around the whole, the case of keywords and of names without quotes, and needless quotes around a
/// name.
///
/// Literals stay as they are. The key of a key is the key itself.
///
/// ```
/// # use polyschema_core::Dialect;
/// # use polyschema_migrate::normalize::expression::key;
/// let key = |text| key(text, Dialect::Sqlite);
/// assert_eq!(key("(\"amount\">0  AND Kind = 'A')"), key("amount > 0 and kind='A' -- of A"));
/// assert_ne!(key("kind = 'A'"), key("kind = 'a'"));
/// ```
pub fn key(text: &str, dialect: Dialect) -> String {
    let Some(tokens) = tokens(text, dialect) else { return text.trim().to_owned() };
    let words = inside(&tokens).iter().map(|token| word(token, dialect));
    words.collect::<Vec<_>>().join(" ")
}

fn word(token: &Token<'_>, dialect: Dialect) -> String {
    match token.kind {
        TokenKind::Word => token.text.to_ascii_lowercase(),
        TokenKind::Delimited => name(token, dialect),
        TokenKind::Equal => "=".to_owned(),
        TokenKind::NotEqual => "<>".to_owned(),
        TokenKind::Text
        | TokenKind::Number
        | TokenKind::Bytes
        | TokenKind::Literal
        | TokenKind::Sign => token.text.to_owned(),
    }
}

/// A delimited identifier, without its quotes where they mean nothing.
///
/// PostgreSQL tells `"Name"` from `name`. To SQLite they are one column; but where there is no such
/// column, `"Name"` is a text, so only brackets and grave accents are known to hold a name there.
fn name(token: &Token<'_>, dialect: Dialect) -> String {
    let mut name = token.unquoted().into_owned();
    let surely = !token.text.starts_with('"');
    if dialect.folds_name_case() && surely {
        name.make_ascii_lowercase();
    }
    if is_plain(&name) {
        return name;
    }
    let mut delimited = String::new();
    quote(&name, &mut delimited);
    delimited
}

/// Whether a name means the same without quotes.
fn is_plain(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && !WORDS.contains(&name)
}

/// What is no name where an operand stands. Sources: PostgreSQL manual, 4.2, 9.10, 9.26; SQLite, "SQL
/// Language Expressions".
const WORDS: &[&str] = &[
    "all",
    "any",
    "array",
    "case",
    "cast",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "distinct",
    "exists",
    "false",
    "interval",
    "localtime",
    "localtimestamp",
    "not",
    "null",
    "raise",
    "row",
    "select",
    "session_user",
    "some",
    "system_user",
    "true",
    "user",
    "value",
    "values",
    "with",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BOTH: [Dialect; 2] = [Dialect::Postgres, Dialect::Sqlite];

    #[track_caller]
    fn check_same(one: &str, other: &str, dialects: &[Dialect]) {
        for &dialect in dialects {
            assert_eq!(key(one, dialect), key(other, dialect), "{dialect}");
        }
    }

    #[track_caller]
    fn check_different(one: &str, other: &str, dialects: &[Dialect]) {
        for &dialect in dialects {
            assert_ne!(key(one, dialect), key(other, dialect), "{dialect}");
        }
    }

    #[test]
    fn how_it_is_written_means_nothing() {
        check_same("a>0", " a  >\n\t0 ", &BOTH);
        check_same("a > 0", "((a > 0))", &BOTH);
        check_same("a > 0 -- positive", "a /* x */ > 0", &BOTH);
        check_same("A IN (1, 2)", "a in(1,2)", &BOTH);
        check_same("\"a\" != 1", "a <> 1", &BOTH);
        check_same("a == 1", "a = 1", &[Dialect::Sqlite]);
        check_same("[Amount] + `b`", "amount + b", &[Dialect::Sqlite]);
        check_same("data->>'a'", "data ->> 'a'", &BOTH);
        check_same("a::text", "A :: TEXT", &[Dialect::Postgres]);
    }

    #[test]
    fn what_means_something_stays() {
        check_different("a = 'x'", "a = 'X'", &BOTH);
        check_different("a = 'x '", "a = 'x'", &BOTH);
        check_different("(a) + (b)", "a + b", &BOTH);
        check_different("a = \"A\"", "a = a", &BOTH);
        check_different("a = \"B\"", "a = \"b\"", &BOTH);
        check_different("\"null\"", "null", &BOTH);
        check_different("\"current_date\"", "current_date", &BOTH);
        check_different("a = $$x$$", "a = $$X$$", &[Dialect::Postgres]);
        check_different("a = E'x'", "a = E'X'", &[Dialect::Postgres]);
        check_different("a = x'0a'", "a = x'0b'", &[Dialect::Sqlite]);
        check_different("a1", "a 1", &BOTH);
        check_different("1 - -1", "1 --1", &BOTH);
    }

    #[test]
    fn what_is_no_sql_is_compared_as_it_is() {
        check_same(" a = 'x ", "a = 'x", &BOTH);
        check_different("A = 'x", "a = 'x", &BOTH);
    }

    /// Parts of expressions, those that are hard to divide among them.
    fn part() -> impl Strategy<Value = String> {
        let fixed = [
            "a", "B", "\"a\"", "\"B\"", "\"a b\"", "\"null\"", "NULL", "AND", "1", "1.5e-3", ".5",
            "0x1F", "x'0F'", "'it''s'", "'--'", "''", "(", ")", ",", "-", "--c\n", "/* ( */", "<",
            ">", "=", "!", "||", "::", "->>", ".", "[", "]", "$$q$$", "E'\\''", "`", "ü", "\n",
            " ",
        ];
        prop_oneof![4 => prop::sample::select(fixed.to_vec()).prop_map(str::to_owned), 1 => "[a-zA-Z']{1,4}"]
    }

    proptest! {
        #[test]
        fn the_key_of_a_key_is_the_key(parts in prop::collection::vec(part(), 0..12)) {
            let text = parts.concat();
            for dialect in BOTH {
                let once = key(&text, dialect);
                prop_assert_eq!(key(&once, dialect), once, "{} {}", dialect, text);
            }
        }

        #[test]
        fn spaces_and_parentheses_mean_nothing(parts in prop::collection::vec("[a-z]{1,3}|'[a-z]'|[0-9]|[+*]", 1..8)) {
            for dialect in BOTH {
                let plain = key(&parts.join(" "), dialect);
                prop_assert_eq!(&key(&format!("( {} )", parts.join("\n/* x */")), dialect), &plain);
                prop_assert_eq!(&key(&format!("-- y\n{}", parts.join("\t")), dialect), &plain);
            }
        }

        #[test]
        fn the_case_of_a_literal_is_a_difference(before in "[a-z]{0,3}", letters in "[a-z ']{0,5}[a-z]", after in "[a-z]{0,3}") {
            let with = |letters: &str| {
                let literal = letters.replace('\'', "''");
                format!("{before} = '{literal}' OR f({after})")
            };
            for dialect in BOTH {
                prop_assert_ne!(key(&with(&letters), dialect), key(&with(&letters.to_uppercase()), dialect));
            }
        }
    }
}
