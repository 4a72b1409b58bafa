//! A schema, and a table as its list sees it.

use crate::spec::{TableSpec, TypePath, hash, same};

/// A type that derives `Schema`.
#[derive(Debug, Clone, Copy)]
pub struct SchemaSpec {
    /// The Rust type.
    pub ty: TypePath,
    /// The SQL name; `None` when it is given at run time.
    pub name: Option<&'static str>,
    /// From the doc comment.
    pub comment: Option<&'static str>,
    /// Its tables.
    pub tables: &'static [&'static TableSpec],
    /// The schemas that its foreign keys may reach.
    pub sees: &'static [fn() -> &'static SchemaSpec],
}

/// A table with what is found out of it once, for all schemas that list it.
#[derive(Debug, Clone, Copy)]
pub struct Listed {
    /// The table.
    pub spec: &'static TableSpec,
    /// Whether it extends no other.
    pub is_root: bool,
    /// [`TableSpec::is_common`].
    pub is_common: bool,
    /// [`hash`] of its name.
    pub name_hash: u64,
    /// [`hash`] of its root's type.
    pub root_hash: u64,
}

impl Listed {
    /// Finds it out.
    pub const fn new(spec: &'static TableSpec) -> Self {
        let is_root = same(spec.root.path, spec.ty.path);
        let (name_hash, root_hash) = (hash(spec.name), hash(spec.root.name));
        Self { spec, is_root, is_common: spec.is_common(), name_hash, root_hash }
    }
}
