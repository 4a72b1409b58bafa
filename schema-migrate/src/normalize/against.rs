//! A model in the words of the very database that it is compared with.

use std::future::Future;

use polyschema_core::Catalog;
use polyschema_core::metadata::QualifiedName;

use crate::error::Result;

/// A model in its database's words, as far as the two are the same.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Normalized {
    /// The model. What is not the same stands as the model has it.
    pub catalog: Catalog,
    /// What the server did not take. It will be refused again when it is applied.
    pub refused: Vec<Refusal>,
    /// Why the server was not asked, where it should have been: texts were compared by how they read,
    /// so that some may look different that are not.
    pub not_asked: Option<String>,
}

/// SQL of a model that the server refused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("`{object}`: the server refuses {part}: {message}")]
#[non_exhaustive]
pub struct Refusal {
    /// The table, view or domain.
    pub object: QualifiedName,
    /// What of it.
    pub part: String,
    /// The server's words.
    pub message: String,
}

/// Gives a model the words of the database that it is compared with, wherever both mean the same.
///
/// `held` is what was reflected from the connection. A text that reads otherwise than the database's
/// is handed to the server in temporary copies of the model's tables, which are rolled back; nothing
/// is executed. Where all texts read alike, nothing is sent. On a standby, or without the privilege to
/// make temporary tables, texts are compared by how they read.
///
/// # Errors
/// [`ReflectError`](crate::reflect::ReflectError), when the connection fails.
pub async fn against<C: NormalizeConnection>(
    connection: &mut C,
    model: &Catalog,
    held: &Catalog,
) -> Result<Normalized> {
    let catalog = super::alike(model, held).map_err(polyschema_core::Error::from)?;
    connection.in_its_words(catalog, held).await
}

/// A connection to the database that a model is compared with.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no connection that a model is compared with",
    label = "expected `PgConnection` or `SqliteConnection`",
    note = "pass `&mut *transaction` or `&mut *pool.acquire().await?`"
)]
pub trait NormalizeConnection: sealed::Sealed + Send {
    #[doc(hidden)]
    fn in_its_words(
        &mut self,
        model: Catalog,
        held: &Catalog,
    ) -> impl Future<Output = Result<Normalized>> + Send;
}

/// SQLite keeps texts as they are written.
#[cfg(feature = "sqlite")]
impl NormalizeConnection for sqlx::SqliteConnection {
    async fn in_its_words(&mut self, catalog: Catalog, _held: &Catalog) -> Result<Normalized> {
        Ok(Normalized { catalog, refused: Vec::new(), not_asked: None })
    }
}

mod sealed {
    pub trait Sealed {}
    #[cfg(feature = "postgres")]
    impl Sealed for sqlx::PgConnection {}
    #[cfg(feature = "sqlite")]
    impl Sealed for sqlx::SqliteConnection {}
}
