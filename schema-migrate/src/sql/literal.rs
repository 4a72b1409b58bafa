//! Defaults in SQLite: which are literals, and of what value.

use polyschema_core::dialect::Dialect;
use polyschema_core::metadata::{Fill, Literal, SqlType};

use super::tokens::{Token, TokenKind, tokens, without_parentheses};

/// How a column is filled that has a default of this text; `None` for NULL, which is no default.
///
/// A lone literal is one, parentheses or not. Other expressions keep their text.
pub(crate) fn default(text: &str, sql_type: &SqlType) -> Option<Fill> {
    let text = without_parentheses(text, Dialect::Sqlite);
    let expression = || Some(Fill::DefaultSql(text.to_owned()));
    let Some(tokens) = tokens(text, Dialect::Sqlite) else { return expression() };
    let (negative, token) = match &tokens[..] {
        [token] => (false, token),
        [sign, token] if sign.is("-") => (true, token),
        [sign, token] if sign.is("+") => (false, token),
        _ => return expression(),
    };
    let signed = tokens.len() == 2;
    match token.kind {
        TokenKind::Number => match number(token.text, negative) {
            Some(literal) => Some(Fill::Default(literal)),
            None => expression(),
        },
        _ if signed => expression(),
        TokenKind::Text => Some(Fill::Default(Literal::Text(token.unquoted().into_owned()))),
        TokenKind::Bytes => match blob(token) {
            Some(bytes) => Some(bytes_default(bytes, sql_type)),
            None => expression(),
        },
        TokenKind::Word if token.is("null") => None,
        TokenKind::Word if token.is("true") => Some(Fill::Default(Literal::Int(1))),
        TokenKind::Word if token.is("false") => Some(Fill::Default(Literal::Int(0))),
        _ => expression(),
    }
}

/// Bytes are written as text where they are text, which a literal of a column of bytes may be.
fn bytes_default(bytes: Vec<u8>, sql_type: &SqlType) -> Fill {
    let hex = bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    match String::from_utf8(bytes) {
        Ok(text) if *sql_type == SqlType::Bytes && !text.contains('\0') => {
            Fill::Default(Literal::Text(text))
        }
        _ => Fill::DefaultSql(format!("x'{hex}'")),
    }
}

/// A whole number that is too large for an integer is a floating-point number.
fn number(digits: &str, negative: bool) -> Option<Literal> {
    let sign = if negative { "-" } else { "" };
    let text = format!("{sign}{}", digits.replace('_', ""));
    if let Ok(whole) = text.parse() {
        return Some(Literal::Int(whole));
    }
    text.parse().ok().filter(|number: &f64| number.is_finite()).map(Literal::Float)
}

/// The bytes of `x'00ff'`; `None` for another literal with digits, `0x1f`.
fn blob(token: &Token<'_>) -> Option<Vec<u8>> {
    let digits = token.text.get(1..)?.strip_prefix('\'')?.strip_suffix('\'')?;
    if !digits.is_ascii() || digits.len() % 2 != 0 {
        return None;
    }
    let bytes = (0..digits.len()).step_by(2);
    bytes.map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_default(text: &str, expected: Option<Fill>) {
        assert_eq!(default(text, &SqlType::Bytes), expected, "{text}");
    }

    fn literal(literal: Literal) -> Option<Fill> {
        Some(Fill::Default(literal))
    }

    fn expression(text: &str) -> Option<Fill> {
        Some(Fill::DefaultSql(text.to_owned()))
    }

    #[test]
    fn lone_literals_are_literals() {
        check_default("5", literal(Literal::Int(5)));
        check_default("( -5 )", literal(Literal::Int(-5)));
        check_default("+5", literal(Literal::Int(5)));
        check_default("-9223372036854775808", literal(Literal::Int(i64::MIN)));
        check_default("9223372036854775808", literal(Literal::Float(9.223372036854776e18)));
        check_default("1_000", literal(Literal::Int(1000)));
        check_default("-1.5e3", literal(Literal::Float(-1500.0)));
        check_default("'it''s'", literal(Literal::Text("it's".to_owned())));
        check_default("x'616263'", literal(Literal::Text("abc".to_owned())));
        check_default("X'FF'", expression("x'ff'"));
        check_default("x'00'", expression("x'00'"));
        check_default("TRUE", literal(Literal::Int(1)));
        check_default("null", None);
    }

    #[test]
    fn all_else_keeps_its_text() {
        for text in
            ["CURRENT_TIMESTAMP", "1 + 1", "lower('A')", "- 'a'", "0x1F", "\"null\"", "1e999"]
        {
            check_default(text, expression(text));
        }
        check_default("((1 + 1))", expression("1 + 1"));
    }

    #[test]
    fn bytes_of_other_columns_are_no_text() {
        assert_eq!(default("x'616263'", &SqlType::Text), expression("x'616263'"));
    }
}
