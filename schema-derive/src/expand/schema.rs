//! `#[derive(Schema)]`.

use polyschema_syntax::model::{ListedTable, Schema};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::expand::krate::Private;
use crate::expand::table::type_path_of;
use crate::expand::{Checks, option};

/// ```text
/// impl Schema for Asia { type Database = Postgres; type Home = Asia; type Name = StaticName; const PATH: ..; const SPEC: ..; }
/// impl StaticSchema for Asia {}                                                       or RuntimeSchema
/// impl<D: Database> OnAnyDatabase for Asia<D> { type On<E: Database> = Asia<E>; }     with a type parameter
/// impl ListedIn<Asia> for Capital { type Table = Capital; }                           for each table
/// impl ListedIn<Asia> for <BigCity as TableFor<Asia>>::RootTable { type Table = BigCity; }   for `extension(BigCity)`
/// impl Sees<Shared> for Asia { type Seen = Shared; }                                  for each schema seen
/// const _: () = {
///     static LISTING: Listing<4> = Listing::new(<Asia as Schema>::SPEC, &[<Capital as Table>::LISTED, ..], &[..], &[..]);
///     LISTING.table(0, false);                                                         for each table
/// };
/// ```
///
/// With a type parameter for the database, each impl has it.
pub(crate) fn schema(schema: &Schema, checks: Checks) -> TokenStream {
    let private = &Private::new(schema.krate.as_ref());
    let header = Header::new(private, schema);
    let mut output = schema_impl(private, schema, &header);
    let Header { generics, ty, home } = &header;
    for ListedTable { path, is_extension, .. } in &schema.tables {
        let listed = match is_extension {
            true => quote_spanned!(path.span()=> <#path as #private::TableFor<#home>>::RootTable),
            false => quote!(#path),
        };
        output.extend(quote_spanned! {path.span()=>
            #[automatically_derived]
            impl #private::ListedIn<#home> for #listed {
                type Table = #path;
            }
        });
    }
    for other in &schema.sees {
        output.extend(quote_spanned! {other.span()=>
            #[automatically_derived]
            impl #generics #private::Sees<#other> for #ty {
                type Seen = #other;
            }
        });
    }
    if checks == Checks::All && !schema.tables.is_empty() {
        output.extend(self::checks(private, schema, &header));
    }
    output
}

/// `<D: Database>`, `Asia<D>` and `Asia`, which stands for `Asia<Postgres>` if that is the default.
struct Header {
    generics: TokenStream,
    ty: TokenStream,
    home: TokenStream,
}

impl Header {
    fn new(private: &Private, schema: &Schema) -> Self {
        let ident = &schema.ident;
        match &schema.parameter {
            Some(database) => Self {
                generics: quote!(<#database: #private::Database>),
                ty: quote!(#ident<#database>),
                home: match schema.parameter_default {
                    Some(_) => quote!(#ident),
                    None => quote!(#ident<#private::Postgres>),
                },
            },
            None => Self { generics: TokenStream::new(), ty: quote!(#ident), home: quote!(#ident) },
        }
    }
}

fn schema_impl(private: &Private, schema: &Schema, header: &Header) -> TokenStream {
    let Header { generics, ty, home } = header;
    let Schema { ident, database, tables, sees, .. } = schema;
    let (slot, naming) = match schema.name {
        Some(_) => (quote!(StaticName), quote!(StaticSchema)),
        None => (quote!(SchemaName), quote!(RuntimeSchema)),
    };
    let path = type_path_of(private, ident);
    let name = option(private, schema.name.as_ref().map(|name| quote!(#name)));
    let comment = option(private, schema.comment.as_ref().map(|comment| quote!(#comment)));
    let tables = tables.iter().map(
        |ListedTable { path, .. }| quote_spanned!(path.span()=> <#path as #private::Table>::LISTED.spec),
    );
    let sees = sees
        .iter()
        .map(|other| quote_spanned!(other.span()=> || <#other as #private::Schema>::SPEC));
    let database_is_open = schema.parameter.as_ref().is_some_and(|each| database.is_ident(each));
    let on_any_database = database_is_open.then(|| {
        quote! {
            #[automatically_derived]
            impl #generics #private::OnAnyDatabase for #ty {
                type On<__D: #private::Database> = #ident<__D>;
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #generics #private::Schema for #ty {
            type Database = #database;
            type Home = #home;
            type Name = #private::#slot;
            const PATH: #private::TypePath = #path;
            const SPEC: &'static #private::SchemaSpec = &#private::SchemaSpec {
                ty: <Self as #private::Schema>::PATH,
                name: #name,
                comment: #comment,
                tables: &[#(#tables),*],
                sees: &[#(#sees),*],
            };
        }
        #[automatically_derived]
        impl #generics #private::#naming for #ty {}
        #on_any_database
    }
}

/// The schemas that are seen are handed over here and not through the spec, so that two can see each other.
fn checks(private: &Private, schema: &Schema, header: &Header) -> TokenStream {
    let ty = &header.ty;
    let database = &schema.database;
    let (alias, dialects) = match &schema.parameter {
        Some(parameter) => {
            (Some(quote!(type #parameter = #private::Postgres;)), quote!(#private::Dialect::ALL))
        }
        None => (None, quote!(&[<#database as #private::Database>::DIALECT])),
    };
    let sees = schema.sees.iter().map(|other| quote!(<#other as #private::Schema>::SPEC));
    let room = Literal::usize_unsuffixed((2 * schema.tables.len()).next_power_of_two());
    let listed = schema.tables.iter().map(
        |ListedTable { path, .. }| quote_spanned!(path.span()=> <#path as #private::Table>::LISTED),
    );
    let tables = schema.tables.iter().enumerate().map(|(position, table)| {
        let ListedTable { path, is_extension, .. } = table;
        let position = Literal::usize_unsuffixed(position);
        let listing = Ident::new("LISTING", path.span());
        quote_spanned! {path.span()=>
            #listing.table(#position, #is_extension);
        }
    });
    quote! {
        const _: () = {
            #alias
            static LISTING: #private::check::Listing<#room> = #private::check::Listing::new(
                <#ty as #private::Schema>::SPEC,
                &[#(#listed),*],
                &[#(#sees),*],
                #dialects,
            );
            #(#tables)*
        };
    }
}
