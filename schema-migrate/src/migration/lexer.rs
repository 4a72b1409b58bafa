//! SQL text into tokens: just enough to find where statements end and where a psql variable stands.
//!
//! Sources: PostgreSQL manual, 4.1 and psql's "Variables"; SQLite, "SQL As Understood" and its tokenizer.
//! Invariant: tokens cover the text in order, and everything between them is white space.

use std::ops::Range;

use polyschema_core::Dialect;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A key word or an identifier without quotes.
    Word,
    /// An identifier in quotes.
    Quoted,
    /// `:"asia"`, a schema's name as an identifier.
    Identifier,
    /// `:'asia'`, a schema's name as text.
    Literal,
    /// `:asia`, which psql would write as it is.
    Bare,
    /// A text in quotes, of any kind.
    Text,
    /// A number.
    Number,
    /// A comment.
    Comment,
    /// Any other character, or `::`, `:=`.
    Sign,
}

/// A token of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
    /// From 1.
    pub(super) line: usize,
}

/// A text that cannot be cut into tokens.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) line: usize,
    pub(super) why: &'static str,
}

/// The tokens of a text.
pub(super) fn tokens(sql: &str, dialect: Dialect) -> Result<Vec<Token>, Fault> {
    let mut lexer = Lexer { sql, bytes: sql.as_bytes(), at: 0, line: 1, dialect };
    let mut tokens = Vec::new();
    while lexer.at < lexer.bytes.len() {
        if lexer.bytes[lexer.at].is_ascii_whitespace() {
            lexer.advance(1);
            continue;
        }
        let (start, line) = (lexer.at, lexer.line);
        let kind = lexer.token().map_err(|why| Fault { line, why })?;
        tokens.push(Token { kind, range: start..lexer.at, line });
    }
    Ok(tokens)
}

