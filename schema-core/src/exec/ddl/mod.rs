//! Creating and dropping a catalog's objects through a connection.
//!
//! One transaction: a lock against others who do the same, a look at what exists, then the plan,
//! one statement per message.

#[cfg(feature = "sqlite")]
pub mod attach;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::future::Future;

use sqlx::{Connection, Database, Transaction};

use crate::ddl::{DdlStatement, Existing, create_all, drop_all};
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::exec::DatabaseError;
use crate::exec::span::Span;
use crate::ident::Ident;
use crate::metadata::naming::stable_hash;
use crate::metadata::{Catalog, CatalogError};
use crate::render::ddl::to_sql;

impl Catalog {
    /// Creates in the database what the catalog has and the database has not.
    ///
    /// Everything happens in one transaction, or within the connection's own if it is in one. Whoever
    /// does the same for one of the schemas at the same time waits, and then finds it done. Doing it
    /// again does nothing. A table that exists stays as it is: whether it has the catalog's columns is
    /// not looked at.
    ///
    /// In SQLite a schema is an attached file: attach it first ([`attach`](crate::sqlite::attach)).
    ///
    /// # Errors
    /// [`Error::Database`] with the statement's operation, schema and table;
    /// [`CatalogError::WrongConnection`]; [`CatalogError::NotAttached`]. Then nothing is created.
    pub async fn create_all<C: DdlConnection>(&self, connection: C) -> Result<DdlOutcome> {
        connection.run(self, Job::Create).await
    }

    /// Drops from the database what the catalog has, and nothing else.
    ///
    /// Never `CASCADE`: where something outside of the catalog depends on one of its tables, the
    /// database refuses, and nothing is dropped. A schema that holds anything else is kept, and named
    /// in the outcome. Schemas that belong to the database (`public`), and SQLite's files, stay.
    ///
    /// # Errors
    /// As of [`create_all`](Self::create_all). Then nothing is dropped.
    pub async fn drop_all<C: DdlConnection>(&self, connection: C) -> Result<DdlOutcome> {
        connection.run(self, Job::Drop).await
    }
}

/// What [`Catalog::create_all`] or [`Catalog::drop_all`] did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct DdlOutcome {
    /// The statements that were sent, in order; none when there was nothing to do.
    pub statements: Vec<String>,
    /// The schemas that were not dropped, because they hold what the catalog does not list.
    pub kept_schemas: Vec<String>,
}

/// A connection, transaction or pool through which a catalog is created.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot create the tables of a catalog",
    label = "expected a connection, a transaction or a pool",
    note = "pass `&mut connection`, `&mut transaction` or `&pool`"
)]
pub trait DdlConnection: Sized + Send + sealed::Sealed {
    #[doc(hidden)]
    fn run(self, catalog: &Catalog, job: Job) -> impl Future<Output = Result<DdlOutcome>> + Send;
}

#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    Create,
    Drop,
}

mod sealed {
    pub trait Sealed {}
}

/// What differs between the databases.
#[doc(hidden)]
#[allow(missing_docs, reason = "not for users")]
pub trait DdlDriver: Connection<Database: Database<Connection = Self>> {
    const DIALECT: Dialect;

    /// Begins a transaction that nobody else's can overtake, or a savepoint within the one there is.
    fn open(
        &mut self,
    ) -> impl Future<Output = sqlx::Result<Transaction<'_, Self::Database>>> + Send;

    /// Waits for others who create or drop the same schemas.
    fn lock(&mut self, catalog: &Catalog) -> impl Future<Output = Result<()>> + Send;

    /// Reads which of the catalog's objects exist.
    fn existing(&mut self, catalog: &Catalog) -> impl Future<Output = Result<Existing>> + Send;

    /// Whether a schema holds nothing any more.
    fn is_empty(&mut self, schema: &Ident) -> impl Future<Output = Result<bool>> + Send;

    /// Sends one statement.
    fn send(&mut self, sql: &str) -> impl Future<Output = sqlx::Result<()>> + Send;
}

async fn run<C: DdlDriver>(connection: &mut C, catalog: &Catalog, job: Job) -> Result<DdlOutcome> {
    let operation = match job {
        Job::Create => "create all",
        Job::Drop => "drop all",
    };
    let span = Span::new(C::DIALECT, operation, "", "");
    span.follow(in_span(connection, catalog, job), |_, _| {}).await
}

