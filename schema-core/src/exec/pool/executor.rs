//! Sending statements through a pool.

use futures_core::future::BoxFuture;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::{AssertSqlSafe, Execute, SqlSafeStr, SqlStr};
use sqlx_core::ext::async_stream::TryAsyncStream;

use crate::dialect::Postgres;
use crate::error::Result;
use crate::exec::driver::{Driver, DriverConnection, Executor, Many, Ready, SqlxQuery};
use crate::exec::pool::SchemaPool;
use crate::exec::pool::held::Held;
use crate::exec::pool::lanes::{Lanes, Want};
use crate::exec::run::next;
use crate::query::About;

/// A statement whose way is not decided yet.
pub(super) struct Outgoing {
    sql: SqlStr,
    arguments: PgArguments,
    want: Want,
}

impl Outgoing {
    /// # Errors
    /// A bind could not be encoded.
    pub(super) fn new(
        lanes: &Lanes,
        mut query: SqlxQuery<Postgres>,
        about: &About,
    ) -> sqlx::Result<Self> {
        let arguments = query.take_arguments().map_err(sqlx::Error::Encode)?.unwrap_or_default();
        let sql = match &lanes.settings.comment {
            // The comment holds nothing but letters, digits and `-._~%` in quotes.
            Some(comment) => {
                AssertSqlSafe(comment.after(query.sql().as_str(), &about.schema)).into_sql_str()
            }
            None => query.sql(),
        };
        let want = lanes.want(about, sql.as_str());
        Ok(Self { sql, arguments, want })
    }

    pub(super) fn into_query(self, held: &Held) -> SqlxQuery<Postgres> {
        held.query(self.sql, self.arguments, &self.want)
    }
}

/// Decides the way of statements that run in one transaction.
pub(super) fn ready_all(
    held: &Held,
    statements: Vec<Ready<Postgres>>,
) -> Result<Vec<Ready<Postgres>>> {
    let decided = |(query, about): Ready<Postgres>| match Outgoing::new(held.lanes(), query, &about)
    {
        Ok(outgoing) => Ok((outgoing.into_query(held), about)),
        Err(source) => Err(Postgres::database_error(source, &about)),
    };
    statements.into_iter().map(decided).collect()
}

impl<'c> Executor<'c, Postgres> for &'c SchemaPool {
    fn many(self, query: SqlxQuery<Postgres>, about: &About) -> Many<'c, Postgres> {
        let outgoing = Outgoing::new(&self.lanes, query, about);
        let rows = |yielder: sqlx_core::ext::async_stream::Yielder<_>| async move {
            let (mut held, query) = self.open(outgoing?).await?;
            let mut many = sqlx::Executor::fetch_many(held.connection(), query);
            let failed = loop {
                match next(&mut many).await {
                    Some(Ok(row)) => yielder.r#yield(row).await,
                    Some(Err(error)) => break Some(error),
                    None => break None,
                }
            };
            drop(many);
            match failed {
                Some(error) => Err(held.failed(error).await),
                None => self.finish(held).await,
            }
        };
        Box::pin(TryAsyncStream::new(rows))
    }

    fn row(
        self,
        query: SqlxQuery<Postgres>,
        about: &About,
    ) -> BoxFuture<'c, sqlx::Result<Option<PgRow>>> {
        let outgoing = Outgoing::new(&self.lanes, query, about);
        Box::pin(async move {
            let (mut held, query) = self.open(outgoing?).await?;
            match sqlx::Executor::fetch_optional(held.connection(), query).await {
                Ok(row) => self.finish(held).await.map(|()| row),
                Err(error) => Err(held.failed(error).await),
            }
        })
    }

    fn rows_of_all(self, statements: Vec<Ready<Postgres>>) -> BoxFuture<'c, Result<Vec<PgRow>>> {
        Box::pin(async move {
            let (mut held, statements) = self.open_all(statements).await?;
            let rows = DriverConnection::rows_of_all(held.connection(), statements).await?;
            held.done();
            Ok(rows)
        })
    }

    fn done_all(self, statements: Vec<Ready<Postgres>>) -> BoxFuture<'c, Result<u64>> {
        Box::pin(async move {
            let (mut held, statements) = self.open_all(statements).await?;
            let rows = DriverConnection::done_all(held.connection(), statements).await?;
            held.done();
            Ok(rows)
        })
    }
}

impl SchemaPool {
    /// A connection for one statement, in a transaction where it needs one.
    async fn open(&self, outgoing: Outgoing) -> sqlx::Result<(Held, SqlxQuery<Postgres>)> {
        let mut held = self.lanes.acquire(&outgoing.want).await?;
        if self.needs_transaction()
            && let Err(error) = held.begin().await
        {
            return Err(held.failed(error).await);
        }
        let query = outgoing.into_query(&held);
        Ok((held, query))
    }

    async fn finish(&self, mut held: Held) -> sqlx::Result<()> {
        if self.needs_transaction()
            && let Err(error) = held.commit().await
        {
            return Err(held.failed(error).await);
        }
        held.done();
        Ok(())
    }

    /// Whether a statement can be sent in a transaction only.
    fn needs_transaction(&self) -> bool {
        let pooler = self.pooler();
        !pooler.takes_named() && !pooler.takes_unnamed_alone()
    }

    /// A connection for what is no statement of a builder: `COPY`, or DDL, which begins a transaction.
    pub(in crate::exec) async fn hold(&self, schema: &str) -> sqlx::Result<Held> {
        let mut held = self.lanes.acquire(&self.lanes.want_schema(schema)).await?;
        held.transaction();
        Ok(held)
    }

    /// A connection for statements that run in one transaction.
    async fn open_all(
        &self,
        statements: Vec<Ready<Postgres>>,
    ) -> Result<(Held, Vec<Ready<Postgres>>)> {
        let about = &statements[0].1;
        let held = self.hold(&about.schema).await;
        let held = held.map_err(|source| Postgres::database_error(source, about))?;
        let statements = ready_all(&held, statements)?;
        Ok((held, statements))
    }
}
