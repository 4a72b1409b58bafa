//! What can go wrong while a database is read.

use polyschema_core::metadata::CatalogError;

use crate::connection::Said;

/// A database could not be reflected.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReflectError {
    /// The database refused a query, or the connection failed.
    #[error("cannot read {what} of the database: {}", Said(source))]
    Database {
        /// What was being read.
        what: &'static str,
        /// The driver's error.
        source: sqlx::Error,
    },
    /// What the database holds is no consistent catalog.
    #[error("what the database holds is no consistent catalog: {0}")]
    Inconsistent(#[from] CatalogError),
}
