//! A struct that derives `Projection`.

use proc_macro2::Ident;
use syn::{Path, Type, Visibility};

/// A struct as which rows are read.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Projection {
    /// The struct's name.
    pub ident: Ident,
    /// Its visibility.
    pub vis: Visibility,
    /// The path of polyschema, if `crate = ..` gives it.
    pub krate: Option<Path>,
    /// The fields, in order.
    pub fields: Vec<Part>,
}

/// A field, filled with a column or an expression.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Part {
    /// Its name.
    pub ident: Ident,
    /// Its visibility.
    pub vis: Visibility,
    /// Its type.
    pub ty: Type,
}
