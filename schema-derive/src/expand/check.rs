//! What the derive cannot see, asserted in constants at the user's own tokens.

use polyschema_syntax::model::{ConstraintKind, Field, ForeignKey, Table};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use crate::expand::at;
use crate::expand::spec::fields;

/// ```text
/// const _: () = check::columns(<AsiaCountry as Record>::SPEC);           of a table with a base or mixin
/// const _: () = check::field(<AsiaCountry as Record>::SPEC, "name");      a field named in an attribute
/// const _: () = check::column(<City as Record>::SPEC, "mood");            its default, identity or SQL type
/// const _: fn(&Country) = |referenced| check::same_type::<String, _>(&referenced.name);
/// const _: () = check::referenced(<Country as Record>::SPEC, &["name"]);
/// ```
pub(super) fn checks(private: &TokenStream, table: &Table) -> TokenStream {
    let ident = &table.ident;
    let spec = quote!(<#ident as #private::Record>::SPEC);
    let mut output = TokenStream::new();
    if !table.is_flat() {
        output.extend(assertion(private, ident.span(), quote!(columns), quote!(#spec)));
    }
    for field in &table.foreign_fields {
        let name = field.unraw().to_string();
        output.extend(assertion(private, field.span(), quote!(field), quote!(#spec, #name)));
    }
    let columns = table.columns().filter(|(_, column)| column.unproven);
    let columns = columns.map(|(field, _)| (&field.ident, field.ty.span()));
    let overrides = table.overrides.iter().map(|each| (&each.field, each.field.span()));
    for (field, span) in columns.chain(overrides) {
        let name = field.unraw().to_string();
        output.extend(assertion(private, span, quote!(column), quote!(#spec, #name)));
    }
    for constraint in &table.constraints {
        if let ConstraintKind::ForeignKey(key) = &constraint.kind {
            output.extend(foreign_key(private, table, key));
        }
    }
    output
}

/// `const _: () = check::function(arguments);`, which fails at the span.
pub(super) fn assertion(
    private: &TokenStream,
    span: Span,
    function: TokenStream,
    arguments: TokenStream,
) -> TokenStream {
    let call = at(span, &quote!(#private::check::#function));
    let call = quote_spanned!(span=> #call(#arguments));
    quote!(const _: () = #call;)
}

/// The referenced fields exist, are of the referencing fields' types, and are a key.
fn foreign_key(private: &TokenStream, table: &Table, key: &ForeignKey) -> TokenStream {
    let ident = &table.ident;
    let ForeignKey { target, target_fields, .. } = key;
    let own = |field: &Ident| table.fields.iter().find(|own| own.ident == *field);
    let pairs = key.fields.iter().zip(target_fields).filter_map(|(field, target_field)| {
        let Field { ty, .. } = own(field)?;
        let span = target_field.span();
        let same_type = at(span, &quote!(#private::check::same_type));
        let referenced = Ident::new("referenced", span);
        Some(quote_spanned!(span=> #same_type::<#ty, _, _, _>(&#referenced.#target_field);))
    });
    let span = target_fields.first().map_or_else(|| target.span(), Ident::span);
    let names = fields(target_fields);
    let spec = quote_spanned!(target.span()=> <#target as #private::TableFor<#ident>>::TABLE_SPEC);
    let parameter = Ident::new("referenced", span);
    let is_key = assertion(private, span, quote!(referenced), quote!(#spec, #names));
    quote! {
        const _: fn(&#target) = |#parameter| { #(#pairs)* };
        #is_key
    }
}
