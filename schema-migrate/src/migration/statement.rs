//! A statement: its text around the schemas' names, and what its words say it does.
//!
//! Only what the runner must know is read out of the words; whether they are valid SQL is for the
//! database to say.

use super::words::{ObjectName, Reader, Word};

/// A statement of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub(super) name: String,
    pub(super) line: usize,
    /// Of the text, which begins with the comments above the statement.
    pub(super) text_line: usize,
    pub(super) pieces: Vec<Piece>,
    pub(super) words: Vec<Word>,
}

/// A piece of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// SQL as it is.
    Text(String),
    /// The name of a schema as an identifier.
    Identifier { name: String, line: usize },
    /// The name of a schema as a text.
    Literal { name: String, line: usize },
    /// A variable that psql would write as it is, so that a name could be anything.
    Bare { name: String, line: usize },
}

/// An index that is built while the table is in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConcurrentIndex {
    pub(crate) index: String,
    /// It says in which schema the index lies.
    pub(crate) table: ObjectName,
}

/// A kind of object that a statement drops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ObjectKind {
    Table,
    Schema,
    Type,
    Index,
    Trigger,
}

impl Statement {
    /// What it does: its `-- step:` comment, or its first words.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The line of its first word, from 1.
    pub const fn line(&self) -> usize {
        self.line
    }

    /// The lines of comments above it.
    pub(super) fn comments(&self) -> impl Iterator<Item = &str> {
        let text = match self.pieces.first() {
            Some(Piece::Text(text)) => text.as_str(),
            _ => "",
        };
        text.lines().take_while(|line| line.starts_with("--"))
    }

