//! `Record`: what a table and a mixin have in common.

use polyschema_syntax::model::{Field, Table};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::expand::columns::columns_ident;
use crate::expand::new_row::new_row_ident;
use crate::expand::spec;

/// ```text
/// impl Record for Country {
///     type Columns<R, S> = CountryColumns<R, S>;
///     type New = NewCountry;
///     const SPEC: &'static TableSpec = &..;
///     fn read<R: RowReader>(row: &mut R) -> Result<Self> {
///         Ok(Self { country_id: <i32 as ColumnType>::read(row)?, .. })
///     }
///     fn write<W: BindWriter>(&self, binds: &mut W) -> Result<()> {
///         <i32 as ColumnType>::write(&self.country_id, binds)?; ..
///     }
/// }
/// ```
pub(super) fn record(private: &TokenStream, table: &Table) -> TokenStream {
    let ident = &table.ident;
    let columns = columns_ident(table);
    let new = new_row_ident(table);
    let spec = spec::table(private, table);
    let reads = table.fields.iter().map(|field| {
        let Field { ident, ty, .. } = field;
        let kind = kind(private, field);
        quote_spanned!(ty.span()=> #ident: <#ty as #kind>::read(row)?,)
    });
    let writes = table.fields.iter().map(|field| {
        let Field { ident, ty, .. } = field;
        let kind = kind(private, field);
        quote_spanned!(ty.span()=> <#ty as #kind>::write(&self.#ident, binds)?;)
    });
    quote! {
        #[automatically_derived]
        impl #private::Record for #ident {
            type Columns<__R: 'static, __S: 'static> = #columns<__R, __S>;
            type New = #new;
            const SPEC: &'static #private::TableSpec = &#spec;
            #[allow(unused_variables)]
            fn read<__R: #private::RowReader>(row: &mut __R) -> #private::Result<Self> {
                #private::Ok(Self { #(#reads)* })
            }
            #[allow(unused_variables)]
            fn write<__W: #private::BindWriter>(&self, binds: &mut __W) -> #private::Result<()> {
                #(#writes)*
                #private::Ok(())
            }
        }
    }
}

fn kind(private: &TokenStream, field: &Field) -> TokenStream {
    match field.column() {
        Some(_) => quote!(#private::ColumnType),
        None => quote!(#private::Record),
    }
}
