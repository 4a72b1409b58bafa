//! From a model to the form in which a database holds it, so that what is the same looks the same.
//!
//! [`stored_form`] and [`alike`] are pure; [`against`] asks a server besides. Invariant: no expression
//! is ever executed.

#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod against;
mod alike;
pub mod expression;
mod postgres;
#[cfg(feature = "postgres")]
mod shadow;
mod sqlite;

use std::collections::BTreeMap;

use polyschema_core::Catalog;
use polyschema_core::dialect::Dialect;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{CatalogError, SchemaDef, TableDef};

#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub use against::{NormalizeConnection, Normalized, Refusal, against};

/// A catalog as its database holds it: what [`reflect`](crate::reflect) reads after `create_all`.
///
/// What the database does not keep is gone (in SQLite the comments, the enums, all types but five),
/// and what it keeps in another place stands there (in SQLite the checks that stand for types). Hints
/// for migrations stay. The form creates the very same objects as the catalog itself. Expressions stay
/// as they are written; PostgreSQL words them anew ([`against`](fn@against)).
///
/// # Errors
/// [`CatalogError::DuplicateName`], where a check of the model has the name of one that stands for a
/// type.
pub fn stored_form(catalog: &Catalog) -> Result<Catalog, CatalogError> {
    Catalog::from_schemas(catalog.dialect(), stored_schemas(catalog).into_values())
}

fn stored_schemas(catalog: &Catalog) -> BTreeMap<Ident, SchemaDef> {
    match catalog.dialect() {
        Dialect::Postgres => postgres::stored_schemas(catalog),
        Dialect::Sqlite => sqlite::stored_schemas(catalog),
    }
}

/// The stored form of a model, in a database's words where the database holds the same in other ones.
///
/// Without a server, the same are texts that differ in whitespace, letter case of keywords,
/// parentheses around the whole, and the like ([`expression::key`]).
///
/// # Errors
/// As of [`stored_form`].
pub fn alike(model: &Catalog, held: &Catalog) -> Result<Catalog, CatalogError> {
    let dialect = model.dialect();
    let mut schemas = stored_schemas(model);
    for schema in schemas.values_mut() {
        let Some(held) = held.schemas().get(&schema.name) else { continue };
        for table in schema.tables.values_mut() {
            if let Some(held) = counterpart(table, held).filter(|held| *held != table) {
                let form = alike::keyed_table(table, dialect);
                let held_form = alike::keyed_table(held, dialect);
                alike::adopt_table(table, held, &form, &held_form);
            }
        }
        for (name, view) in &mut schema.views {
            if let Some(held) = held.views.get(name).filter(|held| *held != view) {
                let form = alike::keyed_view(view, dialect);
                alike::adopt_view(view, held, &form, &alike::keyed_view(held, dialect));
            }
        }
        for (name, domain) in &mut schema.domains {
            if let Some(held) = held.domains.get(name).filter(|held| *held != domain) {
                let form = alike::keyed_domain(domain, dialect);
                alike::adopt_domain(domain, held, &form, &alike::keyed_domain(held, dialect));
            }
        }
    }
    Catalog::from_schemas(dialect, schemas.into_values())
}

/// The table of a schema that one of the model is, or was before it was renamed.
fn counterpart<'a>(table: &TableDef, schema: &'a SchemaDef) -> Option<&'a TableDef> {
    let before = || table.renamed_from.as_ref().and_then(|name| schema.tables.get(name));
    schema.tables.get(&table.name.name).or_else(before)
}
