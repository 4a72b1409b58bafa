//! Assertions for the tests of a program with models and revisions.

use std::fmt::Write as _;
use std::path::Path;

use polyschema_core::schema::SchemaList;

use crate::autogenerate::{Proposal, base};
use crate::diff::Scope;
use crate::error::Result;
use crate::migration::Revisions;
use crate::model::Model;

/// Asserts that the revisions in `migrations/` of the crate under test make what the models say.
///
/// No database is needed. The crate is the one whose test runs: cargo names its directory in
/// `CARGO_MANIFEST_DIR`.
///
/// # Panics
/// When the models are ahead, with what differs and the command that makes the revision; when revisions
/// cannot be read.
#[track_caller]
pub fn assert_no_pending_changes<L: SchemaList>() {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| ".".into());
    assert_no_pending_changes_in::<L>(Path::new(&package).join("migrations"));
}

/// Asserts that the revisions in a directory make what the models say.
///
/// # Panics
/// As of [`assert_no_pending_changes`].
#[track_caller]
pub fn assert_no_pending_changes_in<L: SchemaList>(directory: impl AsRef<Path>) {
    let directory = directory.as_ref();
    match pending_changes::<L>(directory) {
        Ok(changes) if changes.is_empty() => {}
        Ok(changes) => panic!(
            "the models are ahead of the revisions in `{}`:\n{changes}\
            make a revision with `revision --autogenerate -m \"..\"` of the program's command line",
            directory.display()
        ),
        Err(error) => panic!(
            "the revisions in `{}` cannot be compared with the models: {error}",
            directory.display()
        ),
    }
}

/// What the models have and the revisions do not make, in words; empty when there is nothing.
fn pending_changes<L: SchemaList>(directory: &Path) -> Result<String> {
    let model = Model::of::<L>()?;
    let revisions = Revisions::read(directory, model.dialect())?;
    let scope = Scope::between_snapshots();
    let mut changes = String::new();
    for schema in model.schemas().keys() {
        let base = base(&revisions, schema, None, model.dialect())?;
        let proposal = Proposal::of(schema, &base, model.catalog(), &scope, &[])?;
        write!(changes, "{}", proposal.diff).ok();
    }
    Ok(changes)
}
