//! `#[column(..)]`.

use syn::parse::ParseStream;
use syn::{Ident, Token, token};

use crate::attr::index::IndexList;
use crate::attr::value::{
    CheckValue, Choice, DefaultValue, FieldOf, Identity, Length, Mark, NameWords, Numeric, Text,
};
use crate::attr::words::{Value, in_parentheses, read_list, words};
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
        "index" => index: Vec<IndexList>,
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

impl Value for NamedMark {
    fn parse_value(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Token![=]) {
            let usage = format!("`{word}` stands alone, or has a name: `{word}(name = \"..\")`");
            return Err(syn::Error::new(word.span(), usage));
        }
        if !input.peek(token::Paren) {
            return Ok(Self { name: None });
        }
        in_parentheses(input, |input| {
            let mut words = NameWords::default();
            match read_list(&mut words, input).into_iter().next() {
                Some(fault) => Err(fault),
                None => Ok(Self { name: words.name }),
            }
        })
    }
}
