//! What a database has already, as far as a plan asks.

use std::collections::BTreeSet;

use crate::ident::Ident;
use crate::metadata::QualifiedName;

/// The names of what exists. Nothing says whether a table has the columns that the catalog gives it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Existing {
    /// The schemas.
    pub schemas: BTreeSet<Ident>,
    /// The enum types.
    pub enums: BTreeSet<QualifiedName>,
    /// The domains.
    pub domains: BTreeSet<QualifiedName>,
    /// The sequences.
    pub sequences: BTreeSet<QualifiedName>,
    /// The views, materialized or not.
    pub views: BTreeSet<QualifiedName>,
    /// The tables.
    pub tables: BTreeSet<QualifiedName>,
    /// The indexes.
    pub indexes: BTreeSet<QualifiedName>,
    /// The foreign keys, checks and unique constraints, with their tables.
    pub constraints: BTreeSet<(QualifiedName, Ident)>,
}
