//! What can go wrong before catalogs are compared.

/// What catalogs are compared in cannot be understood.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DiffError {
    /// A pattern that is none.
    #[error(
        "`{pattern}` is no pattern of objects: {why}; write `schema`, or `schema.name` with `*`"
    )]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        why: String,
    },
}
