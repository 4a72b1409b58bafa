//! What a program wants its schemas to hold, under their logical names.
//!
//! A schema's logical name is its own name, or for one that is named at run time, or otherwise than a variable
//! of psql can be, the name of its type in snake case. Revisions and snapshots know logical names only.
//! Invariant: knows no database.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use polyschema_core::dialect::Dialect;
use polyschema_core::metadata::{Catalog, seen_by};
use polyschema_core::schema::SchemaList;
use polyschema_core::spec::SchemaSpec;

use crate::error::Result;

/// The schemas of a program and what each is to hold.
#[derive(Debug, Clone)]
pub struct Model {
    catalog: Catalog,
    schemas: BTreeMap<String, LogicalSchema>,
}

/// A schema of a model.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct LogicalSchema {
    /// Its own name; `None` for a schema that is named at run time.
    pub name: Option<&'static str>,
    /// What the derive wrote down.
    #[doc(hidden)]
    pub spec: &'static SchemaSpec,
}

impl Model {
    /// The model of a schema type, or of a tuple of them.
    ///
    /// # Errors
    /// [`CatalogError`](polyschema_core::CatalogError): the schemas are of two kinds of database, or two have one logical name.
    pub fn of<L: SchemaList>() -> Result<Self> {
        let specs = L::specs();
        let dialect = specs.first().map_or(Dialect::Postgres, |(_, dialect)| *dialect);
        let mut builder = Catalog::builder(dialect);
        let mut schemas = BTreeMap::new();
        for (spec, dialect) in specs {
            let logical = logical_name(spec);
            builder = builder.schema_spec(spec, seen_by(spec), dialect, &logical);
            schemas.insert(logical, LogicalSchema { name: spec.name, spec });
        }
        let catalog = builder.build()?;
        Ok(Self { catalog, schemas })
    }

    /// All schemas together, under their logical names.
    pub const fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The kind of database.
    pub const fn dialect(&self) -> Dialect {
        self.catalog.dialect()
    }

    /// The schemas, by logical name.
    pub const fn schemas(&self) -> &BTreeMap<String, LogicalSchema> {
        &self.schemas
    }

    /// The logical names of the schemas that are named at run time.
    pub fn unnamed(&self) -> impl Iterator<Item = &String> {
        self.schemas.iter().filter(|(_, schema)| schema.name.is_none()).map(|(logical, _)| logical)
    }

    /// The physical names of the schemas that have one of their own, and of those that they see, by
    /// logical name.
    pub fn physical_names(&self) -> BTreeMap<String, String> {
        let mut names = BTreeMap::new();
        for schema in self.schemas.values() {
            let seen = seen_by(schema.spec);
            for spec in [schema.spec].into_iter().chain(seen) {
                if let Some(name) = spec.name {
                    names.insert(logical_name(spec), name.to_owned());
                }
            }
        }
        names
    }
}

/// The name of a schema in revisions.
fn logical_name(spec: &SchemaSpec) -> String {
    match spec.name {
        Some(name) if is_word(name) => name.to_owned(),
        _ => spec.ty.name.to_snake_case(),
    }
}

/// Whether a name can be a psql variable, a folder and a part of a target: letters, digits and underscores.
pub(crate) const fn is_word(name: &str) -> bool {
    let name = name.as_bytes();
    let mut at = 0;
    while at < name.len() {
        if !name[at].is_ascii_alphanumeric() && name[at] != b'_' {
            return false;
        }
        at += 1;
    }
    !name.is_empty()
}
