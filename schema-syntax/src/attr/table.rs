//! `#[table(..)]`.

use darling::ast::NestedMeta;
use darling::{Error, FromMeta, Result};
use syn::{Ident, Meta};

use crate::attr::index::IndexList;
use crate::attr::value::{
    CheckValue, Choice, DefaultValue, Fields, FieldsOf, Length, Mark, Named, Numeric, Paths, Text,
};
use crate::attr::words::{items, list, nested, usage, word, words};
use crate::model::{Deferrable, ReferentialAction};

words! {
    /// `#[table(..)]` on a struct.
    TableWords("table") {
        "name" => name: Option<Text>,
        "abstract" => is_abstract: Option<Mark>,
        "mixin" => mixin: Option<Mark>,
        "schema" => schema: Option<Named>,
        "primary_key" => primary_key: Option<Fields>,
        #[darling(multiple)]
        "unique" => unique: Vec<Fields>,
        #[darling(multiple)]
        "check" => check: Vec<CheckValue>,
        #[darling(multiple)]
        "index" => index: Vec<IndexList>,
        #[darling(multiple)]
        "foreign_key" => foreign_key: Vec<ForeignKeyValue>,
        #[darling(multiple)]
        "override" => overrides: Vec<Overrides>,
        "renamed_from" => renamed_from: Option<Text>,
        "new" => new: Option<NewRow>,
        "crate" => krate: Option<Named>,
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
        #[darling(multiple)]
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
        "derive" => derive: Option<Paths>,
    }
}

/// The word `foreign_key`, and what stands in its parentheses.
pub(crate) struct ForeignKeyValue {
    pub(crate) word: Ident,
    pub(crate) words: ForeignKeyWords,
}

/// `override(a(..), b(..))`.
pub(crate) struct Overrides(pub(crate) Vec<(Ident, OverrideWords)>);

/// `new(..)`.
pub(crate) struct NewRow(pub(crate) NewWords);

impl FromMeta for ForeignKeyValue {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let list = list(meta, "(columns(a, b), references = Country(x, y))")?;
        Ok(Self { word: word(meta.path())?, words: nested(list)? })
    }
}

impl FromMeta for NewRow {
    fn from_meta(meta: &Meta) -> Result<Self> {
        nested(list(meta, "(derive(PartialEq))")?).map(Self)
    }
}

impl FromMeta for Overrides {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let list = list(meta, "(name(varchar = 200))")?;
        let mut errors = Error::accumulator();
        let mut overrides = Vec::new();
        for item in items(&list.tokens, &mut errors) {
            match item {
                NestedMeta::Meta(Meta::List(list)) => {
                    let field = errors.handle(word(&list.path));
                    overrides.extend(field.zip(errors.handle(nested(&list))));
                }
                NestedMeta::Meta(field) => errors.push(usage(&field, "(varchar = 200)")),
                other => {
                    errors.push(Error::custom("expected `field(varchar = 200)`").with_span(&other));
                }
            }
        }
        errors.finish_with(Self(overrides))
    }
}