struct Lexer<'a> {
    sql: &'a str,
    bytes: &'a [u8],
    at: usize,
    line: usize,
    dialect: Dialect,
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Steps on, and counts the lines.
    fn advance(&mut self, bytes: usize) {
        let end = (self.at + bytes).min(self.bytes.len());
        self.line += self.bytes[self.at..end].iter().filter(|byte| **byte == b'\n').count();
        self.at = end;
    }

    fn token(&mut self) -> Result<Kind, &'static str> {
        let postgres = self.dialect == Dialect::Postgres;
        match self.peek(0) {
            b'-' if self.peek(1) == b'-' => {
                let rest = &self.sql[self.at..];
                self.advance(rest.find('\n').unwrap_or(rest.len()));
                Ok(Kind::Comment)
            }
            b'/' if self.peek(1) == b'*' => self.block_comment(),
            b'\'' => self.quoted(b'\'', false).map(|()| Kind::Text),
            b'"' => self.quoted(b'"', false).map(|()| Kind::Quoted),
            b'`' if !postgres => self.quoted(b'`', false).map(|()| Kind::Quoted),
            b'[' if !postgres => self.quoted(b']', false).map(|()| Kind::Quoted),
            b'$' if postgres && self.dollar_tag().is_some() => self.dollar_quoted(),
            b'\\' if postgres => {
                Err("commands of psql are not run here; write SQL, and put a backslash into quotes")
            }
            b':' => Ok(self.colon()),
            byte if is_start(byte) => self.word(),
            byte if byte.is_ascii_digit() => {
                let length = self.run(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
                self.advance(length);
                Ok(Kind::Number)
            }
            _ => {
                self.advance(1);
                Ok(Kind::Sign)
            }
        }
    }

    /// How many bytes from here on are of a kind.
    fn run(&self, of: impl Fn(u8) -> bool) -> usize {
        self.bytes[self.at..].iter().take_while(|byte| of(**byte)).count()
    }

    /// A word, or the text that a word is the prefix of: `E'..'`, in which a backslash escapes.
    fn word(&mut self) -> Result<Kind, &'static str> {
        let length = self.run(|byte| is_start(byte) || byte.is_ascii_digit() || byte == b'$');
        let is_escape = length == 1 && matches!(self.peek(0), b'e' | b'E') && self.peek(1) == b'\'';
        self.advance(length);
        if !is_escape || self.dialect != Dialect::Postgres {
            return Ok(Kind::Word);
        }
        self.quoted(b'\'', true)?;
        // Texts with a line break between them are one, and of the first one's kind.
        loop {
            let space = self.run(|byte| byte.is_ascii_whitespace());
            let between = &self.bytes[self.at..self.at + space];
            if self.peek(space) != b'\'' || !between.contains(&b'\n') {
                return Ok(Kind::Text);
            }
            self.advance(space);
            self.quoted(b'\'', true)?;
        }
    }

    /// A text or name until its closing quote; a doubled quote is part of it.
    fn quoted(&mut self, close: u8, escapes: bool) -> Result<(), &'static str> {
        self.advance(1);
        while self.at < self.bytes.len() {
            let byte = self.peek(0);
            let is_doubled = byte == close && self.peek(1) == close && close != b']';
            if is_doubled || (byte == b'\\' && escapes) {
                self.advance(2);
            } else {
                self.advance(1);
                if byte == close {
                    return Ok(());
                }
            }
        }
        Err("a quote is opened here and never closed")
    }

    fn block_comment(&mut self) -> Result<Kind, &'static str> {
        let mut depth = 0;
        while self.at < self.bytes.len() {
            match (self.peek(0), self.peek(1)) {
                (b'/', b'*') if depth == 0 || self.dialect == Dialect::Postgres => {
                    depth += 1;
                    self.advance(2);
                }
                (b'*', b'/') => {
                    depth -= 1;
                    self.advance(2);
                    if depth == 0 {
                        return Ok(Kind::Comment);
                    }
                }
                _ => self.advance(1),
            }
        }
        Err("a comment is opened here and never closed")
    }

    /// The length of `$tag$`, if that is what stands here.
    fn dollar_tag(&self) -> Option<usize> {
        let rest = &self.bytes[self.at + 1..];
        let tag = rest.iter().take_while(|byte| is_start(**byte) || byte.is_ascii_digit()).count();
        let begins_well = tag == 0 || is_start(rest[0]);
        (begins_well && rest.get(tag) == Some(&b'$')).then_some(tag + 2)
    }

    fn dollar_quoted(&mut self) -> Result<Kind, &'static str> {
        let length = self.dollar_tag().unwrap_or(2);
        let tag = &self.sql[self.at..self.at + length];
        match self.sql[self.at + length..].find(tag) {
            Some(end) => {
                self.advance(length + end + length);
                Ok(Kind::Text)
            }
            None => Err("a dollar quote is opened here and never closed"),
        }
    }

    /// A variable, where psql would see one; else a sign.
    fn colon(&mut self) -> Kind {
        let quote = self.peek(1);
        if matches!(quote, b':' | b'=') {
            self.advance(2);
            return Kind::Sign;
        }
        if matches!(quote, b'"' | b'\'') {
            let rest = &self.bytes[self.at + 2..];
            let name = rest.iter().take_while(|byte| is_start(**byte) || byte.is_ascii_digit());
            let length = name.count();
            if length > 0 && rest.get(length) == Some(&quote) {
                self.advance(length + 3);
                return if quote == b'"' { Kind::Identifier } else { Kind::Literal };
            }
        }
        self.advance(1);
        if !is_start(quote) {
            return Kind::Sign;
        }
        let length = self.run(|byte| is_start(byte) || byte.is_ascii_digit());
        self.advance(length);
        Kind::Bare
    }
}

