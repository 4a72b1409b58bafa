//! What differs between two catalogs.

#[path = "../cases/mod.rs"]
mod cases;

use polyschema_migrate::diff::{Scope, diff};

#[test]
fn cases_give_the_changes_that_they_say() {
    cases::check("changes", |case| {
        Some(diff(&case.from, &case.to, &Scope::between_snapshots()).to_string())
    });
}
