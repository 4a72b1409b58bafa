//! Where generated code finds polyschema.

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, quote};
use syn::Path;

/// `::polyschema::__private`, under the name that the user's package has for polyschema.
///
/// Token by token: to put a whole stream into another takes the compiler longer, and this is put in everywhere.
pub(super) struct Private(Vec<TokenTree>);

impl Private {
    /// With the path to polyschema that the user gives, if any.
    pub(super) fn new(given: Option<&Path>) -> Self {
        let path = match given {
            Some(path) => quote!(#path::__private),
            None => {
                let name = name();
                quote!(::#name::__private)
            }
        };
        Self(path.into_iter().collect())
    }
}

impl ToTokens for Private {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for token in &self.0 {
            tokens.append(token.clone());
        }
    }
}

fn name() -> Ident {
    let name = match crate_name("polyschema") {
        Ok(FoundCrate::Name(name)) => name,
        Ok(FoundCrate::Itself) | Err(_) => "polyschema".to_owned(),
    };
    Ident::new(&name, Span::call_site())
}
