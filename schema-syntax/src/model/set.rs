//! An enum that derives `SchemaSet`.

use proc_macro2::Ident;
use syn::{Path, Visibility};

/// Schemas among which a name chooses.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SchemaSet {
    /// The enum's name.
    pub ident: Ident,
    /// Its visibility.
    pub vis: Visibility,
    /// The path of polyschema, if `crate = ..` gives it.
    pub krate: Option<Path>,
    /// The schemas, in order.
    pub members: Vec<Member>,
}

/// A schema of a set.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Member {
    /// The variant's name.
    pub ident: Ident,
    /// The schema's type.
    pub schema: Path,
}
