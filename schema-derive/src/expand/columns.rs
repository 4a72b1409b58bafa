//! The struct of a table's columns.

use polyschema_syntax::model::{Field, Home, Table};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::expand::krate::Private;

/// The name of the struct.
pub(super) fn columns_ident(table: &Table) -> Ident {
    format_ident!("{}Columns", table.ident)
}

/// ```text
/// pub struct AsiaCountryColumns<R, S> {
///     pub country: <Country as Record>::Columns<R, S>,
///     pub signature_dish: Column<R, S, Option<String>>,
/// }
/// impl<R, S> AsiaCountryColumns<R, S> {
///     pub const fn __at(offset: u16) -> Self { .. }
/// }
/// impl<R, S> ColumnSet for AsiaCountryColumns<R, S> { const ALL: &'static Self = &Self::__at(0); }
/// impl<R, S> Deref for AsiaCountryColumns<R, S> { .. }     to the base's columns, if there is a base
/// ```
pub(super) fn columns(private: &Private, table: &Table) -> TokenStream {
    let vis = &table.vis;
    let ident = columns_ident(table);
    let doc = format!("The columns of [`{}`].", table.ident);
    let fields = table.fields.iter().map(|field| declare(private, field));
    let values = values(private, table);
    let offset = if is_part(table) { quote!(offset) } else { quote!(_) };
    let deref = table.base().map(|base| deref(private, &ident, base));
    quote! {
        #[doc = #doc]
        #[allow(dead_code)]
        #vis struct #ident<__R: 'static, __S: 'static> {
            #(#fields)*
        }
        #[automatically_derived]
        impl<__R: 'static, __S: 'static> #ident<__R, __S> {
            #[doc(hidden)]
            #vis const fn __at(#offset: #private::u16) -> Self {
                Self { #(#values)* }
            }
        }
        #[automatically_derived]
        impl<__R: 'static, __S: 'static> #private::ColumnSet for #ident<__R, __S> {
            const ALL: &'static Self = &Self::__at(0);
        }
        #deref
    }
}

fn declare(private: &Private, field: &Field) -> TokenStream {
    let Field { ident, vis, ty, .. } = field;
    let (doc, ty) = match field.column() {
        Some(column) => {
            (format!("The column `{}`.", column.name), quote!(#private::Column<__R, __S, #ty>))
        }
        None => {
            let nested = quote_spanned!(ty.span()=> <#ty as #private::Record>::Columns<__R, __S>);
            (format!("The columns of `{ident}`."), nested)
        }
    };
    quote!(#[doc = #doc] #vis #ident: #ty,)
}

/// Each field's position: the columns before it, those of bases and mixins counted by the compiler.
fn values(private: &Private, table: &Table) -> Vec<TokenStream> {
    let mut own: u16 = 0;
    let mut nested = TokenStream::new();
    let mut values = Vec::new();
    for field in &table.fields {
        let Field { ident, ty, .. } = field;
        let own_token = Literal::u16_unsuffixed(own);
        let position = if is_part(table) {
            quote!(offset + #own_token #nested)
        } else {
            quote!(#own_token #nested)
        };
        if field.column().is_some() {
            values.push(quote!(#ident: #private::Column::at(#position),));
            own += 1;
        } else {
            values.push(quote! {
                #ident: <<#ty as #private::Record>::Columns<__R, __S>>::__at(#position),
            });
            nested.extend(quote! {
                + <#ty as #private::Record>::SPEC.columns.len() as #private::u16
            });
        }
    }
    values
}

/// Whether the columns can stand anywhere among those of other structs; a table's are the first ones.
fn is_part(table: &Table) -> bool {
    matches!(table.home, Home::Mixin)
}

fn deref(private: &Private, ident: &Ident, base: &Field) -> TokenStream {
    let Field { ident: field, ty, .. } = base;
    quote! {
        #[automatically_derived]
        impl<__R: 'static, __S: 'static> #private::Deref for #ident<__R, __S> {
            type Target = <#ty as #private::Record>::Columns<__R, __S>;
            fn deref(&self) -> &Self::Target {
                &self.#field
            }
        }
    }
}
