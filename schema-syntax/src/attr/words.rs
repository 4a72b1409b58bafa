//! The words of an attribute: known or not, once or several times, with or without a value.

use proc_macro2::TokenTree;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, Meta, Token, parenthesized};

use crate::fault::{Faults, near_or_all};

/// What a word's value is made of.
pub(crate) trait Value: Sized {
    /// Parses what follows the word.
    fn parse_value(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self>;
}

/// Where a word's value goes.
pub(crate) trait Slot {
    /// Parses the value and keeps it.
    fn put(&mut self, word: &Ident, input: ParseStream<'_>) -> syn::Result<()>;
}

/// A word that is given at most once.
impl<T: Value> Slot for Option<T> {
    fn put(&mut self, word: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        let value = T::parse_value(word, input)?;
        if self.is_some() {
            return Err(syn::Error::new(word.span(), format!("`{word}` is given twice")));
        }
        *self = Some(value);
        Ok(())
    }
}

/// A word that can be repeated.
impl<T: Value> Slot for Vec<T> {
    fn put(&mut self, word: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        self.push(T::parse_value(word, input)?);
        Ok(())
    }
}

/// The words that an attribute can have.
pub(crate) trait Words: Default {
    /// What messages call one of them.
    const WHAT: &'static str;

    /// All of them.
    const KNOWN: &'static [&'static str];

    /// Parses the value of a word; `false` if the word is not known.
    fn put(&mut self, word: &Ident, input: ParseStream<'_>) -> syn::Result<bool>;
}

/// Declares the words of an attribute once: the struct that holds their values, and [`Words`].
macro_rules! words {
    ($(#[$attribute:meta])* $name:ident ($what:literal) { $($word:literal => $field:ident: $type:ty,)* }) => {
        $(#[$attribute])*
        #[derive(Default)]
        pub(crate) struct $name {
            $(pub(crate) $field: $type,)*
        }

        impl $crate::attr::words::Words for $name {
            const WHAT: &'static str = $what;
            const KNOWN: &'static [&'static str] = &[$($word),*];

            fn put(
                &mut self,
                word: &syn::Ident,
                input: syn::parse::ParseStream<'_>,
            ) -> syn::Result<bool> {
                $(if word == $word {
                    $crate::attr::words::Slot::put(&mut self.$field, word, input)?;
                    return Ok(true);
                })*
                Ok(false)
            }
        }
    };
}
pub(crate) use words;

/// Reads all attributes with the name: `#[column(..)] #[column(..)]`.
pub(crate) fn read<W: Words>(attributes: &[Attribute], name: &str, faults: &mut Faults) -> W {
    let mut words = W::default();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(name)) {
        match &attribute.meta {
            Meta::List(list) => {
                let read = list.parse_args_with(|input: ParseStream<'_>| {
                    for fault in read_list(&mut words, input) {
                        faults.push(fault);
                    }
                    Ok(())
                });
                faults.ok(read);
            }
            other => faults.at(other, format!("expected `#[{name}(..)]`")),
        }
    }
    words
}

/// Reads words with commas between them; a fault ends a word, not the list.
pub(crate) fn read_list<W: Words>(words: &mut W, input: ParseStream<'_>) -> Vec<syn::Error> {
    let mut faults = Vec::new();
    while !input.is_empty() {
        if let Err(fault) = read_word(words, input) {
            faults.push(fault);
            skip_to_comma(input);
        }
        if !input.is_empty()
            && let Err(fault) = input.parse::<Token![,]>()
        {
            faults.push(fault);
            skip_to_comma(input);
        }
    }
    faults
}

fn read_word<W: Words>(words: &mut W, input: ParseStream<'_>) -> syn::Result<()> {
    let word = input.call(Ident::parse_any)?;
    if words.put(&word, input)? {
        return Ok(());
    }
    let (what, near) = (W::WHAT, near_or_all(&word.to_string(), W::KNOWN));
    Err(syn::Error::new(word.span(), format!("unknown {what} attribute `{word}`{near}")))
}

fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}

/// Parses `(..)`; after a fault nothing of the group remains, so that it gives one error.
pub(crate) fn in_parentheses<T>(
    input: ParseStream<'_>,
    parse: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    let content;
    parenthesized!(content in input);
    let parsed = parse(&content);
    if parsed.is_err() {
        while content.parse::<TokenTree>().is_ok() {}
    }
    parsed
}

/// A list in parentheses, the items of which are words or something else.
///
/// `item` is asked first and says whether it took the next item.
pub(crate) fn items_and_words<W: Words>(
    input: ParseStream<'_>,
    mut item: impl FnMut(ParseStream<'_>) -> syn::Result<bool>,
) -> syn::Result<W> {
    in_parentheses(input, |input| {
        let mut words = W::default();
        while !input.is_empty() {
            if !item(input)? {
                read_word(&mut words, input)?;
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(words)
    })
}

/// Parses `= value`; `example` shows how the word is used.
pub(crate) fn after_equals<T: Parse>(
    word: &Ident,
    example: &str,
    input: ParseStream<'_>,
) -> syn::Result<T> {
    let usage = || format!("`{word}` is used as `{example}`");
    if !input.peek(Token![=]) {
        return Err(syn::Error::new(word.span(), usage()));
    }
    input.parse::<Token![=]>()?;
    input.parse().map_err(|fault| syn::Error::new(fault.span(), usage()))
}
