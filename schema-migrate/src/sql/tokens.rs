//! The tokens of a SQL text, each with its place.

use std::borrow::Cow;

use polyschema_core::dialect::Dialect;
use sqlparser::dialect::{Dialect as Lexical, PostgreSqlDialect, SQLiteDialect};
use sqlparser::tokenizer::{Location, Token as Parsed, TokenWithSpan, Tokenizer};

/// A token: a slice of the text that it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    /// As it is written.
    pub(crate) text: &'a str,
    /// Where it begins, in bytes.
    pub(crate) start: usize,
    pub(crate) kind: TokenKind,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A keyword, or an identifier without quotes.
    Word,
    /// A delimited identifier.
    Delimited,
    /// `'text'`.
    Text,
    /// A number without its sign.
    Number,
    /// `x'00ff'`.
    Bytes,
    /// Any other literal: it means the same only where it is written the same.
    Literal,
    /// `=`, `==`.
    Equal,
    /// `<>`, `!=`.
    NotEqual,
    /// An operator or a separator.
    Sign,
}

impl<'a> Token<'a> {
    /// Where it ends, in bytes.
    pub(crate) const fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is a keyword, in whatever case, or a sign.
    pub(crate) fn is(&self, expected: &str) -> bool {
        matches!(self.kind, TokenKind::Word | TokenKind::Sign)
            && self.text.eq_ignore_ascii_case(expected)
    }

    /// What stands between the quotes, if it has any.
    pub(crate) fn unquoted(&self) -> Cow<'a, str> {
        let Some(open @ ('"' | '\'' | '`' | '[')) = self.text.chars().next() else {
            return Cow::Borrowed(self.text);
        };
        let close = if open == '[' { ']' } else { open };
        let inner = self.text[1..].strip_suffix(close).unwrap_or(&self.text[1..]);
        match open {
            '[' => Cow::Borrowed(inner),
            _ => Cow::Owned(inner.replace(&format!("{open}{open}"), &open.to_string())),
        }
    }
}

/// The tokens of a text without whitespace and comments; `None` where it cannot be divided into
/// tokens, such as where a quote is not closed.
pub(crate) fn tokens(text: &str, dialect: Dialect) -> Option<Vec<Token<'_>>> {
    let lexical: &dyn Lexical = match dialect {
        Dialect::Postgres => &PostgreSqlDialect {},
        Dialect::Sqlite => &SQLiteDialect {},
    };
    let parsed =
        Tokenizer::new(lexical, text).with_unescape(false).tokenize_with_location().ok()?;
    let mut places = Places::new(text);
    let mut tokens = Vec::new();
    for TokenWithSpan { token, span } in parsed {
        let (start, end) = (places.byte(span.start), places.byte(span.end));
        if let Some(kind) = kind(&token) {
            tokens.push(Token { text: &text[start..end], start, kind });
        }
    }
    Some(tokens)
}

fn kind(token: &Parsed) -> Option<TokenKind> {
    Some(match token {
        Parsed::Whitespace(_) | Parsed::EOF => return None,
        Parsed::Word(word) if word.quote_style.is_some() => TokenKind::Delimited,
        Parsed::Word(_) => TokenKind::Word,
        Parsed::SingleQuotedString(_) => TokenKind::Text,
        Parsed::Number(..) => TokenKind::Number,
        Parsed::HexStringLiteral(_) => TokenKind::Bytes,
        Parsed::DollarQuotedString(_)
        | Parsed::SingleQuotedByteStringLiteral(_)
        | Parsed::NationalStringLiteral(_)
        | Parsed::EscapedStringLiteral(_)
        | Parsed::UnicodeStringLiteral(_) => TokenKind::Literal,
        Parsed::Eq | Parsed::DoubleEq => TokenKind::Equal,
        Parsed::Neq => TokenKind::NotEqual,
        _ => TokenKind::Sign,
    })
}

/// A text without whitespace and comments at its ends.
pub(crate) fn trimmed(text: &str, dialect: Dialect) -> &str {
    match tokens(text, dialect) {
        Some(tokens) => span(text, &tokens),
        None => text.trim(),
    }
}

/// A text without the parentheses around all of it, and without whitespace and comments at its ends.
pub(crate) fn without_parentheses(text: &str, dialect: Dialect) -> &str {
    match tokens(text, dialect) {
        Some(tokens) => span(text, inside(&tokens)),
        None => text.trim(),
    }
}

