//! The headings of options in `--help`.
//!
//! Invariant: clap goes on with the heading of a flattened struct behind it, so options without one stand before those
//! structs.

pub(super) const DATABASE: &str = "Database";
pub(super) const SCHEMAS: &str = "Schemas and revisions";
pub(super) const OUTPUT: &str = "Output";
pub(super) const OBJECTS: &str = "Which objects";
pub(super) const TENANTS: &str = "Which tenants";
pub(super) const ORDER: &str = "Order of the run";
pub(super) const LIMITS: &str = "Limits of the run";
pub(super) const ROW: &str = "Row in the registry";
