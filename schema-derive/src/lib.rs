//! The derive macros of polyschema. Use them through the `polyschema` package.
//!
//! `polyschema-syntax` reads and checks; what is here writes down the expansion and cannot fail.
//! What the attributes mean is documented where `polyschema` exports the derives, because examples need it.
//! Invariant: the output names only `::polyschema::__private`, or what the user wrote.

#![allow(missing_docs, reason = "documented where `polyschema` exports them")]

mod expand;

use polyschema_syntax::{Lowered, db_enum, db_type, projection, schema, schema_set, table};
use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

use crate::expand::Checks;

#[proc_macro_derive(Table, attributes(table, column))]
pub fn derive_table(input: TokenStream) -> TokenStream {
    derive(parse_macro_input!(input), table, expand::table)
}

#[proc_macro_derive(Schema, attributes(schema))]
pub fn derive_schema(input: TokenStream) -> TokenStream {
    derive(parse_macro_input!(input), schema, expand::schema)
}

#[proc_macro_derive(SchemaSet, attributes(schema_set))]
pub fn derive_schema_set(input: TokenStream) -> TokenStream {
    derive(parse_macro_input!(input), schema_set, |model, _| expand::schema_set(model))
}

#[proc_macro_derive(Projection, attributes(projection))]
pub fn derive_projection(input: TokenStream) -> TokenStream {
    derive(parse_macro_input!(input), projection, |model, _| expand::projection(model))
}

#[proc_macro_derive(DbEnum, attributes(db_enum))]
pub fn derive_db_enum(input: TokenStream) -> TokenStream {
    derive(parse_macro_input!(input), db_enum, |model, _| expand::db_enum(model))
}

#[proc_macro_derive(DbType, attributes(db_type))]
pub fn derive_db_type(input: TokenStream) -> TokenStream {
    derive(parse_macro_input!(input), db_type, |model, _| expand::db_type(model))
}

#[proc_macro]
pub fn raw(input: TokenStream) -> TokenStream {
    expand::raw(&parse_macro_input!(input)).into()
}

#[proc_macro]
pub fn migrations(input: TokenStream) -> TokenStream {
    let expanded = expand::migrations(&parse_macro_input!(input));
    expanded.unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Reads an item and expands it. A faulty item is expanded too, as far as it can be understood and
/// without further checks: the rest of the program finds what it uses, and one mistake is one error.
fn derive<T>(
    input: DeriveInput,
    lower: fn(&DeriveInput) -> Lowered<T>,
    expand: fn(&T, Checks) -> proc_macro2::TokenStream,
) -> TokenStream {
    let Lowered { model, error, .. } = lower(&input);
    let checks = if error.is_none() { Checks::All } else { Checks::None };
    let mut output = model.map(|model| expand(&model, checks)).unwrap_or_default();
    output.extend(error.map(syn::Error::into_compile_error));
    output.into()
}