fn is_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens of a text, each as its kind's first letter and its text.
    #[track_caller]
    fn check(dialect: Dialect, sql: &str, expected: &[&str]) {
        let tokens = tokens(sql, dialect).expect("the text is well formed");
        let found: Vec<String> = tokens
            .iter()
            .map(|token| format!("{:?} {}", token.kind, &sql[token.range.clone()]))
            .collect();
        assert_eq!(found, expected);
    }

    #[track_caller]
    fn check_postgres(sql: &str, expected: &[&str]) {
        check(Dialect::Postgres, sql, expected);
    }

    #[track_caller]
    fn check_fault(dialect: Dialect, sql: &str, line: usize, part: &str) {
        let fault = tokens(sql, dialect).expect_err("the text is broken");
        assert_eq!(fault.line, line);
        assert!(fault.why.contains(part), "{}", fault.why);
    }

    #[test]
    fn variables_are_found_where_psql_finds_them() {
        check_postgres(r#":"asia".t"#, &[r#"Identifier :"asia""#, "Sign .", "Word t"]);
        check_postgres(":'asia'", &["Literal :'asia'"]);
        check_postgres(":asia", &["Bare :asia"]);
        check_postgres(r#"':"asia"'"#, &[r#"Text ':"asia"'"#]);
        check_postgres(r#"-- :"asia""#, &[r#"Comment -- :"asia""#]);
        check_postgres(r#"$$ :"asia" $$"#, &[r#"Text $$ :"asia" $$"#]);
        check_postgres(r#"":asia""#, &[r#"Quoted ":asia""#]);
    }

    #[test]
    fn casts_assignments_and_slices_are_no_variables() {
        check_postgres("x::text", &["Word x", "Sign ::", "Word text"]);
        check_postgres(r#"x::"t""#, &["Word x", "Sign ::", r#"Quoted "t""#]);
        check_postgres(
            "f(a := 1)",
            &["Word f", "Sign (", "Word a", "Sign :=", "Number 1", "Sign )"],
        );
        check_postgres("a[1:2]", &["Word a", "Sign [", "Number 1", "Sign :", "Number 2", "Sign ]"]);
        check_postgres(r#":"a b""#, &["Sign :", r#"Quoted "a b""#]);
    }

    #[test]
    fn quotes_hold_what_looks_like_sql() {
        check_postgres("'it''s; --'", &["Text 'it''s; --'"]);
        check_postgres(r"E'it\'s;'", &[r"Text E'it\'s;'"]);
        check_postgres("E'a'\n 'b\\'c'", &["Text E'a'\n 'b\\'c'"]);
        check_postgres(r"'a\' ", &[r"Text 'a\'"]);
        check_postgres("$x$ ; $$ ; $x$;", &["Text $x$ ; $$ ; $x$", "Sign ;"]);
        check_postgres("a$b$c", &["Word a$b$c"]);
        check_postgres("$1", &["Sign $", "Number 1"]);
        check_postgres("größe", &["Word größe"]);
        check_postgres(r#""a""b;""#, &[r#"Quoted "a""b;""#]);
    }

    #[test]
    fn comments_nest_in_postgres_only() {
        check_postgres("/* a /* b */ c */ x", &["Comment /* a /* b */ c */", "Word x"]);
        check(Dialect::Sqlite, "/* a /* b */ x", &["Comment /* a /* b */", "Word x"]);
    }

    #[test]
    fn sqlite_has_quotes_of_its_own() {
        check(Dialect::Sqlite, "[a;b] `c;``d`", &["Quoted [a;b]", "Quoted `c;``d`"]);
        check(Dialect::Sqlite, r"e'a\'", &["Word e", r"Text 'a\'"]);
        check(Dialect::Sqlite, "$$", &["Sign $", "Sign $"]);
    }

    #[test]
    fn what_is_never_closed_is_named_where_it_opens() {
        check_fault(Dialect::Postgres, "a;\n\n'b\n", 3, "quote is opened here");
        check_fault(Dialect::Postgres, "/* /* */", 1, "comment is opened here");
        check_fault(Dialect::Postgres, "\n$a$ $b$", 2, "dollar quote");
        check_fault(Dialect::Postgres, "\\i other.sql", 1, "commands of psql");
        check_fault(Dialect::Sqlite, "[a", 1, "quote is opened here");
    }
}
