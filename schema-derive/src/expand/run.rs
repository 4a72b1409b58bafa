//! Columns that stand side by side, which the expansion reads and binds with one call.

use polyschema_syntax::model::Field;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::expand::krate::Private;

/// How many columns a run has at most: `ColumnTypes` is implemented for tuples up to this length.
const LONGEST: usize = 12;

/// A struct's fields cut where one call cannot handle them.
pub(super) enum Run<'t> {
    /// Columns of types that are surely columns.
    Columns(Vec<&'t Field>),
    /// A column of another type, alone so that the error stands at the type and is about it.
    Column(&'t Field),
    /// A base or mixin.
    Nested(&'t Field),
}

/// Cuts fields into runs.
pub(super) fn runs<'t>(fields: impl IntoIterator<Item = &'t Field>) -> Vec<Run<'t>> {
    let mut runs = Vec::new();
    for field in fields {
        match (field.column(), runs.last_mut()) {
            (None, _) => runs.push(Run::Nested(field)),
            (Some(column), _) if !column.builtin => runs.push(Run::Column(field)),
            (_, Some(Run::Columns(run))) if run.len() < LONGEST => run.push(field),
            _ => runs.push(Run::Columns(vec![field])),
        }
    }
    runs
}

/// `(i32, String,)`.
pub(super) fn types(run: &[&Field]) -> TokenStream {
    let types = run.iter().map(|Field { ty, .. }| ty);
    quote!((#(#types,)*))
}

/// `ColumnValues::bind_all((&self.name, &self.population,), binds);`
pub(super) fn bind(private: &Private, run: &[&Field], binds: &TokenStream) -> TokenStream {
    let values = run.iter().map(|Field { ident, .. }| ident);
    quote!(#private::ColumnValues::bind_all((#(&self.#values,)*), #binds);)
}

/// `<Mood as ColumnType>::bind_next(&self.mood, binds);`
pub(super) fn bind_one(private: &Private, field: &Field, binds: &TokenStream) -> TokenStream {
    let Field { ident, ty, .. } = field;
    quote_spanned! {ty.span()=>
        <#ty as #private::ColumnType>::bind_next(&self.#ident, #binds);
    }
}
