//! `#[schema_set(..)]` on an enum, and `#[projection(..)]`.

use crate::attr::value::Named;
use crate::attr::words::words;

words! {
    /// `#[schema_set(..)]` on an enum; on a variant it names a type.
    SchemaSetWords("schema set") {
        "crate" => krate: Option<Named>,
    }
}

words! {
    /// `#[projection(..)]` on a struct.
    ProjectionWords("projection") {
        "crate" => krate: Option<Named>,
    }
}