/// The part of a text from the first of some tokens to the last.
pub(super) fn span<'a>(text: &'a str, tokens: &[Token<'_>]) -> &'a str {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => &text[first.start..last.end()],
        _ => "",
    }
}

/// Tokens without the parentheses around all of them.
pub(crate) fn inside<'t, 'a>(mut tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
    while let [open, inner @ .., _] = tokens
        && open.is("(")
        && closing(tokens) == Some(tokens.len() - 1)
        && !inner.is_empty()
    {
        tokens = inner;
    }
    tokens
}

/// Where the parenthesis closes that the tokens begin with.
pub(crate) fn closing(tokens: &[Token<'_>]) -> Option<usize> {
    let mut depth = 0_usize;
    for (position, token) in tokens.iter().enumerate() {
        if token.is("(") {
            depth += 1;
        } else if token.is(")") {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(position);
            }
        }
    }
    None
}

/// From lines and columns, as the tokenizer counts them, to bytes. Asked in ascending order.
struct Places<'a> {
    rest: std::str::CharIndices<'a>,
    at: Location,
}

impl<'a> Places<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text.char_indices(), at: Location::new(1, 1) }
    }

    fn byte(&mut self, place: Location) -> usize {
        while self.at < place {
            match self.rest.next() {
                Some((_, '\n')) => self.at = Location::new(self.at.line + 1, 1),
                Some(_) => self.at.column += 1,
                None => break,
            }
        }
        self.rest.offset()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_tokens(text: &str, expected: &[&str]) {
        let tokens = tokens(text, Dialect::Sqlite).unwrap();
        assert_eq!(tokens.iter().map(|token| token.text).collect::<Vec<_>>(), expected);
        for token in tokens {
            assert_eq!(&text[token.start..token.end()], token.text);
        }
    }

    #[test]
    fn tokens_are_slices_of_the_text() {
        check_tokens("a\r\n -- c ü\n+\t\"b\"\"c\"", &["a", "+", "\"b\"\"c\""]);
        check_tokens("größe||'ü''x'/* y */ <> x'0F'", &["größe", "||", "'ü''x'", "<>", "x'0F'"]);
        check_tokens("[a b].`c`>=-1.5e3", &["[a b]", ".", "`c`", ">=", "-", "1.5e3"]);
        check_tokens("a->>'$.b'", &["a", "->>", "'$.b'"]);
        check_tokens("a\u{c}b", &["a", "b"]);
        check_tokens("a\u{a0}b \u{1f600}", &["a\u{a0}b", "\u{1f600}"]);
        check_tokens(r"'a\' b", &[r"'a\'", "b"]);
        check_tokens("t . _a.b", &["t", ".", "_a", ".", "b"]);
        check_tokens("1. .5 1e5 0x1F 1_000", &["1.", ".5", "1e5", "0x1F", "1_000"]);
        check_tokens("/* a /* b */ c", &["c"]);
        check_tokens("", &[]);
    }

    #[test]
    fn quotes_come_off() {
        let unquoted =
            |text: &str| tokens(text, Dialect::Sqlite).unwrap()[0].unquoted().into_owned();
        assert_eq!(unquoted(r#""a""b""#), r#"a"b"#);
        assert_eq!(unquoted("'it''s'"), "it's");
        assert_eq!(unquoted("[a\"b]"), "a\"b");
        assert_eq!(unquoted("`a``b`"), "a`b");
        assert_eq!(unquoted("\"\""), "");
        assert_eq!(unquoted("plain"), "plain");
    }

    #[test]
    fn only_parentheses_around_all_come_off() {
        let inner = |text| without_parentheses(text, Dialect::Sqlite);
        assert_eq!(inner(" ((a) + (b)) "), "(a) + (b)");
        assert_eq!(inner("( ( a /* x */ ) )"), "a");
        assert_eq!(inner("(a) + (b)"), "(a) + (b)");
        assert_eq!(inner("f(a)"), "f(a)");
        assert_eq!(inner("(')')"), "')'");
        assert_eq!(inner("()"), "()");
        assert_eq!(inner("(a"), "(a");
        assert_eq!(inner(" ('a "), "('a");
        assert_eq!(inner("/* x */ -- y\n"), "");
    }
}
