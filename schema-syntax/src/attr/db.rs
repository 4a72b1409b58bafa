//! `#[db_enum(..)]` and `#[db_type(..)]`.

use crate::attr::value::{Named, Text};
use crate::attr::words::words;

words! {
    /// `#[db_enum(..)]` on an enum.
    DbEnumWords("enum") {
        "name" => name: Option<Text>,
        "rename_all" => rename_all: Option<Text>,
        "crate" => krate: Option<Named>,
    }
}

words! {
    /// `#[db_enum(..)]` on a variant.
    VariantWords("variant") {
        "rename" => rename: Option<Text>,
        "renamed_from" => renamed_from: Option<Text>,
    }
}

words! {
    /// `#[db_type(..)]` on a newtype.
    DbTypeWords("type") {
        "validate" => validate: Option<Named>,
        "crate" => krate: Option<Named>,
    }
}
