//! A statement's words without comments, and the names of objects among them.

use std::fmt;

use super::lexer::{Kind, Token};

/// A word of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// A key word or identifier without quotes, as it is written.
    Plain(String),
    /// An identifier that was in quotes.
    Quoted(String),
    /// A schema, by its logical name.
    Schema(String),
    /// A sign.
    Sign(char),
    /// Texts and numbers, what is in them matters to nobody.
    Value,
}

impl Word {
    /// The word of a token; nothing for a comment.
    pub(super) fn of(token: &Token, text: &str) -> Option<Self> {
        Some(match token.kind {
            Kind::Comment => return None,
            Kind::Word => Self::Plain(text.to_owned()),
            Kind::Quoted => Self::Quoted(unquoted(text)),
            Kind::Identifier => Self::Schema(variable(text).to_owned()),
            Kind::Sign => Self::Sign(text.chars().next().unwrap_or(' ')),
            Kind::Literal | Kind::Bare | Kind::Text | Kind::Number => Self::Value,
        })
    }

    /// Whether it is a key word.
    pub(super) fn is(&self, key_word: &str) -> bool {
        matches!(self, Self::Plain(word) if word.eq_ignore_ascii_case(key_word))
    }
}

/// The name of a variable of psql.
pub(super) fn variable(text: &str) -> &str {
    text.trim_start_matches(':').trim_matches(['"', '\''])
}

fn unquoted(text: &str) -> String {
    let quote = text.chars().next().unwrap_or('"');
    let inside = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    match quote {
        '[' => inside.to_owned(),
        _ => inside.replace(&format!("{quote}{quote}"), &quote.to_string()),
    }
}

/// A name in a statement: what stands before the last full stop, and the name itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ObjectName {
    /// The schema.
    pub(crate) schema: Option<SchemaPart>,
    /// The name; without quotes it is in lower case.
    pub(crate) name: String,
}

/// What names the schema of an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SchemaPart {
    /// A variable: the logical name.
    Logical(String),
    /// A name in the SQL itself.
    Named(String),
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(SchemaPart::Logical(schema) | SchemaPart::Named(schema)) => {
                write!(f, "{schema}.{}", self.name)
            }
            None => f.write_str(&self.name),
        }
    }
}

/// Reads a statement's words from left to right.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    words: &'a [Word],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(words: &'a [Word]) -> Self {
        Self { words }
    }

    /// The words that are left.
    pub(super) const fn words(&self) -> &'a [Word] {
        self.words
    }

    /// Takes the name of a schema; nothing where it is not given by its logical name.
    pub(super) fn schema(&mut self) -> Option<&'a str> {
        let (Word::Schema(name), rest) = self.words.split_first()? else { return None };
        self.words = rest;
        Some(name)
    }

    /// Takes these key words, if they are the next ones.
    pub(super) fn take(&mut self, key_words: &[&str]) -> bool {
        let fits = self.words.len() >= key_words.len()
            && self.words.iter().zip(key_words).all(|(word, key_word)| word.is(key_word));
        if fits {
            self.words = &self.words[key_words.len()..];
        }
        fits
    }

    /// Takes one of these key words.
    pub(super) fn take_any(&mut self, key_words: &[&str]) -> bool {
        key_words.iter().any(|key_word| self.take(&[key_word]))
    }

    /// Takes a sign.
    pub(super) fn sign(&mut self, sign: char) -> bool {
        let fits = self.words.first() == Some(&Word::Sign(sign));
        if fits {
            self.words = &self.words[1..];
        }
        fits
    }

    /// Takes a name, which may stand behind the name of its schema.
    pub(super) fn name(&mut self) -> Option<ObjectName> {
        let mut schema = None;
        loop {
            let part = match self.words.first()? {
                Word::Plain(word) => SchemaPart::Named(word.to_lowercase()),
                Word::Quoted(word) => SchemaPart::Named(word.clone()),
                Word::Schema(word) => SchemaPart::Logical(word.clone()),
                Word::Sign(_) | Word::Value => return None,
            };
            self.words = &self.words[1..];
            if self.sign('.') {
                schema = Some(part);
                continue;
            }
            let (SchemaPart::Named(name) | SchemaPart::Logical(name)) = part;
            return Some(ObjectName { schema, name });
        }
    }

    /// Takes the name of a table, perhaps without those that inherit from it.
    pub(super) fn only_name(&mut self) -> Option<ObjectName> {
        self.take(&["ONLY"]);
        let name = self.name()?;
        self.sign('*');
        Some(name)
    }

    /// Takes names with commas between them.
    pub(super) fn names(&mut self) -> Vec<ObjectName> {
        let mut names = Vec::new();
        loop {
            let Some(name) = self.only_name() else { return names };
            names.push(name);
            if !self.sign(',') {
                return names;
            }
        }
    }

    /// Steps to behind the next comma that is in no parentheses.
    pub(super) fn skip_to_comma(&mut self) -> bool {
        let mut depth = 0_usize;
        while let Some((word, rest)) = self.words.split_first() {
            self.words = rest;
            match word {
                Word::Sign('(') => depth += 1,
                Word::Sign(')') => depth = depth.saturating_sub(1),
                Word::Sign(',') if depth == 0 => return true,
                _ => {}
            }
        }
        false
    }
}
