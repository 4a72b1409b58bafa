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
    /// A database could not be reflected.
    #[cfg(any(feature = "postgres", feature = "sqlite"))]
    #[error(transparent)]
    Reflect(#[from] crate::reflect::ReflectError),
    /// A fleet of schemas, as a whole.
    #[cfg(feature = "postgres")]
    #[error(transparent)]
    Fleet(#[from] crate::fleet::FleetError),
    /// It is not known what answers at the other end of a connection.
    #[cfg(any(feature = "postgres", feature = "sqlite"))]
    #[error(transparent)]
    Engine(#[from] crate::engine::EngineError),
    /// Revisions, their files or their graph.
    #[error(transparent)]
    Revision(#[from] crate::migration::RevisionError),
    /// What is to be compared cannot be understood.
    #[error(transparent)]
    Diff(#[from] crate::diff::DiffError),
    /// A revision that cannot be made.
    #[error(transparent)]
    Autogenerate(#[from] crate::autogenerate::AutogenerateError),
    /// A database that the doctor could not look at.
    #[cfg(feature = "postgres")]
    #[error(transparent)]
    Doctor(#[from] crate::doctor::DoctorError),
    /// A run of revisions.
    #[cfg(any(feature = "postgres", feature = "sqlite"))]
    #[error(transparent)]
    Apply(Box<crate::apply::ApplyError>),
    /// A tenant.
    #[cfg(feature = "postgres")]
    #[error(transparent)]
    Tenants(Box<crate::tenants::TenantError>),
}

impl From<polyschema_core::CatalogError> for Error {
    fn from(error: polyschema_core::CatalogError) -> Self {
        Self::Core(error.into())
    }
}

#[cfg(any(feature = "postgres", feature = "sqlite"))]
impl From<crate::apply::ApplyError> for Error {
    fn from(error: crate::apply::ApplyError) -> Self {
        Self::Apply(Box::new(error))
    }
}

#[cfg(feature = "postgres")]
impl From<crate::tenants::TenantError> for Error {
    fn from(error: crate::tenants::TenantError) -> Self {
        Self::Tenants(Box::new(error))
    }
}
