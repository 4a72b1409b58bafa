//! `ForeignKeyTo`: which rows belong together, for joins.

use polyschema_syntax::model::{ConstraintKind, Table};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::expand::at;

/// ```text
/// impl ForeignKeyTo<<Country as TableFor<Capital>>::RootTable, Own> for Capital { const FOREIGN_KEY: usize = 1; }
/// impl<X: Table, Via> ForeignKeyTo<X, Inherited<Via>> for AsiaCapital where Capital: ForeignKeyTo<X, Via> { .. }
/// ```
///
/// Two foreign keys to one table do not say which is meant: neither is implemented, and a join must say it.
pub(super) fn foreign_keys(private: &TokenStream, table: &Table) -> TokenStream {
    let ident = &table.ident;
    let inherited = table.base().map(|base| base.ty.to_token_stream());
    let before =
        inherited.as_ref().map(|ty| quote!(<#ty as #private::Record>::SPEC.constraints.len() +));
    let keys: Vec<_> = table
        .constraints
        .iter()
        .enumerate()
        .filter_map(|(position, constraint)| match &constraint.kind {
            ConstraintKind::ForeignKey(key) => Some((position, key)),
            _ => None,
        })
        .collect();
    let own = keys.iter().filter(|(_, key)| {
        keys.iter().filter(|(_, other)| other.target == key.target).count() == 1
    });
    let own = own.map(|(position, key)| {
        let target = &key.target;
        let root =
            quote_spanned!(target.span()=> <#target as #private::TableFor<#ident>>::RootTable);
        quote! {
            #[automatically_derived]
            impl #private::ForeignKeyTo<#root, #private::Own> for #ident {
                const FOREIGN_KEY: #private::usize = #before #position;
            }
        }
    });
    let inherited = table.base().map(|base| {
        let ty = &base.ty;
        let bound = at(ty.span(), &quote!(#ty: #private::ForeignKeyTo<__X, __Via>,));
        quote! {
        #[automatically_derived]
        impl<__X: #private::Table, __Via> #private::ForeignKeyTo<__X, #private::Inherited<__Via>> for #ident
        where
            #bound
        {
            const FOREIGN_KEY: #private::usize = <#ty as #private::ForeignKeyTo<__X, __Via>>::FOREIGN_KEY;
        }
        }
    });
    quote!(#(#own)* #inherited)
}
