//! `index(..)`: fields and `"expressions"` as keys, in an order, among words.

use darling::ast::NestedMeta;
use darling::{Error, FromMeta, Result};
use syn::{Ident, Lit, LitStr, Meta, MetaList};

use crate::attr::value::{Fields, Mark, Text};
use crate::attr::words::{field, items_and_words, list, usage, word, words};

words! {
    /// The words of an index among its keys.
    IndexWords("index") {
        "name" => name: Option<Text>,
        "unique" => unique: Option<Mark>,
        "method" => method: Option<Text>,
        "where" => predicate: Option<Text>,
        "include" => include: Option<Fields>,
    }
}

words! {
    /// The words of a key in `asc(..)` or `desc(..)`.
    KeyWords("index key") {
        "nulls" => nulls: Option<Text>,
        "ops" => ops: Option<Text>,
    }
}

/// `index(a, desc(b, nulls = "last"), "lower(c)", unique, name = "..")`.
pub(crate) struct IndexList {
    pub(crate) word: Ident,
    pub(crate) keys: Vec<IndexKey>,
    pub(crate) words: IndexWords,
}

/// A key of an index.
pub(crate) struct IndexKey {
    pub(crate) on: KeyOn,
    pub(crate) descending: bool,
    pub(crate) words: KeyWords,
}

/// What a key is made of.
pub(crate) enum KeyOn {
    Field(Ident),
    Expression(LitStr),
}

impl FromMeta for IndexList {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let word = word(meta.path())?;
        let mut keys = Vec::new();
        if let Meta::Path(_) = meta {
            return Ok(Self { word, keys, words: IndexWords::default() });
        }
        let list = list(meta, "(a, desc(b), \"lower(c)\", unique, where = \"..\")")?;
        let words = items_and_words(list, |item| {
            let key = key(item)?;
            let is_key = key.is_some();
            keys.extend(key);
            Ok(is_key)
        })?;
        Ok(Self { word, keys, words })
    }
}

/// The item as a key, unless it is a word of the index.
fn key(item: &NestedMeta) -> Result<Option<IndexKey>> {
    if let Some(on) = key_on(item) {
        return Ok(Some(IndexKey { on, descending: false, words: KeyWords::default() }));
    }
    match item {
        NestedMeta::Meta(Meta::List(list)) if list.path.is_ident("asc") => ordered(list, false),
        NestedMeta::Meta(Meta::List(list)) if list.path.is_ident("desc") => ordered(list, true),
        _ => Ok(None),
    }
}

fn ordered(list: &MetaList, descending: bool) -> Result<Option<IndexKey>> {
    let mut on = None;
    let words = items_and_words(list, |item| match key_on(item) {
        Some(_) if on.is_some() => {
            Err(Error::custom("each key of an index has its own order").with_span(item))
        }
        key => {
            on = key.or(on.take());
            Ok(key_on(item).is_some())
        }
    })?;
    let on = on.ok_or_else(|| usage(&Meta::List(list.clone()), "(field)"))?;
    Ok(Some(IndexKey { on, descending, words }))
}

fn key_on(item: &NestedMeta) -> Option<KeyOn> {
    match (item, field(item)) {
        (NestedMeta::Lit(Lit::Str(sql)), _) => Some(KeyOn::Expression(sql.clone())),
        (_, Some(field)) if field != "unique" => Some(KeyOn::Field(field.clone())),
        _ => None,
    }
}
