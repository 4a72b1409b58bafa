//! DDL from a crate's own source files.
//!
//! `polyschema-syntax` reads them; here names are resolved by their last segment (`index`, `types`),
//! items become the constants that a derive would write down (`tables`, `schemas`), and what the
//! compiler would check is checked by the same functions (`check`).

mod check;
mod index;
mod schemas;
mod tables;
mod types;

use std::env;
use std::path::{Path, PathBuf};

use polyschema_core::SchemaName;
use polyschema_syntax::source::{self, Fault};

use crate::build_script::{Entry, Error, Result, files, texts};
use index::Index;
use schemas::ReadSchema;

/// Writes `$OUT_DIR/<schema>.sql` for each schema that source files declare, and says what to watch; the
/// files, in the schemas' order.
///
/// `mod x;` is followed from the files given, which are usually one: `["src/models.rs"]`. What
/// `#[cfg(..)]` leaves out of the crate is left out. A type is found by the last segment of its path, so
/// a foreign key's `Country::name`, or a field's `chrono::NaiveDate`, is what it says; type aliases are
/// followed. A schema with a type parameter is taken with the parameter's default. Not seen are items
/// that macros write, items inside of functions, and `Scalar` implemented by hand.
///
/// ```no_run
/// // build.rs
/// fn main() -> Result<(), polyschema::build_script::Error> {
///     polyschema::build_script::from_sources(["src/models.rs"])?;
///     Ok(())
/// }
/// ```
///
/// A faulty model ends the build with all faults, as `src/models.rs:12:5: reason`.
///
/// # Errors
/// [`Error`]; then nothing is written.
pub fn from_sources<P: Into<PathBuf>>(paths: impl IntoIterator<Item = P>) -> Result<Vec<PathBuf>> {
    Sources::new(paths).write()
}

/// [`from_sources`] with names for schemas that have none.
///
/// ```no_run
/// # use polyschema::build_script::{Error, Sources};
/// fn main() -> Result<(), Error> {
///     Sources::new(["src/models.rs"]).schema("Tenant", "template").write()?;
///     Ok(())
/// }
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "sources do nothing until `.write()`"]
pub struct Sources {
    roots: Vec<PathBuf>,
    names: Vec<(String, String)>,
}

impl Sources {
    /// The files to start from.
    pub fn new<P: Into<PathBuf>>(paths: impl IntoIterator<Item = P>) -> Self {
        Self { roots: paths.into_iter().map(Into::into).collect(), names: Vec::new() }
    }

    /// Gives the schema type `ty`, which has no name of its own, a name; several are several schemas.
    ///
    /// One that is given none is checked, and no file is written for it.
    pub fn schema(mut self, ty: &str, name: &str) -> Self {
        self.names.push((ty.to_owned(), name.to_owned()));
        self
    }

    /// Writes the files to `$OUT_DIR`, and says what to watch: `build.rs` and each file that was read.
    ///
    /// # Errors
    /// [`Error`]; then nothing is written.
    pub fn write(self) -> Result<Vec<PathBuf>> {
        let sources = source::read(&self.roots, &is_configured);
        println!("cargo::rerun-if-changed=build.rs");
        for file in &sources.files {
            println!("cargo::rerun-if-changed={}", file.display());
        }
        files::write(&self.texts(&sources)?, &files::out_dir()?)
    }

    /// Writes the files to a directory.
    ///
    /// # Errors
    /// [`Error`]; then nothing is written.
    pub fn write_to(self, directory: impl AsRef<Path>) -> Result<Vec<PathBuf>> {
        let sources = source::read(&self.roots, &is_configured);
        files::write(&self.texts(&sources)?, directory.as_ref())
    }

    fn texts(&self, sources: &source::Sources) -> Result<Vec<(String, String)>> {
        let schemas = judged(sources)?;
        let entries = self.entries(&schemas)?;
        if entries.is_empty() {
            return Err(Error::NoSchema { files: sources.files.clone() });
        }
        texts(&entries).map_err(|error| located(&schemas, &entries, error))
    }

    /// The schemas that have a name, and those that are given one.
    fn entries(&self, schemas: &[ReadSchema<'_>]) -> Result<Vec<Entry>> {
        let mut entries: Vec<Entry> =
            schemas.iter().filter_map(|schema| Some(schema.entry(schema.spec.name?))).collect();
        for (ty, name) in &self.names {
            let Some(schema) = schemas.iter().find(|schema| schema.spec.ty.name == ty) else {
                let known = schemas.iter().map(|schema| schema.spec.ty.name.to_owned()).collect();
                return Err(
                    polyschema_core::Error::UnknownSchema { name: ty.clone(), known }.into()
                );
            };
            if let Some(own) = schema.spec.name {
                return Err(Error::HasName { schema: ty.clone(), name: own.to_owned() });
            }
            entries.push(schema.entry(SchemaName::new(name, schema.dialect)?.as_str()));
        }
        Ok(entries)
    }
}

/// The schemas, if nothing is wrong with any item.
fn judged(sources: &source::Sources) -> Result<Vec<ReadSchema<'_>>> {
    let mut faults = sources.faults.clone();
    let index = Index::new(sources);
    let tables = tables::read(&index, &mut faults);
    check::tables(&index, &tables, &mut faults);
    let schemas = schemas::read(&index, &tables, &mut faults);
    check::schemas(&index, &tables, &schemas, &mut faults);
    faults.sort();
    faults.dedup();
    if faults.is_empty() { Ok(schemas) } else { Err(Error::Sources { faults }) }
}

/// An error of the whole catalog, at the schemas that have it each alone.
fn located(schemas: &[ReadSchema<'_>], entries: &[Entry], error: polyschema_core::Error) -> Error {
    let faults: Vec<Fault> = entries
        .iter()
        .filter_map(|entry| {
            let error = texts(std::slice::from_ref(entry)).err()?;
            let schema = schemas.iter().find(|schema| schema.spec.ty == entry.spec.ty)?;
            Some(schema.item.place.fault(schema.item.model.ident.span(), error))
        })
        .collect();
    if faults.is_empty() { error.into() } else { Error::Sources { faults } }
}

/// What cargo tells a build script of the crate's configuration. Source: the Cargo book, "Environment
/// Variables".
fn is_configured(name: &str, value: Option<&str>) -> bool {
    let upper = |name: &str| name.to_uppercase().replace('-', "_");
    match (name, value) {
        ("feature", Some(feature)) => {
            env::var_os(format!("CARGO_FEATURE_{}", upper(feature))).is_some()
        }
        (name, None) => env::var_os(format!("CARGO_CFG_{}", upper(name))).is_some(),
        (name, Some(value)) => env::var(format!("CARGO_CFG_{}", upper(name)))
            .is_ok_and(|values| values.split(',').any(|known| known == value)),
    }
}
