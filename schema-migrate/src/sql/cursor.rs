//! Reading a statement token by token.

use super::tokens::{Token, TokenKind, closing, span};

/// A place in a statement. What does not read as asked is `None`, and the place stays.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'t, 'a> {
    text: &'a str,
    rest: &'t [Token<'a>],
}

impl<'t, 'a> Cursor<'t, 'a> {
    /// At the start of the tokens of a text.
    pub(crate) const fn new(text: &'a str, tokens: &'t [Token<'a>]) -> Self {
        Self { text, rest: tokens }
    }

    pub(crate) const fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn peek(&self) -> Option<&'t Token<'a>> {
        self.rest.first()
    }

    /// The next token, whatever it is.
    pub(crate) fn next(&mut self) -> Option<&'t Token<'a>> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    /// Whether the next tokens are these keywords or signs.
    pub(crate) fn sees(&self, expected: &[&str]) -> bool {
        self.rest.len() >= expected.len()
            && self.rest.iter().zip(expected).all(|(token, word)| token.is(word))
    }

    /// Goes past these keywords or signs, if they come next.
    pub(crate) fn eat(&mut self, expected: &[&str]) -> bool {
        let sees = self.sees(expected);
        if sees {
            self.rest = &self.rest[expected.len()..];
        }
        sees
    }

    /// Goes past these keywords or signs.
    pub(crate) fn expect(&mut self, expected: &[&str]) -> Option<()> {
        self.eat(expected).then_some(())
    }

    /// A name, in whatever quotes.
    pub(crate) fn name(&mut self) -> Option<String> {
        let token = self.peek()?;
        let is_name =
            matches!(token.kind, TokenKind::Word | TokenKind::Delimited | TokenKind::Text);
        if !is_name {
            return None;
        }
        self.next();
        Some(token.unquoted().into_owned())
    }

    /// What stands in the parentheses that open here, as it is written; goes past them.
    pub(crate) fn parenthesized(&mut self) -> Option<&'a str> {
        Some(self.group()?.remaining())
    }

    /// A cursor over what stands in the parentheses that open here; goes past them.
    pub(crate) fn group(&mut self) -> Option<Self> {
        if !self.sees(&["("]) {
            return None;
        }
        let close = closing(self.rest)?;
        let inner = &self.rest[1..close];
        self.rest = &self.rest[close + 1..];
        Some(Self { text: self.text, rest: inner })
    }

    /// Divides what follows at the commas that stand in no parentheses.
    pub(crate) fn split_at_commas(&self) -> Vec<Self> {
        let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
        for (position, token) in self.rest.iter().enumerate() {
            if token.is("(") {
                depth += 1;
            } else if token.is(")") {
                depth = depth.saturating_sub(1);
            } else if depth == 0 && token.is(",") {
                parts.push(Self { text: self.text, rest: &self.rest[start..position] });
                start = position + 1;
            }
        }
        parts.push(Self { text: self.text, rest: &self.rest[start..] });
        parts
    }

    /// The text from here to the end.
    pub(crate) fn remaining(&self) -> &'a str {
        span(self.text, self.rest)
    }

    /// The text from here to another place further on.
    pub(crate) fn text_until(&self, other: &Self) -> &'a str {
        let read = self.rest.len() - other.rest.len();
        Self { text: self.text, rest: &self.rest[..read] }.remaining()
    }

    /// The tokens from here to the end.
    pub(crate) const fn tokens(&self) -> &'t [Token<'a>] {
        self.rest
    }

    /// The same place, without the last token.
    pub(crate) fn without_last(&self) -> Self {
        Self { text: self.text, rest: self.rest.split_last().map_or(&[], |(_, rest)| rest) }
    }
}
