//! `#[derive(Projection)]`.

use polyschema_syntax::model::{Part, Projection};
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::expand::krate::Private;

/// ```text
/// #[derive(Debug, Clone, Copy)]
/// pub struct SummaryColumns<P0, P1> { pub name: P0, pub population: P1 }
/// impl<P0: Readable, P1: Readable> Readable for SummaryColumns<P0, P1> { type Level = ..; }
/// impl<F, P0, I0, O0, P1, I1, O1>
///     Projection<F, (I0, I1), SummaryColumns<FieldOf<O0, String>, FieldOf<O1, Option<i64>>>>
///     for SummaryColumns<P0, P1>
/// where
///     P0: Projection<F, I0, O0>, O0: Rows<Row: Fills<String>>,
///     P1: Projection<F, I1, O1>, O1: Rows<Row: Fills<Option<i64>>>,
/// {
///     fn select(&self, items: &mut Vec<SelectItem>) { .. }
/// }
/// impl<P0: Rows<Row = String>, P1: Rows<Row = Option<i64>>> Rows for SummaryColumns<P0, P1> {
///     type Row = Summary;
///     fn read<R: RowReader>(row: &mut R) -> Result<Summary> { .. }
/// }
/// impl<P0: QueryColumns, P1: QueryColumns> QueryColumns for SummaryColumns<P0, P1> {
///     type Columns<R, S> = SummaryColumns<P0::Columns<R, S>, P1::Columns<R, S>>;
///     fn columns<R, S>(next: &mut u16) -> Self::Columns<R, S> { .. }
/// }
/// ```
pub(crate) fn projection(projection: &Projection) -> TokenStream {
    let private = &Private::new(projection.krate.as_ref());
    let Projection { ident, vis, fields, .. } = projection;
    let columns = format_ident!("{}Columns", ident);
    let doc = format!("What a query reads as [`{ident}`].");
    let names: Vec<_> = fields.iter().map(|field| &field.ident).collect();
    let parts: Vec<_> = (0..fields.len()).map(|at| format_ident!("__P{at}")).collect();
    let proofs: Vec<_> = (0..fields.len()).map(|at| format_ident!("__I{at}")).collect();
    let declared = fields.iter().zip(&parts).map(|(Part { ident, vis, .. }, part)| {
        let doc = format!("What is read as `{ident}`.");
        quote!(#[doc = #doc] #vis #ident: #part,)
    });
    let rows: Vec<_> = (0..fields.len()).map(|at| format_ident!("__O{at}")).collect();
    let bounds = fields.iter().zip(&rows).map(|(Part { ty, .. }, rows)| {
        quote_spanned!(ty.span()=> #rows: #private::Rows<Row: #private::Fills<#ty>>,)
    });
    let types: Vec<_> = fields.iter().map(|field| &field.ty).collect();
    let level = parts.iter().rev().map(|part| quote!(#part::Level));
    let level = level.reduce(|rest, one| quote!(<#one as #private::Level>::With<#rest>));
    quote! {
        #[doc = #doc]
        #[derive(#private::Debug, #private::Clone, #private::Copy)]
        #[allow(dead_code)]
        #vis struct #columns<#(#parts),*> {
            #(#declared)*
        }
        #[automatically_derived]
        impl<#(#parts: #private::Readable),*> #private::Readable for #columns<#(#parts),*> {
            type Level = #level;
        }
        #[automatically_derived]
        impl<__F, #(#parts, #proofs, #rows),*> #private::Projection<
            __F,
            (#(#proofs,)*),
            #columns<#(#private::FieldOf<#rows, #types>),*>,
        > for #columns<#(#parts),*>
        where
            #(#parts: #private::Projection<__F, #proofs, #rows>,)*
            #(#bounds)*
        {
            fn select(&self, items: &mut #private::Vec<#private::SelectItem>) {
                #(#private::Projection::select(&self.#names, items);)*
            }
        }
        #[automatically_derived]
        impl<#(#parts: #private::Rows<Row = #types>),*> #private::Rows for #columns<#(#parts),*> {
            type Row = #ident;
            fn read<__R: #private::RowReader>(row: &mut __R) -> #private::Result<#ident> {
                #private::Ok(#ident { #(#names: #parts::read(row)?),* })
            }
        }
        #[automatically_derived]
        impl<#(#parts: #private::QueryColumns),*> #private::QueryColumns for #columns<#(#parts),*> {
            type Columns<__R: 'static, __S: 'static> = #columns<#(#parts::Columns<__R, __S>),*>;
            fn columns<__R: 'static, __S: 'static>(next: &mut #private::u16) -> Self::Columns<__R, __S> {
                #columns { #(#names: #parts::columns::<__R, __S>(next),)* }
            }
        }
    }
}
