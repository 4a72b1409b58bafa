//! Tokens cut into statements: where each ends, which comments are its own, and what it is called.
//!
//! Invariant: no byte of a statement is lost, and a semicolon in a body or in parentheses ends none.

use polyschema_core::Dialect;

use super::lexer::{Kind, Token};
use super::statement::{Piece, Statement};
use super::words::{Word, variable};

/// The statements; or the line of what is opened and never closed.
pub(super) fn split(
    text: &str,
    tokens: &[Token],
    dialect: Dialect,
) -> Result<Vec<Statement>, usize> {
    let mut statements = Vec::new();
    let mut start = 0;
    let mut nesting = Nesting::default();
    for (at, token) in tokens.iter().enumerate() {
        let of_token = &text[token.range.clone()];
        if of_token == ";" && nesting.is_flat() {
            statements.extend(statement(text, &tokens[start..at], end_line(tokens, start)));
            start = at + 1;
            nesting = Nesting::default();
        } else if token.kind != Kind::Comment {
            let next = tokens[at + 1..].iter().find(|next| next.kind != Kind::Comment);
            let next = next.map_or("", |next| &text[next.range.clone()]);
            nesting.step(token, of_token, next, dialect);
        }
    }
    if let Some(line) = nesting.opened {
        return Err(line);
    }
    statements.extend(statement(text, &tokens[start..], end_line(tokens, start)));
    Ok(statements)
}

/// The line on which the statement before ended.
fn end_line(tokens: &[Token], start: usize) -> usize {
    start.checked_sub(1).map_or(0, |before| tokens[before].line)
}

/// Where in a statement a semicolon is part of it.
#[derive(Default)]
struct Nesting {
    parentheses: usize,
    /// `BEGIN` of a trigger's or routine's body, and `CASE` in it.
    blocks: usize,
    first: Option<String>,
    makes: Option<Body>,
    /// The line of the outermost thing that is open.
    opened: Option<usize>,
}

/// What can have a body in which statements end in semicolons.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Body {
    Trigger,
    Routine,
}

impl Nesting {
    const fn is_flat(&self) -> bool {
        self.parentheses == 0 && self.blocks == 0
    }

    fn step(&mut self, token: &Token, text: &str, next: &str, dialect: Dialect) {
        let was_flat = self.is_flat();
        let is = |key_word: &str| token.kind == Kind::Word && text.eq_ignore_ascii_case(key_word);
        let first = self.first.get_or_insert_with(|| text.to_ascii_uppercase());
        if first == "CREATE" && self.makes.is_none() {
            if is("TRIGGER") {
                self.makes = Some(Body::Trigger);
            } else if is("FUNCTION") || is("PROCEDURE") {
                self.makes = Some(Body::Routine);
            }
        }
        let begins = match (dialect, self.makes) {
            (Dialect::Sqlite, Some(Body::Trigger)) => is("BEGIN"),
            (Dialect::Postgres, Some(Body::Routine)) => {
                is("BEGIN") && next.eq_ignore_ascii_case("ATOMIC")
            }
            _ => false,
        };
        match text {
            "(" if token.kind == Kind::Sign => self.parentheses += 1,
            ")" if token.kind == Kind::Sign => {
                self.parentheses = self.parentheses.saturating_sub(1)
            }
            _ if begins || (self.blocks > 0 && is("CASE")) => self.blocks += 1,
            _ if self.blocks > 0 && is("END") => self.blocks -= 1,
            _ => {}
        }
        if self.is_flat() {
            self.opened = None;
        } else if was_flat {
            self.opened = Some(token.line);
        }
    }
}

/// The statement of some tokens; nothing when there are only comments.
fn statement(text: &str, tokens: &[Token], ended: usize) -> Option<Statement> {
    let first = tokens.iter().position(|token| token.kind != Kind::Comment)?;
    let last = tokens.iter().rposition(|token| token.kind != Kind::Comment)?;
    let begin = first - comments_above(text, &tokens[..=first], ended);
    let tokens = &tokens[begin..=last];
    let mut pieces = Vec::new();
    let mut from = tokens[0].range.start;
    for token in tokens {
        let name = variable(&text[token.range.clone()]).to_owned();
        let line = token.line;
        let piece = match token.kind {
            Kind::Identifier => Piece::Identifier { name, line },
            Kind::Literal => Piece::Literal { name, line },
            Kind::Bare => Piece::Bare { name, line },
            _ => continue,
        };
        if from < token.range.start {
            pieces.push(Piece::Text(text[from..token.range.start].to_owned()));
        }
        pieces.push(piece);
        from = token.range.end;
    }
    let end = tokens[tokens.len() - 1].range.end;
    if from < end {
        pieces.push(Piece::Text(text[from..end].to_owned()));
    }
    Some(Statement {
        name: name(text, tokens),
        line: tokens[first - begin].line,
        text_line: tokens[0].line,
        pieces,
        words: tokens
            .iter()
            .filter_map(|token| Word::of(token, &text[token.range.clone()]))
            .collect(),
    })
}

/// How many comments stand directly above the last of the tokens: no empty line between them, and not
/// behind the statement before.
fn comments_above(text: &str, tokens: &[Token], ended: usize) -> usize {
    tokens
        .windows(2)
        .rev()
        .take_while(|pair| {
            let between = &text[pair[0].range.end..pair[1].range.start];
            between.matches('\n').count() <= 1 && pair[0].line != ended
        })
        .count()
}

/// What a `-- step:` comment says, or the first words.
fn name(text: &str, tokens: &[Token]) -> String {
    let named = tokens.iter().filter(|token| token.kind == Kind::Comment).find_map(|token| {
        text[token.range.clone()].strip_prefix("--")?.trim_start().strip_prefix("step:")
    });
    if let Some(name) = named {
        return name.trim().to_owned();
    }
    let mut words = String::new();
    let mut end = 0;
    for token in tokens.iter().filter(|token| token.kind != Kind::Comment) {
        let of_token = &text[token.range.clone()];
        if words.chars().count() + of_token.chars().count() > 60 {
            words.push_str(" ..");
            break;
        }
        if token.range.start > end && !words.is_empty() {
            words.push(' ');
        }
        words.push_str(of_token);
        end = token.range.end;
    }
    words
}
