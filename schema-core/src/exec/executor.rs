//! Which sqlx types send statements.

use futures_core::future::BoxFuture;

use crate::exec::driver::{DriverConnection, Executor, Many, Refused, Row, SqlxQuery};

impl<'c, C: DriverConnection> Executor<'c, C::Driver> for &'c mut C {
    fn many(self, query: SqlxQuery<C::Driver>) -> Many<'c, C::Driver> {
        DriverConnection::many(self, query)
    }

    fn row(
        self,
        query: SqlxQuery<C::Driver>,
    ) -> BoxFuture<'c, sqlx::Result<Option<Row<C::Driver>>>> {
        DriverConnection::row(self, query)
    }

    fn rows_of_all(
        self,
        queries: Vec<SqlxQuery<C::Driver>>,
    ) -> BoxFuture<'c, Result<Vec<Row<C::Driver>>, Refused>> {
        DriverConnection::rows_of_all(self, queries)
    }

    fn done_all(self, queries: Vec<SqlxQuery<C::Driver>>) -> BoxFuture<'c, Result<u64, Refused>> {
        DriverConnection::done_all(self, queries)
    }
}

/// Implements the traits for one driver's connection, pool, pooled connection and transaction.
macro_rules! executors {
    ($feature:literal, $driver:ty, $sqlx:ty, $connection:ty) => {
        #[cfg(feature = $feature)]
        impl DriverConnection for $connection {
            type Driver = $driver;

            fn many<'c>(&'c mut self, query: SqlxQuery<$driver>) -> Many<'c, $driver> {
                sqlx::Executor::fetch_many(self, query)
            }

            fn row<'c>(
                &'c mut self,
                query: SqlxQuery<$driver>,
            ) -> BoxFuture<'c, sqlx::Result<Option<Row<$driver>>>> {
                sqlx::Executor::fetch_optional(self, query)
            }

            fn rows_of_all<'c>(
                &'c mut self,
                queries: Vec<SqlxQuery<$driver>>,
            ) -> BoxFuture<'c, Result<Vec<Row<$driver>>, Refused>> {
                executors!(@rows_of_all queries, sqlx::Connection::begin(self))
            }

            fn done_all<'c>(
                &'c mut self,
                queries: Vec<SqlxQuery<$driver>>,
            ) -> BoxFuture<'c, Result<u64, Refused>> {
                executors!(@done_all queries, sqlx::Connection::begin(self))
            }
        }

        #[cfg(feature = $feature)]
        impl<'c> Executor<'c, $driver> for &'c sqlx::Pool<$sqlx> {
            fn many(self, query: SqlxQuery<$driver>) -> Many<'c, $driver> {
                sqlx::Executor::fetch_many(self, query)
            }

            fn row(
                self,
                query: SqlxQuery<$driver>,
            ) -> BoxFuture<'c, sqlx::Result<Option<Row<$driver>>>> {
                sqlx::Executor::fetch_optional(self, query)
            }

            fn rows_of_all(
                self,
                queries: Vec<SqlxQuery<$driver>>,
            ) -> BoxFuture<'c, Result<Vec<Row<$driver>>, Refused>> {
                executors!(@rows_of_all queries, self.begin())
            }

            fn done_all(
                self,
                queries: Vec<SqlxQuery<$driver>>,
            ) -> BoxFuture<'c, Result<u64, Refused>> {
                executors!(@done_all queries, self.begin())
            }
        }

        executors!(@inner $feature, $driver, $sqlx, &'c mut sqlx::Transaction<'_, $sqlx>);
        executors!(@inner $feature, $driver, $sqlx, &'c mut sqlx::pool::PoolConnection<$sqlx>);
    };
    (@inner $feature:literal, $driver:ty, $sqlx:ty, $outer:ty) => {
        #[cfg(feature = $feature)]
        impl<'c> Executor<'c, $driver> for $outer {
            fn many(self, query: SqlxQuery<$driver>) -> Many<'c, $driver> {
                DriverConnection::many(&mut **self, query)
            }

            fn row(
                self,
                query: SqlxQuery<$driver>,
            ) -> BoxFuture<'c, sqlx::Result<Option<Row<$driver>>>> {
                DriverConnection::row(&mut **self, query)
            }

            fn rows_of_all(
                self,
                queries: Vec<SqlxQuery<$driver>>,
            ) -> BoxFuture<'c, Result<Vec<Row<$driver>>, Refused>> {
                DriverConnection::rows_of_all(&mut **self, queries)
            }

            fn done_all(
                self,
                queries: Vec<SqlxQuery<$driver>>,
            ) -> BoxFuture<'c, Result<u64, Refused>> {
                DriverConnection::done_all(&mut **self, queries)
            }
        }
    };
    (@rows_of_all $queries:ident, $begin:expr) => {
        Box::pin(async move {
            let refused = |at| move |source| Refused { at, source };
            let mut transaction = $begin.await.map_err(refused(0))?;
            let mut rows = Vec::new();
            for (at, query) in $queries.into_iter().enumerate() {
                let fetched = sqlx::Executor::fetch_all(&mut *transaction, query).await;
                rows.extend(fetched.map_err(refused(at))?);
            }
            transaction.commit().await.map_err(refused(0))?;
            Ok(rows)
        })
    };
    (@done_all $queries:ident, $begin:expr) => {
        Box::pin(async move {
            let refused = |at| move |source| Refused { at, source };
            let mut transaction = $begin.await.map_err(refused(0))?;
            let mut changed = 0;
            for (at, query) in $queries.into_iter().enumerate() {
                let done = sqlx::Executor::execute(&mut *transaction, query).await;
                changed += done.map_err(refused(at))?.rows_affected();
            }
            transaction.commit().await.map_err(refused(0))?;
            Ok(changed)
        })
    };
}

executors!("postgres", crate::dialect::Postgres, sqlx::Postgres, sqlx::PgConnection);
executors!("sqlite", crate::dialect::Sqlite, sqlx::Sqlite, sqlx::SqliteConnection);
