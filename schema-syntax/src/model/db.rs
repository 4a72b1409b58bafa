//! An enum that derives `DbEnum`, and a newtype that derives `DbType`.

use proc_macro2::Ident;
use syn::{Path, Type, Visibility};

/// An enum whose values are labels in the database.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DbEnum {
    /// The enum's name.
    pub ident: Ident,
    /// Its visibility.
    pub vis: Visibility,
    /// The path of polyschema, if `crate = ..` gives it.
    pub krate: Option<Path>,
    /// The SQL name of the type.
    pub name: String,
    /// From the doc comment.
    pub comment: Option<String>,
    /// The variants, in order.
    pub variants: Vec<Variant>,
}

/// A variant and its label.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Variant {
    /// The variant's name.
    pub ident: Ident,
    /// Its label in the database.
    pub label: String,
    /// The label it had before.
    pub renamed_from: Option<String>,
    /// Whether it holds nothing, as it must.
    pub is_unit: bool,
}

/// A newtype that is kept as what it holds.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DbType {
    /// The struct's name.
    pub ident: Ident,
    /// The path of polyschema, if `crate = ..` gives it.
    pub krate: Option<Path>,
    /// The type that it holds.
    pub inner: Type,
    /// The function that judges values which are read.
    pub validate: Option<Path>,
}