    pub(super) fn reader(&self) -> Reader<'_> {
        Reader::new(&self.words)
    }

    /// Whether it begins or ends a transaction, which is the runner's to do.
    pub(super) fn controls_transaction(&self) -> bool {
        let mut reader = self.reader();
        if reader.take(&["ROLLBACK"]) {
            reader.take_any(&["WORK", "TRANSACTION"]);
            return !reader.take(&["TO"]);
        }
        reader.take(&["START", "TRANSACTION"])
            || reader.take_any(&["BEGIN", "COMMIT", "END", "ABORT"])
    }

    /// Whether it sends or fetches rows in the middle, which nobody here gives or takes.
    pub(super) fn copies(&self) -> bool {
        let is_of_client = |word: &Word| word.is("STDIN") || word.is("STDOUT");
        self.reader().take(&["COPY"]) && self.words.iter().any(is_of_client)
    }

    /// Whether it cannot stand in a transaction, or would end it itself.
    ///
    /// Source: PostgreSQL manual, the pages of these commands; SQLite, "VACUUM".
    pub(crate) fn runs_alone(&self) -> bool {
        let begins = |key_words: &[&str]| self.reader().take(key_words);
        let concurrently =
            ["CREATE", "DROP", "REINDEX", "ALTER"].iter().any(|verb| begins(&[verb]))
                && self.words.iter().any(|word| word.is("CONCURRENTLY"));
        concurrently
            || ["VACUUM", "REINDEX", "CLUSTER", "CALL", "DO"].iter().any(|verb| begins(&[verb]))
            || begins(&["ALTER", "SYSTEM"])
            || begins(&["CREATE", "DATABASE"])
            || begins(&["DROP", "DATABASE"])
            || begins(&["CREATE", "SUBSCRIPTION"])
            || begins(&["DROP", "SUBSCRIPTION"])
            || begins(&["PRAGMA"])
    }

    /// Whether it reads or changes rows, and no structure.
    pub(crate) fn is_about_rows(&self) -> bool {
        let verbs = ["DELETE", "INSERT", "MERGE", "SELECT", "UPDATE", "VALUES", "WITH"];
        self.reader().take_any(&verbs)
    }

    /// Whether something is not there any more under its name, once it has run.
    pub(crate) fn takes_away(&self) -> bool {
        self.words.iter().any(|word| word.is("DROP") || word.is("RENAME"))
    }

    /// The index that it builds concurrently.
    pub(crate) fn builds_concurrently(&self) -> Option<ConcurrentIndex> {
        let mut reader = self.reader();
        if !reader.take(&["CREATE"]) {
            return None;
        }
        reader.take(&["UNIQUE"]);
        if !reader.take(&["INDEX", "CONCURRENTLY"]) {
            return None;
        }
        reader.take(&["IF", "NOT", "EXISTS"]);
        let index = reader.name()?.name;
        if !reader.take(&["ON"]) {
            return None;
        }
        Some(ConcurrentIndex { index, table: reader.only_name()? })
    }

    /// The indexes that it drops concurrently.
    pub(crate) fn drops_concurrently(&self) -> Vec<ObjectName> {
        let mut reader = self.reader();
        if !reader.take(&["DROP", "INDEX", "CONCURRENTLY"]) {
            return Vec::new();
        }
        reader.take(&["IF", "EXISTS"]);
        reader.names()
    }

    /// The objects that it drops, columns apart.
    pub(crate) fn drops(&self) -> Option<(ObjectKind, Vec<ObjectName>)> {
        let mut reader = self.reader();
        if !reader.take(&["DROP"]) {
            return None;
        }
        reader.take(&["FOREIGN"]);
        let kind = [
            ("TABLE", ObjectKind::Table),
            ("SCHEMA", ObjectKind::Schema),
            ("TYPE", ObjectKind::Type),
            ("INDEX", ObjectKind::Index),
            ("TRIGGER", ObjectKind::Trigger),
        ];
        let (_, kind) = kind.into_iter().find(|(key_word, _)| reader.take(&[key_word]))?;
        reader.take(&["CONCURRENTLY"]);
        reader.take(&["IF", "EXISTS"]);
        Some((kind, reader.names()))
    }

    /// The columns that it drops, with their table.
    pub(super) fn drops_columns(&self) -> Option<(ObjectName, Vec<String>)> {
        let mut reader = self.reader();
        if !reader.take(&["ALTER"]) {
            return None;
        }
        reader.take(&["FOREIGN"]);
        if !reader.take(&["TABLE"]) {
            return None;
        }
        reader.take(&["IF", "EXISTS"]);
        let table = reader.only_name()?;
        let mut columns = Vec::new();
        loop {
            if reader.take(&["DROP"]) && !reader.take(&["CONSTRAINT"]) {
                reader.take(&["COLUMN"]);
                reader.take(&["IF", "EXISTS"]);
                columns.extend(reader.name().map(|column| column.name));
            }
            if !reader.skip_to_comma() {
                return Some((table, columns));
            }
        }
    }

    /// The tables that it empties.
    pub(super) fn truncates(&self) -> Vec<ObjectName> {
        let mut reader = self.reader();
        if !reader.take(&["TRUNCATE"]) {
            return Vec::new();
        }
        reader.take(&["TABLE"]);
        reader.names()
    }

    /// The table that it creates.
    pub(super) fn creates_table(&self) -> Option<ObjectName> {
        let mut reader = self.reader();
        if !reader.take(&["CREATE"]) {
            return None;
        }
        reader.take_any(&["TEMP", "TEMPORARY", "UNLOGGED"]);
        if !reader.take(&["TABLE"]) {
            return None;
        }
        reader.take(&["IF", "NOT", "EXISTS"]);
        reader.name()
    }

    /// The name that it gives to a table, in the table's schema.
    pub(crate) fn renames_table(&self) -> Option<ObjectName> {
        self.renames("TABLE")
    }

    /// The name that it gives to a type, in the type's schema.
    pub(super) fn renames_type(&self) -> Option<ObjectName> {
        self.renames("TYPE")
    }

    fn renames(&self, kind: &str) -> Option<ObjectName> {
        let mut reader = self.reader();
        if !reader.take(&["ALTER", kind]) {
            return None;
        }
        reader.take(&["IF", "EXISTS"]);
        let ObjectName { schema, .. } = reader.only_name()?;
        if !reader.take(&["RENAME", "TO"]) {
            return None;
        }
        Some(ObjectName { schema, name: reader.name()?.name })
    }

    /// Whether it takes along what depends on what it drops.
    pub(super) fn cascades(&self) -> bool {
        self.words.last().is_some_and(|word| word.is("CASCADE"))
    }
}
