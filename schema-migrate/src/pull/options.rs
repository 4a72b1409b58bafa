//! What the caller of `pull` chooses, and what it gets.

use std::fmt;

/// How Rust source is made of a catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The types of dates and times.
    pub dates: Dates,
    /// Whether the models have the feature `uuid`.
    pub uuid: bool,
    /// Whether the models have the feature `json`.
    pub json: bool,
    /// Whether the models have the feature `decimal`.
    pub decimal: bool,
    /// More equal schemas than these become one schema type, which is named at run time.
    pub most_equal_schemas: usize,
    /// How the source is divided into files.
    pub layout: Layout,
    /// The command that makes the source anew, for its header.
    pub command: String,
}

impl Default for Options {
    /// No type of an optional feature, one file, and a type of its own for each of up to three equal schemas.
    fn default() -> Self {
        Self {
            dates: Dates::Text,
            uuid: false,
            json: false,
            decimal: false,
            most_equal_schemas: 3,
            layout: Layout::OneFile,
            command: "polyschema pull".to_owned(),
        }
    }
}

/// The Rust types of dates and times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dates {
    /// Those of `chrono`.
    Chrono,
    /// Those of `time`.
    Time,
    /// `String`.
    Text,
}

/// How the source is divided into files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// All in `schemas.rs`.
    OneFile,
    /// What schemas share in `mod.rs`, and a file for each schema beside it.
    FilePerSchema,
}

/// Rust source, and what it lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pulled {
    /// The files; with several of them the module's own is the first.
    pub files: Vec<SourceFile>,
    /// What the models cannot say, or say otherwise. The source has each as a comment.
    pub notes: Vec<Note>,
}

/// A file of Rust source.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceFile {
    /// The name, without a folder.
    pub name: String,
    /// The text.
    pub text: String,
}

/// Something that the models cannot say, or say otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Note {
    /// What it is about, in words: `column asia.countries.area`.
    pub object: String,
    /// What is said otherwise, and what that means.
    pub text: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.object, self.text)
    }
}
