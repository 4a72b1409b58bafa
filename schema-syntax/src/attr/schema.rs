//! `#[schema(..)]`.

use crate::attr::value::{Named, Paths, Text};
use crate::attr::words::words;

words! {
    /// `#[schema(..)]` on a struct.
    SchemaWords("schema") {
        "name" => name: Option<Text>,
        "database" => database: Option<Named>,
        "tables" => tables: Option<Paths>,
        "sees" => sees: Option<Paths>,
        "crate" => krate: Option<Named>,
    }
}
