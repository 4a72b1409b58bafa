//! Which sqlx types send statements.

use futures_core::future::BoxFuture;

use crate::dialect::Database;
use crate::error::{Error, Result};
use crate::exec::driver::{Driver, DriverConnection, Executor, Many, Ready, Row, SqlxQuery};
use crate::exec::span::Span;
use crate::query::About;

impl<'c, C: DriverConnection> Executor<'c, C::Driver> for &'c mut C {
    fn many(self, query: SqlxQuery<C::Driver>, _: &About) -> Many<'c, C::Driver> {
        DriverConnection::many(self, query)
    }

    fn row(
        self,
        query: SqlxQuery<C::Driver>,
        _: &About,
    ) -> BoxFuture<'c, sqlx::Result<Option<Row<C::Driver>>>> {
        DriverConnection::row(self, query)
    }

    fn rows_of_all(
        self,
        statements: Vec<Ready<C::Driver>>,
    ) -> BoxFuture<'c, Result<Vec<Row<C::Driver>>>> {
        DriverConnection::rows_of_all(self, statements)
    }

    fn done_all(self, statements: Vec<Ready<C::Driver>>) -> BoxFuture<'c, Result<u64>> {
        DriverConnection::done_all(self, statements)
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
                statements: Vec<Ready<$driver>>,
            ) -> BoxFuture<'c, Result<Vec<Row<$driver>>>> {
                executors!(@rows_of_all $driver, statements, sqlx::Connection::begin(self))
            }

            fn done_all<'c>(
                &'c mut self,
                statements: Vec<Ready<$driver>>,
            ) -> BoxFuture<'c, Result<u64>> {
                executors!(@done_all $driver, statements, sqlx::Connection::begin(self))
            }
        }

        #[cfg(feature = $feature)]
        impl<'c> Executor<'c, $driver> for &'c sqlx::Pool<$sqlx> {
            fn many(self, query: SqlxQuery<$driver>, _: &About) -> Many<'c, $driver> {
                sqlx::Executor::fetch_many(self, query)
            }

            fn row(
                self,
                query: SqlxQuery<$driver>,
                _: &About,
            ) -> BoxFuture<'c, sqlx::Result<Option<Row<$driver>>>> {
                sqlx::Executor::fetch_optional(self, query)
            }

            fn rows_of_all(
                self,
                statements: Vec<Ready<$driver>>,
            ) -> BoxFuture<'c, Result<Vec<Row<$driver>>>> {
                executors!(@rows_of_all $driver, statements, self.begin())
            }

            fn done_all(
                self,
                statements: Vec<Ready<$driver>>,
            ) -> BoxFuture<'c, Result<u64>> {
                executors!(@done_all $driver, statements, self.begin())
            }
        }

        executors!(@inner $feature, $driver, $sqlx, &'c mut sqlx::Transaction<'_, $sqlx>);
        executors!(@inner $feature, $driver, $sqlx, &'c mut sqlx::pool::PoolConnection<$sqlx>);
    };
    (@inner $feature:literal, $driver:ty, $sqlx:ty, $outer:ty) => {
        #[cfg(feature = $feature)]
        impl<'c> Executor<'c, $driver> for $outer {
            fn many(self, query: SqlxQuery<$driver>, _: &About) -> Many<'c, $driver> {
                DriverConnection::many(&mut **self, query)
            }

            fn row(
                self,
                query: SqlxQuery<$driver>,
                _: &About,
            ) -> BoxFuture<'c, sqlx::Result<Option<Row<$driver>>>> {
                DriverConnection::row(&mut **self, query)
            }

            fn rows_of_all(
                self,
                statements: Vec<Ready<$driver>>,
            ) -> BoxFuture<'c, Result<Vec<Row<$driver>>>> {
                DriverConnection::rows_of_all(&mut **self, statements)
            }

            fn done_all(
                self,
                statements: Vec<Ready<$driver>>,
            ) -> BoxFuture<'c, Result<u64>> {
                DriverConnection::done_all(&mut **self, statements)
            }
        }
    };
    (@rows_of_all $driver:ty, $statements:ident, $begin:expr) => {
        Box::pin(async move {
            let first = first::<$driver>(&$statements);
            let mut transaction = $begin.await.map_err(refused::<$driver>(&first))?;
            let mut rows = Vec::new();
            for (query, about) in $statements {
                let span = Span::of(<$driver>::DIALECT, &about);
                let fetch =
                    span.within(|| sqlx::Executor::fetch_all(&mut *transaction, query));
                let fetched = span.follow(fetch, |span, rows| span.returned(rows.len())).await;
                rows.extend(fetched.map_err(refused::<$driver>(&about))?);
            }
            transaction.commit().await.map_err(refused::<$driver>(&first))?;
            Ok(rows)
        })
    };
    (@done_all $driver:ty, $statements:ident, $begin:expr) => {
        Box::pin(async move {
            let first = first::<$driver>(&$statements);
            let mut transaction = $begin.await.map_err(refused::<$driver>(&first))?;
            let mut changed = 0;
            for (query, about) in $statements {
                let span = Span::of(<$driver>::DIALECT, &about);
                let execute =
                    span.within(|| sqlx::Executor::execute(&mut *transaction, query));
                let done =
                    span.follow(execute, |span, done| span.affected(done.rows_affected())).await;
                changed += done.map_err(refused::<$driver>(&about))?.rows_affected();
            }
            transaction.commit().await.map_err(refused::<$driver>(&first))?;
            Ok(changed)
        })
    };
}

/// What the transaction of several statements is about.
fn first<D: Driver>(statements: &[Ready<D>]) -> About {
    statements[0].1.clone()
}

fn refused<D: Driver>(about: &About) -> impl FnOnce(sqlx::Error) -> Error {
    move |source| D::database_error(source, about)
}

executors!("postgres", crate::dialect::Postgres, sqlx::Postgres, sqlx::PgConnection);
executors!("sqlite", crate::dialect::Sqlite, sqlx::Sqlite, sqlx::SqliteConnection);
