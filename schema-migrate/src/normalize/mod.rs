//! From a model to the form in which a database holds it, so that what is the same looks the same.
//!
//! Invariant: pure. A form is reached by rules alone; no expression is ever executed.

pub mod expression;
mod sqlite;

use polyschema_core::Catalog;
use polyschema_core::dialect::Dialect;
use polyschema_core::metadata::CatalogError;

/// A catalog as its database holds it: what [`reflect`](crate::reflect) reads after `create_all`.
///
/// What the database does not keep is gone (in SQLite the comments, the enums, all types but five),
/// and what it keeps in another place stands there (in SQLite the checks that stand for types). Hints
/// for migrations stay. The form creates the very same objects as the catalog itself.
///
/// # Errors
/// [`CatalogError::DuplicateName`], where a check of the model has the name of one that stands for a
/// type.
pub fn stored_form(catalog: &Catalog) -> Result<Catalog, CatalogError> {
    match catalog.dialect() {
        Dialect::Postgres => Ok(catalog.clone()),
        Dialect::Sqlite => sqlite::stored_form(catalog),
    }
}
