//! A type that derives `Schema`.

use proc_macro2::Ident;
use syn::{Path, Type};

/// A schema.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Schema {
    /// The type's name.
    pub ident: Ident,
    /// The type parameter that stands for the database, if there is one.
    pub parameter: Option<Ident>,
    /// What that type parameter is where nothing is said.
    pub parameter_default: Option<Type>,
    /// The path of polyschema, if `crate = ..` gives it.
    pub krate: Option<Path>,
    /// The SQL name; `None` when it is given at run time.
    pub name: Option<String>,
    /// From the doc comment.
    pub comment: Option<String>,
    /// The kind of database, or the type parameter.
    pub database: Path,
    /// The tables.
    pub tables: Vec<ListedTable>,
    /// The schemas that its foreign keys and joins may reach.
    pub sees: Vec<Path>,
}

/// A table in the list of a schema.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ListedTable {
    /// The table.
    pub path: Path,
    /// Whether it is listed as `extension(..)`.
    pub is_extension: bool,
}
