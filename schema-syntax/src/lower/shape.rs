//! Rules for the shape of an item: which kind, and no generics.

use syn::{Data, DataEnum, DeriveInput, Fields, FieldsNamed, Generics, Type};

use crate::fault::Faults;

/// A table or projection is a struct with named fields.
pub(super) fn named_fields<'a>(
    input: &'a DeriveInput,
    what: &str,
    each: &str,
    faults: &mut Faults,
) -> Option<&'a FieldsNamed> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Some(fields),
            Fields::Unnamed(_) | Fields::Unit => {
                faults.at(&input.ident, format!("{what} needs named fields: {each}"));
                None
            }
        },
        Data::Enum(_) | Data::Union(_) => {
            faults.at(&input.ident, format!("{what} is a struct with named fields: {each}"));
            None
        }
    }
}

/// A newtype is a tuple struct with one field.
pub(super) fn newtype<'a>(input: &'a DeriveInput, faults: &mut Faults) -> Option<&'a Type> {
    if let Data::Struct(data) = &input.data
        && let Fields::Unnamed(fields) = &data.fields
        && fields.unnamed.len() == 1
    {
        return fields.unnamed.first().map(|field| &field.ty);
    }
    let name = &input.ident;
    faults
        .at(name, format!("a `DbType` is a tuple struct with one field: `struct {name}(String);`"));
    None
}

/// A database's enum and a set of schemas are enums.
pub(super) fn variants<'a>(
    input: &'a DeriveInput,
    what: &str,
    variant: &str,
    faults: &mut Faults,
) -> Option<&'a DataEnum> {
    match &input.data {
        Data::Enum(data) => Some(data),
        Data::Struct(_) | Data::Union(_) => {
            faults.at(&input.ident, format!("{what} is an enum; each variant is {variant}"));
            None
        }
    }
}

/// An item has no generics, because one item is one thing in the database.
pub(super) fn not_generic(generics: &Generics, what: &str, faults: &mut Faults) -> bool {
    if generics.params.is_empty() {
        return true;
    }
    faults.at(&generics.params, format!("{what} cannot be generic; write its types out"));
    false
}
