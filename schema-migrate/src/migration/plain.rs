//! The plain form of a statement that takes care of others who use the table, for where nobody does.

use polyschema_core::Dialect;

use super::lexer::{Kind, tokens};

/// A statement without its `CONCURRENTLY`, so that it can stand in a transaction.
#[cfg_attr(not(feature = "postgres"), allow(dead_code, reason = "only PostgreSQL has the word"))]
pub(crate) fn without_concurrently(sql: &str) -> String {
    // What was cut into tokens before can be cut again.
    let tokens = tokens(sql, Dialect::Postgres).unwrap_or_default();
    let mut plain = String::with_capacity(sql.len());
    let mut from = 0;
    for token in tokens.iter().filter(|token| token.kind == Kind::Word) {
        if sql[token.range.clone()].eq_ignore_ascii_case("CONCURRENTLY") {
            plain.push_str(&sql[from..token.range.start]);
            // One of the two spaces around it goes, too.
            from = token.range.end + usize::from(sql[token.range.end..].starts_with(' '));
        }
    }
    plain.push_str(&sql[from..]);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sql: &str, expected: &str) {
        assert_eq!(without_concurrently(sql), expected);
    }

    #[test]
    fn only_the_key_word_goes() {
        check("CREATE INDEX CONCURRENTLY i ON t (a)", "CREATE INDEX i ON t (a)");
        check(
            "-- concurrently\ncreate unique index concurrently \"concurrently\" on \"a\"\"b\".t (a)",
            "-- concurrently\ncreate unique index \"concurrently\" on \"a\"\"b\".t (a)",
        );
        check("DROP INDEX CONCURRENTLY\ni", "DROP INDEX \ni");
        check("SELECT 'CONCURRENTLY'", "SELECT 'CONCURRENTLY'");
    }
}
