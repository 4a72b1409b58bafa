//! The struct of a table's columns.

use polyschema_syntax::model::{Field, Home, Role, Table};
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
///     pub country: &'static <Country as Record>::Columns<R, S>,
///     pub audit: <Audit as Record>::Columns<R, S>,
///     pub signature_dish: Column<R, S, Option<String>>,
/// }
/// impl<R, S> ColumnSet for AsiaCountryColumns<R, S> {
///     const ALL: &'static Self = &Self { country: ColumnSet::ALL, .. };
/// }
/// impl<R, S> Deref for AsiaCountryColumns<R, S> { .. }     to the base's columns, if there is a base
/// ```
///
/// A table's columns, and so a base's, are the first ones. A mixin's stand anywhere:
///
/// ```text
/// impl<R, S> AuditColumns<R, S> {
///     pub const fn __at(offset: u16) -> Self { .. }
/// }
/// impl<R, S> ColumnSet for AuditColumns<R, S> { const ALL: &'static Self = &Self::__at(0); }
/// ```
pub(super) fn columns(private: &Private, table: &Table) -> TokenStream {
    let vis = &table.vis;
    let ident = columns_ident(table);
    let doc = format!("The columns of [`{}`].", table.ident);
    let fields = parts(table).map(|part| declare(private, part));
    let values = values(private, table);
    let (at, all) = if is_mixin(table) {
        let at = quote! {
            impl<__R: 'static, __S: 'static> #ident<__R, __S> {
                #[doc(hidden)]
                #vis const fn __at(offset: #private::u16) -> Self {
                    Self { #values }
                }
            }
        };
        (at, quote!(Self::__at(0)))
    } else {
        (TokenStream::new(), quote!(Self { #values }))
    };
    let deref = table.base().map(|base| deref(private, &ident, base));
    quote! {
        #[doc = #doc]
        #[allow(dead_code)]
        #vis struct #ident<__R: 'static, __S: 'static> {
            #(#fields)*
        }
        #at
        impl<__R: 'static, __S: 'static> #private::ColumnSet for #ident<__R, __S> {
            const ALL: &'static Self = &#all;
        }
        #deref
    }
}

/// The columns that stand side by side, and each base or mixin for itself.
fn parts(table: &Table) -> impl Iterator<Item = &[Field]> {
    table.fields.chunk_by(|before, after| before.column().is_some() && after.column().is_some())
}

fn declare(private: &Private, part: &[Field]) -> TokenStream {
    if let [Field { ident, vis, ty, role: role @ (Role::Extends | Role::Flatten), .. }] = part {
        let doc = format!("The columns of `{ident}`.");
        let first = matches!(role, Role::Extends).then(|| quote!(&'static));
        let nested = quote_spanned!(ty.span()=> <#ty as #private::Record>::Columns<__R, __S>);
        return quote!(#[doc = #doc] #vis #ident: #first #nested,);
    }
    let idents = part.iter().map(|field| &field.ident);
    let vis = part.iter().map(|field| &field.vis);
    let types = part.iter().map(|field| &field.ty);
    let names = part.iter().filter_map(Field::column).map(|column| &column.name);
    let docs = names.map(|name| format!("The column `{name}`."));
    quote!(#(#[doc = #docs] #vis #idents: #private::Column<__R, __S, #types>,)*)
}

/// Each field's position: the columns before it, those of bases and mixins counted by the compiler.
fn values(private: &Private, table: &Table) -> TokenStream {
    let mut own = 0..;
    let mut before = is_mixin(table).then(|| quote!(offset+));
    let mut values = TokenStream::new();
    for part in parts(table) {
        let Some(Field { ident, ty, role, .. }) = part.first() else { continue };
        match role {
            Role::Column(_) => {
                let idents = part.iter().map(|field| &field.ident);
                let positions = own.by_ref().take(part.len()).map(Literal::u16_unsuffixed);
                values.extend(quote!(#(#idents: #private::Column::at(#before #positions),)*));
                continue;
            }
            Role::Extends => values.extend(quote!(#ident: #private::ColumnSet::ALL,)),
            Role::Flatten => {
                let position = Literal::u16_unsuffixed(own.start);
                let columns = quote!(<#ty as #private::Record>::Columns<__R, __S>);
                values.extend(quote!(#ident: <#columns>::__at(#before #position),));
            }
        }
        let columns = quote!(<#ty as #private::Record>::SPEC.columns.len() as #private::u16 +);
        before.get_or_insert_default().extend(columns);
    }
    values
}

fn is_mixin(table: &Table) -> bool {
    matches!(table.home, Home::Mixin)
}

fn deref(private: &Private, ident: &Ident, base: &Field) -> TokenStream {
    let Field { ident: field, ty, .. } = base;
    quote! {
        impl<__R: 'static, __S: 'static> #private::Deref for #ident<__R, __S> {
            type Target = <#ty as #private::Record>::Columns<__R, __S>;
            fn deref(&self) -> &Self::Target {
                self.#field
            }
        }
    }
}
