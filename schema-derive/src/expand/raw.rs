//! `raw!`.

use polyschema_syntax::raw::{HoleForm, Raw, RawPart};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::expand::krate::Private;

/// ```text
/// Raw::new().text("SELECT ").hole(&c.name).text(" FROM ").hole(&c)
/// ```
pub(crate) fn raw(raw: &Raw) -> TokenStream {
    let private = &Private::new(None);
    let parts = raw.parts.iter().map(|part| match part {
        RawPart::Text(text) => quote!(.text(#text)),
        RawPart::Hole(expr, form) => {
            let form = match form {
                HoleForm::Plain => quote_spanned!(expr.span()=> &(#expr)),
                HoleForm::Bare => quote_spanned!(expr.span()=> &#private::Bare(&(#expr))),
                HoleForm::Columns => quote_spanned!(expr.span()=> &#private::AllColumns(&(#expr))),
            };
            // All at the expression, so that an error is.
            quote_spanned!(expr.span()=> .hole(#form))
        }
    });
    quote!(#private::Raw::new() #(#parts)*)
}
