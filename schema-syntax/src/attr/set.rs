//! `#[schema_set(..)]` on an enum, and `#[projection(..)]`.

use syn::Path;

use crate::attr::words::words;

words! {
    /// `#[schema_set(..)]` on an enum; on a variant it names a type.
    SchemaSetWords("schema set") {
        "crate" => krate: Option<Path>,
    }
}

words! {
    /// `#[projection(..)]` on a struct.
    ProjectionWords("projection") {
        "crate" => krate: Option<Path>,
    }
}
