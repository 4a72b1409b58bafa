//! What the derive cannot see, asserted in constants at the user's own tokens.

use polyschema_syntax::model::{ConstraintKind, Field, ForeignKey, Table};
use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

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
        output.extend(quote_spanned! {ident.span()=>
            const _: () = #private::check::columns(#spec);
        });
    }
    for field in &table.foreign_fields {
        let name = field.unraw().to_string();
        output.extend(quote_spanned! {field.span()=>
            const _: () = #private::check::field(#spec, #name);
        });
    }
    for (field, _) in table.columns().filter(|(_, column)| column.unproven) {
        output.extend(column(private, &spec, &field.ident, field.ty.span()));
    }
    for each in &table.overrides {
        output.extend(column(private, &spec, &each.field, each.field.span()));
    }
    for constraint in &table.constraints {
        if let ConstraintKind::ForeignKey(key) = &constraint.kind {
            output.extend(foreign_key(private, table, key));
        }
    }
    output
}

fn column(
    private: &TokenStream,
    spec: &TokenStream,
    field: &Ident,
    span: proc_macro2::Span,
) -> TokenStream {
    let name = field.unraw().to_string();
    quote_spanned!(span=> const _: () = #private::check::column(#spec, #name);)
}

/// The referenced fields exist, are of the referencing fields' types, and are a key.
fn foreign_key(private: &TokenStream, table: &Table, key: &ForeignKey) -> TokenStream {
    let ForeignKey { target, target_fields, .. } = key;
    let own = |field: &Ident| table.fields.iter().find(|own| own.ident == *field);
    let pairs = key.fields.iter().zip(target_fields).filter_map(|(field, target_field)| {
        let Field { ty, .. } = own(field)?;
        Some(quote_spanned! {target_field.span()=>
            #private::check::same_type::<#ty, _>(&referenced.#target_field);
        })
    });
    let span = target_fields.first().map_or_else(|| target.span(), Ident::span);
    let names = fields(target_fields);
    let referenced = quote_spanned! {span=>
        const _: () = #private::check::referenced(<#target as #private::Record>::SPEC, #names);
    };
    quote! {
        const _: fn(&#target) = |referenced| { #(#pairs)* };
        #referenced
    }
}
