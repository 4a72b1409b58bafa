//! Creating and dropping a catalog's objects through a connection.
//!
//! One transaction: a lock against others who do the same, a look at what exists, then the plan, as many
//! statements in a message as the database takes.

#[cfg(feature = "sqlite")]
pub mod attach;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::collections::BTreeSet;
use std::future::Future;

use futures_core::stream::BoxStream;
use sqlx::{Connection, Database, Transaction};

use crate::ddl::{DdlStatement, Existing, create_all, drop_all};
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::exec::DatabaseError;
use crate::exec::run::next;
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

    /// Waits for others who create or drop the same schemas; as many statements a message takes.
    fn lock(&mut self, catalog: &Catalog) -> impl Future<Output = Result<usize>> + Send;

    /// Reads which of the catalog's objects exist.
    fn existing(&mut self, catalog: &Catalog) -> impl Future<Output = Result<Existing>> + Send;

    /// Which of these schemas hold anything.
    fn holding(
        &mut self,
        schemas: &[Ident],
    ) -> impl Future<Output = Result<BTreeSet<Ident>>> + Send;

    /// Sends statements in one message, and says of each in turn that it is done; the first one that is
    /// refused ends it.
    fn send(&mut self, sql: String) -> BoxStream<'_, sqlx::Result<Done<Self>>>;

    /// The character of a message at which the database found a fault, from 0, where it says so.
    fn fault_at(error: &sqlx::Error) -> Option<usize>;
}

#[doc(hidden)]
pub type Done<C> = <<C as Connection>::Database as Database>::QueryResult;

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
    let most = connection.lock(catalog).await?;
    let existing = connection.existing(catalog).await?;
    let mut plan = match job {
        Job::Create => create_all(catalog, &existing),
        Job::Drop => drop_all(catalog, &existing),
    };
    let mut outcome = DdlOutcome::default();
    // Schemas go last, when it can be seen which of them hold anything else.
    let is_schema = |statement: &DdlStatement| matches!(statement, DdlStatement::DropSchema(_));
    let schemas = plan.split_off(plan.iter().position(is_schema).unwrap_or(plan.len()));
    outcome.statements.extend(send_all(connection, &plan, most).await?);
    if schemas.is_empty() {
        return Ok(outcome);
    }
    let names: Vec<Ident> = schemas.iter().map(|statement| statement.schema().clone()).collect();
    let holding = connection.holding(&names).await?;
    let (kept, empty): (Vec<DdlStatement>, _) =
        schemas.into_iter().partition(|statement| holding.contains(statement.schema()));
    outcome.kept_schemas.extend(kept.iter().map(|kept| kept.schema().as_str().to_owned()));
    outcome.statements.extend(send_all(connection, &empty, most).await?);
    Ok(outcome)
}

/// Sends a plan, at most so many statements in a message; its texts.
async fn send_all<C: DdlDriver>(
    connection: &mut C,
    plan: &[DdlStatement],
    most: usize,
) -> Result<Vec<String>> {
    let mut sent = Vec::with_capacity(plan.len());
    for together in plan.chunks(most) {
        let texts: Vec<String> =
            together.iter().map(|statement| to_sql(statement, C::DIALECT)).collect();
        send_together(connection, together, &texts).await?;
        sent.extend(texts);
    }
    Ok(sent)
}

/// Between the statements of a message. A comment in an expression of the user's own ends with the line.
const SEPARATOR: &str = "\n;\n";

/// Sends statements in one message, and waits for each of them.
async fn send_together<C: DdlDriver>(
    connection: &mut C,
    statements: &[DdlStatement],
    texts: &[String],
) -> Result<()> {
    let mut message = connection.send(texts.join(SEPARATOR));
    for statement in statements {
        let object = statement.object().map_or("", Ident::as_str);
        let schema = statement.schema().as_str();
        let span = Span::new(C::DIALECT, statement.operation(), schema, object);
        let done = async { next(&mut message).await.unwrap_or_else(|| Err(unanswered())) };
        span.follow(done, |_, _| {}).await.map_err(|source| {
            // A fault of syntax is found before the first statement runs.
            let at = C::fault_at(&source).and_then(|at| holder(texts, at));
            let faulty = at.map_or(statement, |at| &statements[at]);
            refused(faulty.operation(), Some(faulty), source)
        })?;
    }
    // The end of the message.
    while let Some(done) = next(&mut message).await {
        done.map_err(|source| refused("end of statements", None, source))?;
    }
    Ok(())
}

/// Which of the texts in a message has a character.
fn holder(texts: &[String], character: usize) -> Option<usize> {
    let mut end = 0;
    texts.iter().position(|text| {
        end += text.chars().count() + SEPARATOR.len();
        character < end
    })
}

/// An expression of the user's own can begin a literal that ends in a later statement.
fn unanswered() -> sqlx::Error {
    sqlx::Error::Protocol("the statement was read as a part of the one before".to_owned())
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
