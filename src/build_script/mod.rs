//! DDL from a build script: one SQL file for each schema, with neither a database nor sqlx.
//!
//! A crate that takes its models from **another crate** has that crate as a build-dependency too, and
//! names the schemas as types. No feature is needed:
//!
//! ```no_run
//! # use polyschema::prelude::*;
//! # #[derive(Table)]
//! # #[table(name = "countries", abstract)]
//! # pub struct Country { #[column(primary_key)] pub name: String }
//! # #[derive(Schema)]
//! # #[schema(name = "asia", database = Postgres, tables(Country))]
//! # pub struct Asia;
//! // build.rs
//! fn main() -> Result<(), polyschema::build_script::Error> {
//!     polyschema::build_script::from_schemas::<(Asia,)>()?; // $OUT_DIR/asia.sql
//!     Ok(())
//! }
//! ```
//!
//! A **single crate** cannot depend on itself, and points at its own source files: `from_sources`, with
//! the feature `build-script`. Both write the same text, for
//! `include_str!(concat!(env!("OUT_DIR"), "/asia.sql"))`.
//!
//! A file has the name of its schema; a character that file names cannot have everywhere is written as
//! `%` and two hexadecimal digits for each of its bytes.

mod error;
mod files;
#[cfg(feature = "build-script")]
mod sources;

pub use error::{Error, Result};
#[cfg(feature = "build-script")]
pub use polyschema_syntax::source::Fault;
#[cfg(feature = "build-script")]
pub use sources::{Sources, from_sources};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use polyschema_core::metadata::{CatalogBuilder, CatalogError, seen_by};
use polyschema_core::spec::SchemaSpec;
use polyschema_core::{Catalog, Dialect, Schema, SchemaList, SchemaRef};

/// Writes `$OUT_DIR/<schema>.sql` for each schema, and says what to watch; the files, in the schemas' order.
///
/// Only `build.rs` is to be watched: cargo runs a build script again when one of its dependencies, or a
/// module of its own, has changed.
///
/// # Errors
/// [`Error`]; then nothing is written.
pub fn from_schemas<L: SchemaList>() -> Result<Vec<PathBuf>> {
    Generator::new().schemas::<L>().write()
}

/// [`from_schemas`] for more schemas than a tuple holds, or for names that the types lack.
///
/// ```no_run
/// # use polyschema::prelude::*;
/// # use polyschema::build_script::{Error, Generator};
/// # #[derive(Table)]
/// # #[table(name = "countries", abstract)]
/// # pub struct Country { #[column(primary_key)] pub name: String }
/// # #[derive(Schema)]
/// # #[schema(name = "asia", database = Postgres, tables(Country))]
/// # pub struct Asia;
/// # #[derive(Schema)]
/// # #[schema(database = Postgres, tables(Country))]
/// # pub struct Tenant;
/// fn main() -> Result<(), Error> {
///     Generator::new().schemas::<(Asia,)>().schema(&Tenant::named("template")?).write()?;
///     Ok(())
/// }
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "a generator does nothing until `.write()`"]
pub struct Generator {
    entries: Vec<Entry>,
}

/// A schema and its name, if it has one.
#[derive(Debug, Clone)]
struct Entry {
    spec: &'static SchemaSpec,
    sees: Vec<&'static SchemaSpec>,
    dialect: Dialect,
    name: Option<String>,
}

impl Generator {
    /// Without schemas.
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// Adds schemas under their own names.
    pub fn schemas<L: SchemaList>(mut self) -> Self {
        self.entries.extend(L::specs().into_iter().map(|(spec, dialect)| Entry {
            spec,
            sees: seen_by(spec),
            dialect,
            name: spec.name.map(str::to_owned),
        }));
        self
    }

    /// Adds a schema, the name of which may not be its type's.
    pub fn schema<S: Schema>(mut self, schema: &SchemaRef<S>) -> Self {
        self.entries.push(Entry {
            spec: S::SPEC,
            sees: seen_by(S::SPEC),
            dialect: schema.dialect(),
            name: Some(schema.name().to_owned()),
        });
        self
    }

    /// Writes the files to `$OUT_DIR`, and says what to watch.
    ///
    /// # Errors
    /// [`Error`]; then nothing is written.
    pub fn write(self) -> Result<Vec<PathBuf>> {
        println!("cargo::rerun-if-changed=build.rs");
        self.write_to(files::out_dir()?)
    }

    /// Writes the files to a directory.
    ///
    /// # Errors
    /// [`Error`]; then nothing is written.
    pub fn write_to(self, directory: impl AsRef<Path>) -> Result<Vec<PathBuf>> {
        files::write(&texts(&self.entries)?, directory.as_ref())
    }
}

/// The name and the SQL of each schema, in order; schemas of each kind of database are one catalog.
fn texts(entries: &[Entry]) -> Result<Vec<(String, String)>, polyschema_core::Error> {
    let mut builders: BTreeMap<Dialect, CatalogBuilder> = BTreeMap::new();
    let mut names = Vec::new();
    for Entry { spec, sees, dialect, name } in entries {
        let Some(name) = name else {
            return Err(polyschema_core::Error::SchemaWithoutName { schema: spec.ty.name });
        };
        if names.iter().any(|(_, known)| *known == name) {
            return Err(CatalogError::DuplicateSchema { name: name.clone() }.into());
        }
        names.push((*dialect, name));
        let builder = builders.remove(dialect).unwrap_or_else(|| Catalog::builder(*dialect));
        builders.insert(*dialect, builder.schema_spec(spec, sees.clone(), *dialect, name));
    }
    let mut catalogs = BTreeMap::new();
    for (dialect, builder) in builders {
        catalogs.insert(dialect, builder.build()?);
    }
    let text = |(dialect, name): (Dialect, &String)| {
        Ok((name.clone(), catalogs[&dialect].create_sql_of(name)?))
    };
    names.into_iter().map(text).collect()
}
