//! Faults of one item, collected so that the user sees all of them together.

use std::fmt::Display;

use quote::ToTokens;

/// The faults found so far.
#[derive(Default)]
pub(crate) struct Faults(Vec<syn::Error>);

impl Faults {
    /// Notes a fault at the tokens that are to blame.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.0.push(syn::Error::new_spanned(tokens, message));
    }

    /// Notes a fault that has its message already.
    pub(crate) fn push(&mut self, fault: syn::Error) {
        self.0.push(fault);
    }

    /// Notes the fault, if it is one.
    pub(crate) fn ok<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|fault| self.push(fault)).ok()
    }

    /// Whether there are none so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them as one error.
    pub(crate) fn into_error(self) -> Option<syn::Error> {
        self.0.into_iter().reduce(|mut all, fault| {
            all.combine(fault);
            all
        })
    }
}

/// `; did you mean ..?`, if one of the known words is near.
pub fn near(word: &str, known: &[&str]) -> String {
    let nearest = known
        .iter()
        .map(|known| (strsim::jaro_winkler(word, known), known))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    match nearest {
        Some((_, known)) => format!("; did you mean `{known}`?"),
        None => String::new(),
    }
}

/// The known words, for a message that has nothing nearer to offer.
pub(crate) fn near_or_all(word: &str, known: &[&str]) -> String {
    match near(word, known) {
        none if none.is_empty() => format!("; known: `{}`", known.join("`, `")),
        near => near,
    }
}
