//! Metadata: what a database holds, as plain ordered data.

use std::fmt;

/// Metadata that is not consistent.
#[derive(Debug)]
#[non_exhaustive]
pub enum CatalogError {}

impl fmt::Display for CatalogError {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl std::error::Error for CatalogError {}
