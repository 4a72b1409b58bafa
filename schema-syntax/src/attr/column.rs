//! `#[column(..)]`.

use darling::{Error, FromMeta, Result};
use syn::Meta;

use crate::attr::index::IndexList;
use crate::attr::value::{
    CheckValue, Choice, DefaultValue, FieldOf, Identity, Length, Mark, NameWords, Numeric, Text,
};
use crate::attr::words::{nested, word, words};
use crate::model::{Deferrable, ReferentialAction};

words! {
    /// `#[column(..)]` on a field.
    ColumnWords("column") {
        "name" => name: Option<Text>,
        "primary_key" => primary_key: Option<Mark>,
        "identity" => identity: Option<Choice<Identity>>,
        "generated" => generated: Option<Text>,
        "default" => default: Option<DefaultValue>,
        "unique" => unique: Option<NamedMark>,
        #[darling(multiple)]
        "index" => index: Vec<IndexList>,
        #[darling(multiple)]
        "check" => check: Vec<CheckValue>,
        "varchar" => varchar: Option<Length>,
        "char" => char: Option<Length>,
        "numeric" => numeric: Option<Numeric>,
        "sql_type" => sql_type: Option<Text>,
        "collate" => collate: Option<Text>,
        "references" => references: Option<FieldOf>,
        "on_delete" => on_delete: Option<Choice<ReferentialAction>>,
        "on_update" => on_update: Option<Choice<ReferentialAction>>,
        "deferrable" => deferrable: Option<Choice<Deferrable>>,
        "extends" => extends: Option<Mark>,
        "flatten" => flatten: Option<Mark>,
        "renamed_from" => renamed_from: Option<Text>,
    }
}

/// A word alone, or with a name: `unique`, `unique(name = "..")`.
pub(crate) struct NamedMark {
    pub(crate) name: Option<Text>,
}

impl FromMeta for NamedMark {
    fn from_meta(meta: &Meta) -> Result<Self> {
        match meta {
            Meta::Path(_) => Ok(Self { name: None }),
            Meta::List(list) => nested(list).map(|NameWords { name }| Self { name }),
            Meta::NameValue(_) => {
                let word = word(meta.path())?;
                let usage =
                    format!("`{word}` stands alone, or has a name: `{word}(name = \"..\")`");
                Err(Error::custom(usage).with_span(&word))
            }
        }
    }
}
