//! `#[schema(..)]`.

use syn::Path;

use crate::attr::value::Text;
use crate::attr::words::words;

words! {
    /// `#[schema(..)]` on a struct.
    SchemaWords("schema") {
        "name" => name: Option<Text>,
        "database" => database: Option<Path>,
        "tables" => tables: Option<Vec<Path>>,
        "sees" => sees: Option<Vec<Path>>,
        "crate" => krate: Option<Path>,
    }
}
