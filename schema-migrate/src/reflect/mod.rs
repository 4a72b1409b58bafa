//! A database, or some of its schemas, as a [`Catalog`].
//!
//! Everything is read in a fixed number of queries, within a transaction that changes nothing. What a
//! catalog cannot express is reported. Invariant: knows nothing of models; what is read is never
//! repaired.

mod error;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;
mod unsupported;

use std::future::Future;

use polyschema_core::Catalog;
use polyschema_core::ident::Ident;

use crate::error::Result;

pub use error::ReflectError;
pub use unsupported::{Unsupported, UnsupportedKind};

/// What a database holds.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Reflected {
    /// What a catalog can express. A schema that was asked for and does not exist is not in it.
    pub catalog: Catalog,
    /// What it cannot, in the order of the objects' names.
    pub unsupported: Vec<Unsupported>,
}

/// Which schemas are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// All but those of the database system and of extensions.
    All,
    /// Those of these names, as far as they exist.
    Schemas(Vec<Ident>),
}

/// Reads what a database holds.
///
/// It changes nothing, runs no expression that the database holds and touches no sequence. The result
/// depends neither on the connection's settings nor on who is logged in. Owners and privileges are
/// not looked at. Within a transaction it is
/// read through a savepoint, and sees what the transaction did.
///
/// # Errors
/// [`ReflectError`].
pub async fn reflect<C: ReflectConnection>(connection: &mut C, which: &Which) -> Result<Reflected> {
    Ok(connection.reflect(which).await?)
}

/// A connection through which a database is read.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no connection that reflects a database",
    label = "expected `PgConnection` or `SqliteConnection`",
    note = "pass `&mut *transaction` or `&mut *pool.acquire().await?`"
)]
pub trait ReflectConnection: sealed::Sealed + Send {
    #[doc(hidden)]
    fn reflect(
        &mut self,
        which: &Which,
    ) -> impl Future<Output = Result<Reflected, ReflectError>> + Send;
}

mod sealed {
    pub trait Sealed {}
    #[cfg(feature = "postgres")]
    impl Sealed for sqlx::PgConnection {}
    #[cfg(feature = "sqlite")]
    impl Sealed for sqlx::SqliteConnection {}
}
