//! `#[schema(..)]`.

use darling::{FromMeta, Result};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Meta, Path, Token, parenthesized, token};

use crate::attr::value::{Named, Paths, Text};
use crate::attr::words::{list, words};
use crate::model::ListedTable;

words! {
    /// `#[schema(..)]` on a struct.
    SchemaWords("schema") {
        "name" => name: Option<Text>,
        "database" => database: Option<Named>,
        "tables" => tables: Option<Tables>,
        "sees" => sees: Option<Paths>,
        "crate" => krate: Option<Named>,
    }
}

/// `(A, some::B, extension(C))`.
#[derive(Clone)]
pub(crate) struct Tables(pub(crate) Vec<ListedTable>);

impl FromMeta for Tables {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let list = list(meta, "(A, B)")?;
        let tables = list.parse_args_with(Punctuated::<Listed, Token![,]>::parse_terminated)?;
        Ok(Self(tables.into_iter().map(|listed| listed.0).collect()))
    }
}

/// `A` or `extension(A)`.
struct Listed(ListedTable);

impl Parse for Listed {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let path: Path = input.parse()?;
        if !path.is_ident("extension") || !input.peek(token::Paren) {
            return Ok(Self(ListedTable { path, is_extension: false }));
        }
        let inner;
        parenthesized!(inner in input);
        let path = inner.parse()?;
        match inner.is_empty() {
            true => Ok(Self(ListedTable { path, is_extension: true })),
            false => Err(inner.error("`extension` takes one table: `extension(A)`")),
        }
    }
}
