//! `ForeignKeyTo`: which rows belong together, for joins.

use polyschema_syntax::model::{ConstraintKind, Field, ForeignKey, Role, Table};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::expand::at;
use crate::expand::krate::Private;

/// ```text
/// impl ForeignKeyTo<<Country as TableFor<Capital>>::RootTable, Own> for Capital { const FOREIGN_KEY: usize = 1; }
/// impl<X: Table, Via> ForeignKeyTo<X, Inherited<Via>> for AsiaCapital where Capital: ForeignKeyTo<X, Via> { .. }
/// impl<X: Table, Via> ForeignKeyTo<X, Flattened<3, Via>> for Capital where Audit: ForeignKeyTo<X, Via> { .. }
/// ```
///
/// Two foreign keys to one table do not say which is meant: neither is implemented, and a join must say it.
/// A constraint's position counts the base's, the own, and then the mixins' one after another.
pub(super) fn foreign_keys(private: &Private, table: &Table) -> TokenStream {
    let ident = &table.ident;
    let inherited = table.base().map(|base| constraints(private, base));
    let keys: Vec<(usize, &ForeignKey)> = table
        .constraints
        .iter()
        .enumerate()
        .filter_map(|(position, constraint)| match &constraint.kind {
            ConstraintKind::ForeignKey(key) => Some((position, key)),
            _ => None,
        })
        .collect();
    let single = keys.iter().filter(|(_, key)| {
        keys.iter().filter(|(_, other)| other.target == key.target).count() == 1
    });
    let own = single.map(|(position, ForeignKey { target, .. })| {
        let root =
            quote_spanned!(target.span()=> <#target as #private::TableFor<#ident>>::RootTable);
        quote! {
            #[automatically_derived]
            impl #private::ForeignKeyTo<#root, #private::Own> for #ident {
                const FOREIGN_KEY: #private::usize = #inherited #position;
            }
        }
    });
    let mut output = quote!(#(#own)*);
    if let Some(base) = table.base() {
        output.extend(through(private, table, base, &quote!(Inherited<__Via>), &quote!()));
    }
    let own = table.constraints.len();
    let mut before = quote!(#inherited #own +);
    for (position, field) in table.fields.iter().enumerate() {
        if matches!(field.role, Role::Flatten) {
            let via = quote!(Flattened<#position, __Via>);
            output.extend(through(private, table, field, &via, &before));
            before.extend(constraints(private, field));
        }
    }
    output
}

/// How many constraints come from a base or mixin.
fn constraints(private: &Private, field: &Field) -> TokenStream {
    let ty = &field.ty;
    quote!(<#ty as #private::Record>::SPEC.constraints.len() +)
}

/// The foreign keys of a base or mixin are the table's too.
fn through(
    private: &Private,
    table: &Table,
    field: &Field,
    via: &TokenStream,
    before: &TokenStream,
) -> TokenStream {
    let (ident, ty) = (&table.ident, &field.ty);
    let bound = at(ty.span(), &quote!(#ty: #private::ForeignKeyTo<__X, __Via>,));
    quote! {
        #[automatically_derived]
        impl<__X: #private::Table, __Via> #private::ForeignKeyTo<__X, #private::#via> for #ident
        where
            #bound
        {
            const FOREIGN_KEY: #private::usize =
                #before <#ty as #private::ForeignKeyTo<__X, __Via>>::FOREIGN_KEY;
        }
    }
}
