//! What differs between two catalogs.

mod alembic;
mod answers;
#[path = "../cases/mod.rs"]
mod cases;
mod expressions;
mod json;
mod laws;
mod random;
mod scope;

use polyschema_core::{Catalog, Dialect};
use polyschema_migrate::diff::{Scope, diff};

#[test]
fn cases_give_the_changes_that_they_say() {
    cases::check("changes", |case| {
        Some(diff(&case.from, &case.to, &Scope::between_snapshots()).to_string())
    });
}

/// A catalog of PostgreSQL, in the short form of the cases.
fn catalog(schemas: &str) -> Catalog {
    cases::catalog(schemas, Dialect::Postgres)
}

/// Holds the lines of a diff against what is expected.
#[track_caller]
fn check_diff(from: &str, to: &str, scope: &Scope, expected: &[&str]) {
    let found = diff(&catalog(from), &catalog(to), scope).to_string();
    assert_eq!(found.lines().collect::<Vec<_>>(), expected);
}
