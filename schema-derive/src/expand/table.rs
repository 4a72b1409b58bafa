//! `#[derive(Table)]`: the parts, and the traits that say what kind of table it is.

use polyschema_syntax::model::{Field, Home, Role, Table};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use crate::expand::krate::Private;
use crate::expand::{Checks, at, check, columns, foreign_key, new_row, record};

/// Expands a table or mixin.
///
/// ```text
/// pub struct CountryColumns<R, S> { .. }      columns
/// pub struct NewCountry { .. }                new_row
/// impl Record for Country { .. }              record, spec
/// impl Table for Country { .. }               here
/// impl ForeignKeyTo<..> for Country { .. }    foreign_key
/// const _: () = ..;                           check
/// ```
pub(crate) fn table(table: &Table, checks: Checks) -> TokenStream {
    let private = &Private::new(table.krate.as_ref());
    let mut output = columns::columns(private, table);
    output.extend(new_row::new_row(private, table));
    output.extend(record::record(private, table));
    if !matches!(table.home, Home::Mixin) {
        output.extend(identity(private, table));
    }
    output.extend(foreign_key::foreign_keys(private, table));
    if checks == Checks::All {
        output.extend(check::checks(private, table));
    }
    output
}

/// The table's place in the tree of extensions.
fn identity(private: &Private, table: &Table) -> TokenStream {
    match table.base() {
        Some(base) => extension(private, table, base),
        None => root(private, table),
    }
}

/// ```text
/// impl Table for Country { type Root = Self; type Key = i32; const PATH: TypePath = ..; }
/// impl<X> TableFor<X> for Country { type RootTable = Country; }
/// ```
fn root(private: &Private, table: &Table) -> TokenStream {
    let ident = &table.ident;
    let key = key(private, table);
    let path = type_path(private, table);
    quote! {
        impl #private::Table for #ident {
            type Root = #ident;
            type Key = #key;
            const PATH: #private::TypePath = #path;
        }
        impl<__X: ?#private::Sized> #private::TableFor<__X> for #ident {
            type RootTable = #ident;
        }
    }
}

/// ```text
/// impl Table for AsiaCountry { type Root = <Country as Table>::Root; .. }
/// impl<X> TableFor<X> for AsiaCountry where Country: TableFor<X> { type RootTable = <Country as TableFor<X>>::RootTable; }
/// impl<B: Table> Extends<B> for AsiaCountry where Country: Extends<B> {}
/// impl ListedIn<Asia> for <Country as TableFor<AsiaCountry>>::RootTable { type Table = <AsiaCountry as ListedIn<Asia>>::Table; }   if concrete
/// impl<B: Table> InsertsThrough<B> for AsiaCountry where Country: InsertsThrough<B> {}   unless a column is required
/// impl Deref for AsiaCountry { type Target = Country; .. }
/// impl DerefMut for AsiaCountry { .. }
/// ```
fn extension(private: &Private, table: &Table, base: &Field) -> TokenStream {
    let ident = &table.ident;
    let path = type_path(private, table);
    let Field { ident: field, ty, .. } = base;
    let as_table = at(ty.span(), &quote!(<#ty as #private::Table>));
    let has_root = at(ty.span(), &quote!(#ty: #private::TableFor<__X>,));
    let as_root = at(ty.span(), &quote!(<#ty as #private::TableFor<__X>>));
    let extends = at(ty.span(), &quote!(#ty: #private::Extends<__Base>,));
    let listed = listed(private, table, ty);
    let inserts = inserts_through(private, table, base);
    quote! {
        impl #private::Table for #ident {
            type Root = #as_table::Root;
            type Key = #as_table::Key;
            const PATH: #private::TypePath = #path;
        }
        impl<__X: ?#private::Sized> #private::TableFor<__X> for #ident
        where
            #has_root
        {
            type RootTable = #as_root::RootTable;
        }
        #[diagnostic::do_not_recommend]
        impl<__Base: #private::Table> #private::Extends<__Base> for #ident
        where
            #extends
        {
        }
        #listed
        #inserts
        #[automatically_derived]
        impl #private::Deref for #ident {
            type Target = #ty;
            fn deref(&self) -> &#ty {
                &self.#field
            }
        }
        #[automatically_derived]
        impl #private::DerefMut for #ident {
            fn deref_mut(&mut self) -> &mut #ty {
                &mut self.#field
            }
        }
    }
}

/// The schema of a concrete extension has its root, too; those of an abstract one say so themselves.
fn listed(private: &Private, table: &Table, base: &Type) -> Option<TokenStream> {
    let Home::Schema(schema) = &table.home else { return None };
    let ident = &table.ident;
    Some(quote_spanned! {schema.span()=>
        #[automatically_derived]
        impl #private::ListedIn<#schema> for <#base as #private::TableFor<#ident>>::RootTable {
            type Table = <#ident as #private::ListedIn<#schema>>::Table;
        }
    })
}

/// Rows can be inserted through the base unless the extension requires more; a mixin requires nothing
/// if its new row has a default, which only the compiler knows.
fn inserts_through(private: &Private, table: &Table, base: &Field) -> TokenStream {
    if table.columns().any(|(_, column)| column.is_required()) {
        return TokenStream::new();
    }
    let ident = &table.ident;
    let ty = &base.ty;
    let inserts = at(ty.span(), &quote!(#ty: #private::InsertsThrough<__Base>,));
    let mixins = table.fields.iter().filter(|field| matches!(field.role, Role::Flatten));
    let optional = mixins.map(|Field { ty, .. }| {
        quote!((<#ty as #private::Record>::New, __Base): #private::RequiresNothing,)
    });
    quote! {
        #[diagnostic::do_not_recommend]
        impl<__Base: #private::Table> #private::InsertsThrough<__Base> for #ident
        where
            #inserts
            #(#optional)*
        {
        }
    }
}

/// The primary key: its column's type, a tuple of several, or `NoKey`.
fn key(private: &Private, table: &Table) -> TokenStream {
    let fields = table.primary_key().unwrap_or_default();
    let types: Vec<_> = fields
        .iter()
        .filter_map(|key| table.fields.iter().find(|field| field.ident == *key))
        .map(|field| &field.ty)
        .collect();
    match types[..] {
        [] => quote!(#private::NoKey),
        [ty] => quote!(#ty),
        _ => quote!((#(#types),*)),
    }
}

/// `TypePath { path: "world::models::Country", name: "Country" }`.
pub(super) fn type_path(private: &Private, table: &Table) -> TokenStream {
    type_path_of(private, &table.ident)
}

pub(super) fn type_path_of(private: &Private, ident: &proc_macro2::Ident) -> TokenStream {
    let name = ident.unraw().to_string();
    quote! {
        #private::TypePath {
            path: #private::concat!(#private::module_path!(), "::", #name),
            name: #name,
        }
    }
}