async fn in_span<C: DdlDriver>(
    connection: &mut C,
    catalog: &Catalog,
    job: Job,
) -> Result<DdlOutcome> {
    if catalog.dialect() != C::DIALECT {
        let (catalog, connection) = (catalog.dialect(), C::DIALECT);
        return Err(CatalogError::WrongConnection { catalog, connection }.into());
    }
    let mut transaction =
        connection.open().await.map_err(|source| refused("begin", None, source))?;
    match in_transaction(&mut *transaction, catalog, job).await {
        Ok(outcome) => {
            transaction.commit().await.map_err(|source| refused("commit", None, source))?;
            Ok(outcome)
        }
        Err(error) => {
            // The first error says what went wrong; a rollback that fails ends with the connection.
            transaction.rollback().await.ok();
            Err(error)
        }
    }
}

async fn in_transaction<C: DdlDriver>(
    connection: &mut C,
    catalog: &Catalog,
    job: Job,
) -> Result<DdlOutcome> {
    connection.lock(catalog).await?;
    let existing = connection.existing(catalog).await?;
    let plan = match job {
        Job::Create => create_all(catalog, &existing),
        Job::Drop => drop_all(catalog, &existing),
    };
    let mut outcome = DdlOutcome::default();
    for statement in plan {
        if let DdlStatement::DropSchema(schema) = &statement
            && !connection.is_empty(schema).await?
        {
            outcome.kept_schemas.push(schema.as_str().to_owned());
            continue;
        }
        let sql = to_sql(&statement, C::DIALECT);
        let object = statement.object().map_or("", Ident::as_str);
        let schema = statement.schema().as_str();
        let span = Span::new(C::DIALECT, statement.operation(), schema, object);
        span.follow(connection.send(&sql), |_, ()| {})
            .await
            .map_err(|source| refused(statement.operation(), Some(&statement), source))?;
        outcome.statements.push(sql);
    }
    Ok(outcome)
}

/// The advisory lock of a schema, for whoever changes its objects. Advisory locks belong to a database,
/// so the key need not name it.
pub fn lock_key(schema: &Ident) -> i64 {
    stable_hash(&format!("polyschema:schema:{}", schema.as_str())) as i64
}

/// The error for a statement that the database refused.
fn refused(
    operation: &'static str,
    statement: Option<&DdlStatement>,
    source: sqlx::Error,
) -> Error {
    let constraint = source.as_database_error().and_then(|error| error.constraint());
    let constraint = constraint.map(str::to_owned);
    Error::from(DatabaseError {
        schema: statement.map(|statement| statement.schema().as_str().to_owned()),
        table: statement.and_then(DdlStatement::object).map(|name| name.as_str().to_owned()),
        constraint,
        ..DatabaseError::new(operation, source)
    })
}

impl<C: DdlDriver> sealed::Sealed for &mut C {}

impl<C: DdlDriver> DdlConnection for &mut C {
    async fn run(self, catalog: &Catalog, job: Job) -> Result<DdlOutcome> {
        run(self, catalog, job).await
    }
}

/// Implements [`DdlConnection`] for what leads to a connection.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
macro_rules! ddl_connections {
    ($database:ty, $connection:ty) => {
        impl crate::exec::ddl::sealed::Sealed for &mut sqlx::Transaction<'_, $database> {}
        impl crate::exec::ddl::DdlConnection for &mut sqlx::Transaction<'_, $database> {
            async fn run(self, catalog: &Catalog, job: Job) -> Result<DdlOutcome> {
                crate::exec::ddl::run::<$connection>(self, catalog, job).await
            }
        }

        impl crate::exec::ddl::sealed::Sealed for &mut sqlx::pool::PoolConnection<$database> {}
        impl crate::exec::ddl::DdlConnection for &mut sqlx::pool::PoolConnection<$database> {
            async fn run(self, catalog: &Catalog, job: Job) -> Result<DdlOutcome> {
                crate::exec::ddl::run::<$connection>(self, catalog, job).await
            }
        }

        impl crate::exec::ddl::sealed::Sealed for &sqlx::Pool<$database> {}
        impl crate::exec::ddl::DdlConnection for &sqlx::Pool<$database> {
            async fn run(self, catalog: &Catalog, job: Job) -> Result<DdlOutcome> {
                let acquired = self.acquire().await;
                let mut connection = acquired
                    .map_err(|source| crate::exec::ddl::refused("connect", None, source))?;
                crate::exec::ddl::run::<$connection>(&mut connection, catalog, job).await
            }
        }
    };
}
use ddl_connections;
