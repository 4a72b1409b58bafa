//! The words of an attribute: known or not, once or several times, with or without a value.
//!
//! darling's part: a list is parsed into its items (`where` and `crate` among them), each word's value
//! is a [`FromMeta`], and the derive brings it to its field, once or, if `multiple`, several times.
//! Ours: the wording, near names, and that a faulty word leaves the others as they are, where darling
//! gives all or nothing. Without that, one mistake would be several errors: a table whose other words
//! are lost has no primary key either. So attributes are read here and not by `FromField` and its like.

use darling::ast::NestedMeta;
use darling::error::Accumulator;
use darling::{Error, FromMeta, Result};
use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Expr, Ident, Meta, MetaList, MetaNameValue, Path, Token};

use crate::fault::{Faults, near_or_all};

/// The words that an attribute can have.
pub(crate) trait Words: FromMeta + Default {
    /// What messages call one of them.
    const WHAT: &'static str;

    /// All of them.
    const KNOWN: &'static [&'static str];
}

/// Declares the words of an attribute once: the struct that holds their values, and [`Words`].
macro_rules! words {
    (
        $(#[$attribute:meta])* $name:ident ($what:literal) {
            $($(#[$option:meta])* $word:literal => $field:ident: $type:ty,)*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Default, darling::FromMeta)]
        pub(crate) struct $name {
            $(
                $(#[$option])*
                #[darling(rename = $word)]
                pub(crate) $field: $type,
            )*
        }

        impl $crate::attr::words::Words for $name {
            const WHAT: &'static str = $what;
            const KNOWN: &'static [&'static str] = &[$($word),*];
        }
    };
}
pub(crate) use words;

/// Reads all attributes with the name: `#[column(..)] #[column(..)]`.
pub(crate) fn read<W: Words>(attributes: &[Attribute], name: &str, faults: &mut Faults) -> W {
    let mut errors = Error::accumulator();
    let mut all = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(name)) {
        match &attribute.meta {
            Meta::List(list) => all.extend(items(&list.tokens, &mut errors)),
            other => faults.at(other, format!("expected `#[{name}(..)]`")),
        }
    }
    let words = from_items(all, &mut errors);
    faults.ok(errors.finish().map_err(syn::Error::from));
    words
}

/// The items of a list. What is none ends at the next comma.
pub(crate) fn items(tokens: &TokenStream, errors: &mut Accumulator) -> Vec<NestedMeta> {
    let parse = |input: ParseStream<'_>| {
        let mut items = Vec::new();
        while !input.is_empty() {
            let item = input.parse::<NestedMeta>();
            let item = item.and_then(|item| {
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
                Ok(item)
            });
            match item {
                Ok(item) => items.push(item),
                Err(fault) => {
                    errors.push(fault.into());
                    skip_comma(input);
                }
            }
        }
        Ok(items)
    };
    parse.parse2(tokens.clone()).unwrap_or_default()
}

fn skip_comma(input: ParseStream<'_>) {
    while !input.is_empty() {
        match input.parse::<TokenTree>() {
            Ok(TokenTree::Punct(punct)) if punct.as_char() == ',' => return,
            Ok(_) => {}
            Err(_) => return,
        }
    }
}

/// Brings the items to their words' fields: those that can be.
pub(crate) fn from_items<W: Words>(items: Vec<NestedMeta>, errors: &mut Accumulator) -> W {
    let mut readable = Vec::new();
    for item in items {
        let meta = match item {
            NestedMeta::Meta(meta) => meta,
            // What is no expression may still be a type.
            NestedMeta::NameValueInvalidExpr(meta) => Meta::NameValue(MetaNameValue {
                path: meta.path,
                eq_token: meta.eq_token,
                value: Expr::Verbatim(meta.value),
            }),
            NestedMeta::Lit(literal) => {
                let known = W::KNOWN.join("`, `");
                let message = format!("expected one of the words `{known}`");
                errors.push(Error::custom(message).with_span(&literal));
                continue;
            }
        };
        let word = spelled(meta.path());
        if !W::KNOWN.contains(&&*word) {
            let (what, near) = (W::WHAT, near_or_all(&word, W::KNOWN));
            let message = format!("unknown {what} attribute `{word}`{near}");
            errors.push(Error::custom(message).with_span(meta.path()));
            continue;
        }
        let path = meta.path().clone();
        readable.push(NestedMeta::Meta(meta));
        if let Err(error) = W::from_list(&readable) {
            readable.pop();
            errors.push(worded(error, &word, &path));
        }
    }
    errors.handle(W::from_list(&readable)).unwrap_or_default()
}

/// Puts what darling says by itself into our words.
fn worded(error: Error, word: &str, path: &Path) -> Error {
    if error.to_string() == Error::duplicate_field(word).to_string() {
        return Error::custom(format!("`{word}` is given twice")).with_span(path);
    }
    error
}

/// A word as it is written.
pub(crate) fn spelled(path: &Path) -> String {
    darling::util::path_to_string(path)
}

/// The word itself, for its place and for messages.
pub(crate) fn word(path: &Path) -> Result<Ident> {
    path.get_ident().cloned().ok_or_else(|| Error::custom("expected a single word").with_span(path))
}

/// How a word is used: at the value where there is one, else at the word.
pub(crate) fn usage(meta: &Meta, example: &str) -> Error {
    let word = spelled(meta.path());
    let error = Error::custom(format!("`{word}` is used as `{word}{example}`"));
    match meta {
        Meta::NameValue(MetaNameValue { value: Expr::Verbatim(value), .. }) if value.is_empty() => {
            error.with_span(meta.path())
        }
        Meta::NameValue(meta) => error.with_span(&meta.value),
        Meta::Path(_) | Meta::List(_) => error.with_span(meta.path()),
    }
}

/// The list of a word that has one; `example` shows how it is used.
pub(crate) fn list<'a>(meta: &'a Meta, example: &str) -> Result<&'a MetaList> {
    match meta {
        Meta::List(list) => Ok(list),
        Meta::Path(path) | Meta::NameValue(MetaNameValue { path, .. }) => {
            Err(usage(&Meta::Path(path.clone()), example))
        }
    }
}

/// Words in a list, with nothing else among them.
pub(crate) fn nested<W: Words>(list: &MetaList) -> Result<W> {
    items_and_words(list, |_| Ok(false))
}

/// A list, the items of which are words or something else.
///
/// `item` is asked first and says whether it took the item.
pub(crate) fn items_and_words<W: Words>(
    list: &MetaList,
    mut item: impl FnMut(&NestedMeta) -> Result<bool>,
) -> Result<W> {
    let mut errors = Error::accumulator();
    let mut words = items(&list.tokens, &mut errors);
    words.retain(|each| match item(each) {
        Ok(taken) => !taken,
        Err(error) => {
            errors.push(error);
            false
        }
    });
    let words = from_items(words, &mut errors);
    errors.finish_with(words)
}

/// The item as a field's name, if it is one.
pub(crate) fn field(item: &NestedMeta) -> Option<&Ident> {
    match item {
        NestedMeta::Meta(Meta::Path(path)) => path.get_ident(),
        _ => None,
    }
}
