//! What the derives expand to, one file for each kind of item or part of it.

mod check;
mod columns;
mod db;
mod foreign_key;
mod krate;
mod migrations;
mod new_row;
mod projection;
mod raw;
mod record;
mod run;
mod schema;
mod set;
mod spec;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use db::{db_enum, db_type};
pub(crate) use migrations::migrations;
pub(crate) use projection::projection;
pub(crate) use raw::raw;
pub(crate) use schema::schema;
pub(crate) use set::schema_set;
pub(crate) use table::table;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;

use crate::expand::krate::Private;

/// Whether the expansion asserts what the derive could not see.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Checks {
    /// It does.
    All,
    /// The item is faulty already.
    None,
}

/// `Some(..)` or `None`.
fn option(private: &Private, value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(#private::Some(#value)),
        None => quote!(#private::None),
    }
}

/// The tokens as if they stood at the span: an expression's place is where it starts and ends.
///
/// `$crate` goes on meaning the package of the macro that it is from.
fn at(span: Span, tokens: &TokenStream) -> TokenStream {
    let moved = tokens.clone().into_iter().map(|mut token| {
        match &token {
            TokenTree::Ident(ident) if ident == "$crate" => {
                token.set_span(span.resolved_at(token.span()));
            }
            _ => token.set_span(span),
        }
        token
    });
    moved.collect()
}
