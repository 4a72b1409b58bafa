//! `index(..)`: fields and `"expressions"` as keys, in an order, among words.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, LitStr, Token, token};

use crate::attr::value::{Fields, Mark, Text};
use crate::attr::words::{Value, items_and_words, words};

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

impl Value for IndexList {
    fn parse_value(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        let mut keys = Vec::new();
        if input.peek(Token![=]) {
            let usage =
                "`index` is used as `index(a, desc(b), \"lower(c)\", unique, where = \"..\")`";
            return Err(syn::Error::new(word.span(), usage));
        }
        if !input.peek(token::Paren) {
            return Ok(Self { word: word.clone(), keys, words: IndexWords::default() });
        }
        let words = items_and_words(input, |input| {
            let key = parse_key(input)?;
            let is_key = key.is_some();
            keys.extend(key);
            Ok(is_key)
        })?;
        Ok(Self { word: word.clone(), keys, words })
    }
}

/// A key, unless the next item is a word of the index.
fn parse_key(input: ParseStream<'_>) -> syn::Result<Option<IndexKey>> {
    if input.peek(LitStr) {
        return Ok(Some(IndexKey::plain(KeyOn::Expression(input.parse()?))));
    }
    let word = input.fork().call(Ident::parse_any)?;
    if input.peek2(Token![=]) || word == "unique" {
        return Ok(None);
    }
    if !input.peek2(token::Paren) {
        return Ok(Some(IndexKey::plain(KeyOn::Field(input.call(Ident::parse_any)?))));
    }
    if word != "asc" && word != "desc" {
        return Ok(None);
    }
    input.call(Ident::parse_any)?;
    let mut on = None;
    let words = items_and_words(input, |input| {
        if on.is_some() {
            return Ok(false);
        }
        on = Some(match input.peek(LitStr) {
            true => KeyOn::Expression(input.parse()?),
            false => KeyOn::Field(input.call(Ident::parse_any)?),
        });
        Ok(true)
    })?;
    let usage = || format!("`{word}` is used as `{word}(field)` or `{word}(\"expression\")`");
    let on = on.ok_or_else(|| syn::Error::new(word.span(), usage()))?;
    Ok(Some(IndexKey { on, descending: word == "desc", words }))
}

impl IndexKey {
    /// A key without words about it.
    pub(crate) fn plain(on: KeyOn) -> Self {
        Self { on, descending: false, words: KeyWords::default() }
    }
}
