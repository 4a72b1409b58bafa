//! `#[db_enum(..)]` and `#[db_type(..)]`.

use syn::Path;

use crate::attr::value::Text;
use crate::attr::words::words;

words! {
    /// `#[db_enum(..)]` on an enum.
    DbEnumWords("enum") {
        "name" => name: Option<Text>,
        "rename_all" => rename_all: Option<Text>,
        "crate" => krate: Option<Path>,
    }
}

words! {
    /// `#[db_enum(..)]` on a variant.
    VariantWords("variant") {
        "rename" => rename: Option<Text>,
    }
}

words! {
    /// `#[db_type(..)]` on a newtype.
    DbTypeWords("type") {
        "validate" => validate: Option<Path>,
        "crate" => krate: Option<Path>,
    }
}
