//! What the derive cannot see, asserted in constants at the user's own tokens.

use polyschema_syntax::model::{ConstraintKind, Field, ForeignKey, Table};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use crate::expand::at;
use crate::expand::krate::Private;
use crate::expand::spec::fields;

/// ```text
/// const _: () = check::columns(<AsiaCountry as Record>::SPEC);           of a table with a base or mixin
/// const _: () = check::field(<AsiaCountry as Record>::SPEC, "name");      a field named in an attribute
/// const _: () = check::column(<City as Record>::SPEC, "mood");            its default, identity or SQL type
/// const _: fn(&Country) = |referenced| check::same_type::<String, _>(&referenced.name);
/// const _: () = check::referenced(<Country as Record>::SPEC, &["name"]);
/// ```
pub(super) fn checks(private: &Private, table: &Table) -> TokenStream {
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
    private: &Private,
    span: Span,
    function: TokenStream,
    arguments: TokenStream,
) -> TokenStream {
    let call = at(span, &quote!(#private::check::#function));
    let call = quote_spanned!(span=> #call(#arguments));
    quote!(const _: () = #call;)
}

/// The referenced fields exist, are of the referencing fields' types, and are a key.
fn foreign_key(private: &Private, table: &Table, key: &ForeignKey) -> TokenStream {
    let ident = &table.ident;
    let ForeignKey { target, target_fields, .. } = key;
    let span = target_fields.first().map_or_else(|| target.span(), Ident::span);
    let parameter = Ident::new("referenced", span);
    let spec = quote_spanned!(target.span()=> <#target as #private::TableFor<#ident>>::TABLE_SPEC);
    let (mut pairs, mut kinds) = (TokenStream::new(), TokenStream::new());
    for (field, target_field) in key.fields.iter().zip(target_fields) {
        let span = target_field.span();
        if let Some(Field { ty, .. }) = table.fields.iter().find(|own| own.ident == *field) {
            let same_type = at(span, &quote!(#private::check::same_type));
            let referenced = Ident::new("referenced", span);
            pairs.extend(
                quote_spanned!(span=> #same_type::<#ty, _, _, _>(&#referenced.#target_field);),
            );
        } else {
            let own = quote!(<#ident as #private::Record>::SPEC);
            let (field, other) = (field.unraw().to_string(), target_field.unraw().to_string());
            let arguments = quote!(#own, #field, #spec, #other);
            kinds.extend(assertion(private, span, quote!(same_kind), arguments));
            pairs.extend(quote_spanned!(span=> let _ = &#parameter.#target_field;));
        }
    }
    let names = fields(target_fields);
    let is_key = assertion(private, span, quote!(referenced), quote!(#spec, #names));
    quote! {
        const _: fn(&#target) = |#parameter| { #pairs };
        #kinds
        #is_key
    }
}
