//! The struct of what an insert gives.

use polyschema_syntax::model::{Field, Table};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use crate::expand::krate::Private;
use crate::expand::run::{Run, runs};

/// The name of the struct.
pub(super) fn new_row_ident(table: &Table) -> Ident {
    format_ident!("New{}", table.ident)
}

/// How an insert gives a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Given {
    /// It must.
    Required,
    /// It may give NULL.
    Nullable,
    /// It may leave the default.
    OrDefault,
    /// It gives the fields of a base or mixin.
    Nested,
}

/// ```text
/// #[derive(Clone)]
/// pub struct NewCountry { pub name: String, pub population: Option<i64> }
/// impl NewCountry {
///     pub fn new(name: impl Into<String>) -> Self { .. }
/// }
/// impl Debug for NewCountry {
///     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { NewRow::show_entries(self, "NewCountry", f) }
/// }
/// impl NewRow for NewCountry {
///     fn visit_entries<V: NewRowVisitor>(&self, row: &mut V) {
///         row.columns(&["name", "population"], (&self.name, &self.population));
///     }
/// }
/// ```
///
/// Identity and generated columns are absent. Without a required field the struct is `Default`.
pub(super) fn new_row(private: &Private, table: &Table) -> TokenStream {
    let vis = &table.vis;
    let ident = new_row_ident(table);
    let doc = format!("What an insert of [`{}`] gives.", table.ident);
    let fields: Vec<(&Field, Given)> =
        table.fields.iter().filter_map(|field| Some((field, given(field)?))).collect();
    let declared = fields.iter().map(|(field, given)| declare(private, field, *given));
    let visits = visits(private, &fields);
    let name = ident.unraw().to_string();
    let new = new(private, &fields);
    let default = is_default(&fields).then(|| quote!(#private::Default,));
    let derives = &table.new_derives;
    quote! {
        #[doc = #doc]
        #[derive(#private::Clone, #default #(#derives),*)]
        #[allow(dead_code)]
        #vis struct #ident {
            #(#declared)*
        }
        #[automatically_derived]
        impl #ident {
            /// Gives what must be given; the rest is NULL, or the column's default.
            #[allow(dead_code, clippy::too_many_arguments)]
            #vis #new
        }
        #[automatically_derived]
        impl #private::Debug for #ident {
            fn fmt(&self, f: &mut #private::fmt::Formatter<'_>) -> #private::fmt::Result {
                #private::NewRow::show_entries(self, #name, f)
            }
        }
        #[automatically_derived]
        impl #private::NewRow for #ident {
            fn visit_entries<__V: #private::NewRowVisitor>(&self, row: &mut __V) {
                #visits
            }
        }
    }
}

fn given(field: &Field) -> Option<Given> {
    Some(match field.column() {
        None => Given::Nested,
        Some(column) if column.is_filled_by_database() => return None,
        Some(column) if column.has_default() => Given::OrDefault,
        Some(column) if column.is_required() => Given::Required,
        Some(_) => Given::Nullable,
    })
}

fn declare(private: &Private, field: &Field, given: Given) -> TokenStream {
    let Field { ident, vis, .. } = field;
    let ty = ty(private, field, given);
    let doc = match (field.column(), given) {
        (Some(column), Given::OrDefault) => {
            format!("The value of the column `{}`, or its default.", column.name)
        }
        (Some(column), _) => format!("The value of the column `{}`.", column.name),
        (None, _) => format!("The values of `{ident}`."),
    };
    quote!(#[doc = #doc] #vis #ident: #ty,)
}

fn ty(private: &Private, field: &Field, given: Given) -> TokenStream {
    let ty = &field.ty;
    match given {
        Given::Required | Given::Nullable => quote!(#ty),
        Given::OrDefault => quote!(#private::OrDefault<#ty>),
        Given::Nested => quote_spanned!(ty.span()=> <#ty as #private::Record>::New),
    }
}

/// The columns between two defaults are visited with one call.
fn visits(private: &Private, fields: &[(&Field, Given)]) -> TokenStream {
    let mut output = TokenStream::new();
    let with_default = |(_, given): &(&Field, Given)| *given == Given::OrDefault;
    for part in fields.chunk_by(|before, after| !with_default(before) && !with_default(after)) {
        if let [(Field { ident, ty, .. }, Given::OrDefault)] = part {
            let name = ident.unraw().to_string();
            output.extend(quote_spanned! {ty.span()=>
                #private::OrDefault::<#ty>::visit_entry(&self.#ident, #name, row);
            });
            continue;
        }
        for run in runs(part.iter().map(|(field, _)| *field)) {
            output.extend(match run {
                Run::Columns(run) => {
                    let idents = run.iter().map(|Field { ident, .. }| ident);
                    let names = run.iter().map(|Field { ident, .. }| ident.unraw().to_string());
                    quote!(row.columns(&[#(#names),*], (#(&self.#idents,)*));)
                }
                Run::Column(Field { ident, ty, .. }) => {
                    let name = ident.unraw().to_string();
                    quote_spanned! {ty.span()=>
                        <#ty as #private::ColumnType>::visit_entry(&self.#ident, #name, row);
                    }
                }
                Run::Nested(Field { ident, .. }) => {
                    let name = ident.unraw().to_string();
                    quote!(row.nested(#name, &self.#ident);)
                }
            });
        }
    }
    output
}

fn new(private: &Private, fields: &[(&Field, Given)]) -> TokenStream {
    let parameters = fields
        .iter()
        .filter(|(_, given)| matches!(given, Given::Required | Given::Nested))
        .map(|(field, given)| {
            let ident = &field.ident;
            let ty = ty(private, field, *given);
            quote!(#ident: impl #private::Into<#ty>)
        });
    let values = fields.iter().map(|(field, given)| {
        let ident = &field.ident;
        match given {
            Given::Required | Given::Nested => quote!(#ident: #private::Into::into(#ident),),
            Given::Nullable => quote!(#ident: #private::None,),
            Given::OrDefault => quote!(#ident: #private::OrDefault::Default,),
        }
    });
    quote! {
        fn new(#(#parameters),*) -> Self {
            Self { #(#values)* }
        }
    }
}

fn is_default(fields: &[(&Field, Given)]) -> bool {
    fields.iter().all(|(_, given)| matches!(given, Given::Nullable | Given::OrDefault))
}
