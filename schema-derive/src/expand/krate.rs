//! Where generated code finds polyschema.

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Path;

/// `::polyschema::__private`, under the name that the user's package has for polyschema.
pub(super) fn private(given: Option<&Path>) -> TokenStream {
    if let Some(path) = given {
        return quote!(#path::__private);
    }
    let name = match crate_name("polyschema") {
        Ok(FoundCrate::Name(name)) => name,
        Ok(FoundCrate::Itself) | Err(_) => "polyschema".to_owned(),
    };
    let name = Ident::new(&name, Span::call_site());
    quote!(::#name::__private)
}
