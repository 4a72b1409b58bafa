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
///     fn bind_all<W: BindWriter>(&self, binds: &mut Binding<'_, W>) {
///         <i32 as ColumnType>::bind_next(&self.country_id, binds); ..
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
        let kind = match field.column() {
            Some(_) => quote!(#private::ColumnType),
            None => quote!(#private::Record),
        };
        quote_spanned!(ty.span()=> #ident: <#ty as #kind>::read(row)?,)
    });
    let writes = table.fields.iter().map(|field| {
        let Field { ident, ty, .. } = field;
        match field.column() {
            Some(_) => quote_spanned! {ty.span()=>
                <#ty as #private::ColumnType>::bind_next(&self.#ident, binds);
            },
            None => quote_spanned! {ty.span()=>
                <#ty as #private::Record>::bind_all(&self.#ident, binds);
            },
        }
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
            fn bind_all<__W: #private::BindWriter>(&self, binds: &mut #private::Binding<'_, __W>) {
                #(#writes)*
            }
        }
    }
}
