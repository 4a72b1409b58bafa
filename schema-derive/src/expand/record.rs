//! `Record`: what a table and a mixin have in common.

use polyschema_syntax::model::{Field, Table};
use proc_macro2::{Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::expand::columns::columns_ident;
use crate::expand::krate::Private;
use crate::expand::new_row::new_row_ident;
use crate::expand::run::{self, Run, runs};
use crate::expand::spec;

/// ```text
/// impl Record for Country {
///     type Columns<R, S> = CountryColumns<R, S>;
///     type New = NewCountry;
///     const SPEC: &'static TableSpec = { static SPEC: TableSpec = ..; &SPEC };
///     fn read<R: RowReader>(row: &mut R) -> Result<Self> {
///         let values = <(i32, String, ..) as ColumnTypes>::read(row)?;      for each run of columns, and base or mixin
///         Ok(Self { country_id: values.0, name: values.1, .. })
///     }
///     fn bind_all<W: BindWriter>(&self, binds: &mut Binding<'_, W>) {
///         ColumnValues::bind_all((&self.country_id, &self.name, ..), binds);
///     }
/// }
/// ```
///
/// Each constant that leads to a constant is validated to its end, to a static only up to there: the
/// schemas that list a table do not pay for its columns again.
pub(super) fn record(private: &Private, table: &Table) -> TokenStream {
    let ident = &table.ident;
    let columns = columns_ident(table);
    let new = new_row_ident(table);
    let spec = spec::table(private, table);
    let runs = runs(&table.fields);
    let (mut reads, mut fields, mut writes) =
        (TokenStream::new(), TokenStream::new(), TokenStream::new());
    for (position, run) in runs.iter().enumerate() {
        let values = format_ident!("__{position}", span = Span::mixed_site());
        match run {
            Run::Columns(run) => {
                let types = run::types(run);
                reads.extend(quote! {
                    let #values = <#types as #private::ColumnTypes>::read(row)?;
                });
                let idents = run.iter().map(|Field { ident, .. }| ident);
                let positions = (0..).map(Literal::usize_unsuffixed);
                fields.extend(quote!(#(#idents: #values.#positions,)*));
                writes.extend(run::bind(private, run, &quote!(binds)));
            }
            Run::Column(field) => {
                let Field { ident, ty, .. } = field;
                reads.extend(quote_spanned! {ty.span()=>
                    let #values = <#ty as #private::ColumnType>::read(row)?;
                });
                fields.extend(quote!(#ident: #values,));
                writes.extend(run::bind_one(private, field, &quote!(binds)));
            }
            Run::Nested(Field { ident, ty, .. }) => {
                let record = quote_spanned!(ty.span()=> <#ty as #private::Record>);
                reads.extend(quote_spanned!(ty.span()=> let #values = #record::read(row)?;));
                fields.extend(quote!(#ident: #values,));
                writes.extend(quote_spanned!(ty.span()=> #record::bind_all(&self.#ident, binds);));
            }
        }
    }
    quote! {
        #[automatically_derived]
        impl #private::Record for #ident {
            type Columns<__R: 'static, __S: 'static> = #columns<__R, __S>;
            type New = #new;
            const SPEC: &'static #private::TableSpec = {
                static SPEC: #private::TableSpec = #spec;
                &SPEC
            };
            fn read<__R: #private::RowReader>(row: &mut __R) -> #private::Result<Self> {
                #reads
                #private::Ok(Self { #fields })
            }
            fn bind_all<__W: #private::BindWriter>(&self, binds: &mut #private::Binding<'_, __W>) {
                #writes
            }
        }
    }
}
