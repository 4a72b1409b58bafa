//! The one error of the crate.

/// A result of reflecting, planning or migrating.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong. Messages name the object by its qualified name.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Metadata, a name or a connection that polyschema's core refuses.
    #[error(transparent)]
    Core(#[from] polyschema_core::Error),
    /// What is to be compared cannot be understood.
    #[error(transparent)]
    Diff(#[from] crate::diff::DiffError),
}
