//! A transaction on a connection of a pool.

use std::ops::{Deref, DerefMut};

use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use futures_util::{TryStreamExt, stream};
use sqlx::PgConnection;
use sqlx::postgres::PgRow;

use crate::dialect::Postgres;
use crate::error::{Error, Result};
use crate::exec::driver::{Driver, DriverConnection, Executor, Many, Ready, SqlxQuery};
use crate::exec::pool::executor::{Outgoing, ready_all};
use crate::exec::pool::held::Held;
use crate::exec::pool::{SchemaPool, refused};
use crate::query::About;

/// A transaction on a connection of a [`SchemaPool`]: `&mut transaction` is an executor. Dropped without
/// [`commit`](Self::commit), it is rolled back.
///
/// It is a [`PgConnection`] of sqlx, too, for raw SQL as through [`SchemaConnection`](super::SchemaConnection): unnamed
/// (`persistent(false)`) is right behind every pooler, and the connection is closed at the end.
#[derive(Debug)]
#[must_use = "a transaction that is dropped is rolled back"]
pub struct SchemaTransaction {
    held: Held,
    schema: String,
}

impl SchemaTransaction {
    pub(super) async fn begin(pool: &SchemaPool, schema: &str) -> Result<Self> {
        let acquired = pool.lanes.acquire(&pool.lanes.want_schema(schema)).await;
        let mut held = acquired.map_err(|source| refused("begin", schema, source))?;
        match held.begin().await {
            Ok(()) => Ok(Self { held, schema: schema.to_owned() }),
            Err(error) => Err(refused("begin", schema, held.failed(error).await)),
        }
    }

    /// Makes what was done last.
    ///
    /// # Errors
    /// The server refuses it, by a deferred constraint for example, or has refused a statement of the transaction
    /// before, which is aborted since, and then nothing was done; or it cannot be reached, and then it is not known.
    pub async fn commit(mut self) -> Result<()> {
        match self.held.commit().await {
            Ok(()) => self.held.done(),
            Err(error) => {
                return Err(refused("commit", &self.schema, self.held.failed(error).await));
            }
        }
        Ok(())
    }

    /// Undoes what was done, and says when that is so.
    ///
    /// # Errors
    /// The server cannot be reached; what was done is undone then, too.
    pub async fn rollback(mut self) -> Result<()> {
        if self.is_whole().is_err() {
            // It is rolled back by the server, when its connection is closed.
            return Ok(());
        }
        match self.held.rollback().await {
            Ok(()) => self.held.done(),
            Err(error) => {
                return Err(refused("rollback", &self.schema, self.held.failed(error).await));
            }
        }
        Ok(())
    }
}

impl SchemaTransaction {
    /// Says that a `COPY` was given up half-way: what the server sends next answers something else than was asked.
    pub(in crate::exec) fn cut(&mut self) {
        self.held.cut();
    }

    /// # Errors
    /// A `COPY` was given up half-way.
    pub(in crate::exec) fn is_whole(&self) -> sqlx::Result<()> {
        self.held.is_whole()
    }

    fn outgoing(&self, query: SqlxQuery<Postgres>, about: &About) -> sqlx::Result<Outgoing> {
        self.is_whole()?;
        Outgoing::new(self.held.lanes(), query, about)
    }
}

impl Deref for SchemaTransaction {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        self.held.peek()
    }
}

impl DerefMut for SchemaTransaction {
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.held.lend()
    }
}

impl<'c> Executor<'c, Postgres> for &'c mut SchemaTransaction {
    fn many(self, query: SqlxQuery<Postgres>, about: &About) -> Many<'c, Postgres> {
        match self.outgoing(query, about) {
            Ok(outgoing) => {
                let query = outgoing.into_query(&self.held);
                let (connection, watch) = self.held.watched();
                Box::pin(DriverConnection::many(connection, query).inspect_err(watch))
            }
            Err(error) => failed(error),
        }
    }

    fn row(
        self,
        query: SqlxQuery<Postgres>,
        about: &About,
    ) -> BoxFuture<'c, sqlx::Result<Option<PgRow>>> {
        match self.outgoing(query, about) {
            Ok(outgoing) => {
                let query = outgoing.into_query(&self.held);
                let (connection, watch) = self.held.watched();
                let row = DriverConnection::row(connection, query);
                Box::pin(async move { row.await.inspect_err(watch) })
            }
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }

    fn rows_of_all(self, statements: Vec<Ready<Postgres>>) -> BoxFuture<'c, Result<Vec<PgRow>>> {
        Box::pin(async move {
            if let (Err(cut), Some((_, about))) = (self.is_whole(), statements.first()) {
                return Err(Postgres::database_error(cut, about));
            }
            let statements = ready_all(&self.held, statements)?;
            let (connection, watch) = self.held.watched();
            watched(DriverConnection::rows_of_all(connection, statements).await, watch)
        })
    }

    fn done_all(self, statements: Vec<Ready<Postgres>>) -> BoxFuture<'c, Result<u64>> {
        Box::pin(async move {
            if let (Err(cut), Some((_, about))) = (self.is_whole(), statements.first()) {
                return Err(Postgres::database_error(cut, about));
            }
            let statements = ready_all(&self.held, statements)?;
            let (connection, watch) = self.held.watched();
            watched(DriverConnection::done_all(connection, statements).await, watch)
        })
    }
}

/// Tells of the driver's error.
fn watched<T>(result: Result<T>, watch: impl Fn(&sqlx::Error)) -> Result<T> {
    result.inspect_err(|error| {
        if let Error::Database(error) = error {
            watch(&error.source);
        }
    })
}

fn failed<'c, T: Send + 'c>(error: sqlx::Error) -> BoxStream<'c, sqlx::Result<T>> {
    Box::pin(stream::once(std::future::ready(Err(error))))
}
