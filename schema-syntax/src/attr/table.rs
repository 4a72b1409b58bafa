//! `#[table(..)]`.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, Path, Token, token};

use crate::attr::index::IndexList;
use crate::attr::value::{
    CheckValue, Choice, DefaultValue, Fields, FieldsOf, Length, Mark, Numeric, Text,
};
use crate::attr::words::{Value, Words, in_parentheses, read_list, words};
use crate::model::{Deferrable, ReferentialAction};

words! {
    /// `#[table(..)]` on a struct.
    TableWords("table") {
        "name" => name: Option<Text>,
        "abstract" => is_abstract: Option<Mark>,
        "mixin" => mixin: Option<Mark>,
        "schema" => schema: Option<Path>,
        "primary_key" => primary_key: Option<Fields>,
        "unique" => unique: Vec<Fields>,
        "check" => check: Vec<CheckValue>,
        "index" => index: Vec<IndexList>,
        "foreign_key" => foreign_key: Vec<ForeignKeyValue>,
        "override" => overrides: Vec<Overrides>,
        "new" => new: Option<NewWords>,
        "crate" => krate: Option<Path>,
    }
}

words! {
    /// `foreign_key(columns(a, b), references = Country(x, y), ..)`.
    ForeignKeyWords("foreign key") {
        "columns" => columns: Option<Fields>,
        "references" => references: Option<FieldsOf>,
        "on_delete" => on_delete: Option<Choice<ReferentialAction>>,
        "on_update" => on_update: Option<Choice<ReferentialAction>>,
        "deferrable" => deferrable: Option<Choice<Deferrable>>,
        "name" => name: Option<Text>,
    }
}

words! {
    /// `field(varchar = 200)` in `override(..)`.
    OverrideWords("override") {
        "name" => name: Option<Text>,
        "default" => default: Option<DefaultValue>,
        "check" => check: Vec<CheckValue>,
        "varchar" => varchar: Option<Length>,
        "char" => char: Option<Length>,
        "numeric" => numeric: Option<Numeric>,
        "sql_type" => sql_type: Option<Text>,
        "collate" => collate: Option<Text>,
    }
}

words! {
    /// `new(derive(..))`.
    NewWords("new row") {
        "derive" => derive: Option<Vec<Path>>,
    }
}

/// The word `foreign_key`, and what stands in its parentheses.
pub(crate) struct ForeignKeyValue {
    pub(crate) word: Ident,
    pub(crate) words: ForeignKeyWords,
}

/// `override(a(..), b(..))`.
pub(crate) struct Overrides(pub(crate) Vec<(Ident, OverrideWords)>);

impl Value for ForeignKeyValue {
    fn parse_value(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        let words = list(word, "foreign_key(columns(a, b), references = Country(x, y))", input)?;
        Ok(Self { word: word.clone(), words })
    }
}

impl Value for NewWords {
    fn parse_value(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        list(word, "new(derive(PartialEq))", input)
    }
}

impl Value for Overrides {
    fn parse_value(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        let usage = "override(name(varchar = 200))";
        if !input.peek(token::Paren) {
            return Err(syn::Error::new(word.span(), format!("`{word}` is used as `{usage}`")));
        }
        in_parentheses(input, |input| {
            let mut overrides = Vec::new();
            while !input.is_empty() {
                let field = input.call(Ident::parse_any)?;
                let words = list(&field, usage, input)?;
                overrides.push((field, words));
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(Self(overrides))
        })
    }
}

/// Words in parentheses.
fn list<W: Words>(word: &Ident, usage: &str, input: ParseStream<'_>) -> syn::Result<W> {
    if !input.peek(token::Paren) {
        return Err(syn::Error::new(word.span(), format!("`{word}` is used as `{usage}`")));
    }
    in_parentheses(input, |input| {
        let mut words = W::default();
        let faults = read_list(&mut words, input).into_iter();
        match faults.reduce(|mut all, fault| {
            all.combine(fault);
            all
        }) {
            Some(fault) => Err(fault),
            None => Ok(words),
        }
    })
}
