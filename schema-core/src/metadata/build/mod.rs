//! From what the derives write down to a catalog.
//!
//! Invariant: a table's own rules were checked by the derive; here names meet: those of schemas known
//! at run time, and the tables that foreign keys reference.

mod columns;
mod foreign_keys;
mod tables;

use std::collections::BTreeMap;

use crate::dialect::{Database, Dialect};
use crate::error::{Error, Result};
use crate::ident::Ident;
use crate::metadata::{Catalog, CatalogError, SchemaDef};
use crate::name::SchemaRef;
use crate::schema::Schema;
use crate::spec::SchemaSpec;

/// Builds a [`Catalog`] of schemas, the names of which may be known only at run time.
///
/// Foreign keys of a schema resolve to its own tables, and then to those of the schemas that it
/// sees: under their own names, or under the names that they have in this catalog.
#[derive(Debug, Clone)]
pub struct CatalogBuilder {
    dialect: Dialect,
    bindings: Vec<Binding>,
}

/// A schema type and the name it has in the catalog.
#[derive(Debug, Clone)]
struct Binding {
    spec: &'static SchemaSpec,
    /// The schemas that it sees.
    sees: Vec<&'static SchemaSpec>,
    dialect: Dialect,
    name: String,
}

impl CatalogBuilder {
    pub(super) const fn new(dialect: Dialect) -> Self {
        Self { dialect, bindings: Vec::new() }
    }

    /// For schemas under their own names. The first one's dialect is the catalog's.
    pub(super) fn of_specs(specs: &[(&'static SchemaSpec, Dialect)]) -> Result<Self> {
        let dialect = specs.first().map_or(Dialect::Postgres, |(_, dialect)| *dialect);
        let mut builder = Self::new(dialect);
        for &(spec, dialect) in specs {
            let Some(name) = spec.name else {
                return Err(Error::SchemaWithoutName { schema: spec.ty.name });
            };
            builder = builder.schema_spec(spec, seen_by(spec), dialect, name);
        }
        Ok(builder)
    }

    /// Adds a schema.
    #[must_use]
    pub fn schema<S: Schema>(self, schema: &SchemaRef<S>) -> Self {
        self.schema_spec(S::SPEC, seen_by(S::SPEC), S::Database::DIALECT, schema.name())
    }

    /// Adds a schema by what a derive wrote down, or a build script read.
    ///
    /// The schemas that it sees are given here: those of a spec that was read are not in it.
    #[doc(hidden)]
    #[must_use]
    pub fn schema_spec(
        mut self,
        spec: &'static SchemaSpec,
        sees: Vec<&'static SchemaSpec>,
        dialect: Dialect,
        name: &str,
    ) -> Self {
        self.bindings.push(Binding { spec, sees, dialect, name: name.to_owned() });
        self
    }

    /// The catalog of the schemas that were added.
    ///
    /// # Errors
    /// [`CatalogError`]: the schemas are of two kinds of database, a name is taken, too long or empty,
    /// a foreign key leads nowhere, or the database lacks a type.
    pub fn build(self) -> Result<Catalog> {
        let mut schemas = BTreeMap::new();
        for binding in &self.bindings {
            if binding.dialect != self.dialect {
                return Err(CatalogError::MixedDialects {
                    schema: binding.name.clone(),
                    found: binding.dialect,
                    dialect: self.dialect,
                }
                .into());
            }
            let def = self.schema_def(binding)?;
            if let Some(twice) = schemas.insert(def.name.clone(), def) {
                let name = twice.name.as_str().to_owned();
                return Err(CatalogError::DuplicateSchema { name }.into());
            }
        }
        let catalog = Catalog { dialect: self.dialect, schemas };
        catalog.check()?;
        Ok(catalog)
    }

    fn schema_def(&self, binding: &Binding) -> Result<SchemaDef, CatalogError> {
        let name = ident(&binding.name, || format!("schema type `{}`", binding.spec.ty.name))?;
        let mut def = SchemaDef::new(name);
        def.comment = binding.spec.comment.map(str::to_owned);
        for spec in binding.spec.tables {
            let table = tables::table_def(self, binding, spec, &mut def)?;
            if let Some(twice) = def.tables.insert(table.name.name.clone(), table) {
                let first = format!("table `{}`", twice.name);
                let second = format!("table `{}`", spec.ty.name);
                return Err(CatalogError::DuplicateName { first, second });
            }
        }
        Ok(def)
    }
}

/// The schemas that a schema sees, as its derive wrote them down.
#[doc(hidden)]
pub fn seen_by(spec: &SchemaSpec) -> Vec<&'static SchemaSpec> {
    spec.sees.iter().map(|sees| sees()).collect()
}

/// An identifier; the closure says what is to have it.
fn ident(name: &str, object: impl FnOnce() -> String) -> Result<Ident, CatalogError> {
    Ident::new(name).map_err(|error| match error {
        Error::Name { name, fault } => CatalogError::Name { object: object(), name, fault },
        other => CatalogError::Inconsistent { object: object(), why: other.to_string() },
    })
}
