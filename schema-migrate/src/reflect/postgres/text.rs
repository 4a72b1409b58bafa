//! SQL texts as the server writes them.

/// A query without what ends a statement.
pub(super) fn statement(sql: &str) -> String {
    let sql = sql.trim();
    sql.strip_suffix(';').unwrap_or(sql).trim_end().to_owned()
}

/// An expression without the parentheses that the server puts around the whole.
pub(super) fn expression(sql: &str) -> &str {
    let mut sql = sql;
    while let Some(inner) = sql.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        if !stands_alone(inner) {
            break;
        }
        sql = inner;
    }
    sql
}

/// Whether every parenthesis in a text has its other one in it. Literals and names may hold any.
fn stands_alone(sql: &str) -> bool {
    let mut depth = 0_usize;
    let mut quote = None;
    for byte in sql.bytes() {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'(') => depth += 1,
            (None, b')') if depth == 0 => return false,
            (None, b')') => depth -= 1,
            _ => {}
        }
    }
    depth == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_expression(written: &str, expected: &str) {
        assert_eq!(expression(written), expected);
    }

    #[test]
    fn outer_parentheses_go() {
        check_expression("(a > 0)", "a > 0");
        check_expression("((a > 0) AND (b > 0))", "(a > 0) AND (b > 0)");
        check_expression("(a > 0) AND (b > 0)", "(a > 0) AND (b > 0)");
        check_expression("lower(a)", "lower(a)");
        check_expression("((a))", "a");
        check_expression("(a = ')' OR b = '(''')", "a = ')' OR b = '('''");
        check_expression(r#"("a)" > 0)"#, r#""a)" > 0"#);
    }
}
