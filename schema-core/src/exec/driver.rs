//! What a database's driver must do for us.

use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;

use crate::dialect::Database;
use crate::error::{Error, Result};
use crate::query::{About, Prepared, SqlText};
use crate::value::{ColumnWriter, RowReader};

/// A database whose driver is compiled in.
#[diagnostic::on_unimplemented(
    message = "the driver of `{Self}` is not compiled in",
    label = "cannot be sent without the driver",
    note = "enable the feature `postgres` or `sqlite` of polyschema; generic code says which database it is for: `S: Provides<.., Database = Postgres>`"
)]
pub trait Driver: Database {
    /// sqlx's name for the database.
    type Sqlx: sqlx::Database<Connection = Self::Connection, Arguments = Self::Arguments>;
    /// A connection.
    type Connection: DriverConnection<Driver = Self> + crate::exec::ddl::DdlDriver;
    /// The binds of a statement.
    type Arguments: ColumnWriter
        + sqlx::Arguments<Database = Self::Sqlx>
        + sqlx::IntoArguments<Self::Sqlx>
        + 'static;
    /// Reads a row by position.
    type Reader<'r>: RowReader;

    /// Reads a row; `check` says whether the types of its columns are checked.
    fn reader<'r>(row: &'r <Self::Sqlx as sqlx::Database>::Row, check: bool) -> Self::Reader<'r>;

    /// Whether there were columns that the reader passed over without a look at their types.
    fn passed_over(reader: &Self::Reader<'_>) -> bool;

    /// How many rows a statement changed.
    fn rows_affected(result: &<Self::Sqlx as sqlx::Database>::QueryResult) -> u64;

    /// Names what the database refused.
    fn database_error(source: sqlx::Error, about: &About) -> Error;
}

/// A row of a database.
pub(crate) type Row<D> = <<D as Driver>::Sqlx as sqlx::Database>::Row;
/// What a statement without rows gives back.
pub(crate) type Done<D> = <<D as Driver>::Sqlx as sqlx::Database>::QueryResult;
/// What a statement gives back, as it comes: rows, and what was done when it is done.
pub(crate) type Many<'c, D> = BoxStream<'c, sqlx::Result<sqlx::Either<Done<D>, Row<D>>>>;
/// A statement with its binds, as sqlx takes it.
pub(crate) type SqlxQuery<D> =
    sqlx::query::Query<'static, <D as Driver>::Sqlx, <D as Driver>::Arguments>;

/// A statement, and what it is about.
pub(crate) type Ready<D> = (SqlxQuery<D>, About);

/// A connection of a database whose driver is compiled in.
#[allow(missing_docs, reason = "the methods of `sqlx::Executor`, with the statement made ours")]
pub trait DriverConnection: Send + Sized + 'static {
    type Driver: Driver<Connection = Self>;

    fn many<'c>(&'c mut self, query: SqlxQuery<Self::Driver>) -> Many<'c, Self::Driver>;

    fn row<'c>(
        &'c mut self,
        query: SqlxQuery<Self::Driver>,
    ) -> BoxFuture<'c, sqlx::Result<Option<Row<Self::Driver>>>>;

    fn rows_of_all<'c>(
        &'c mut self,
        statements: Vec<Ready<Self::Driver>>,
    ) -> BoxFuture<'c, Result<Vec<Row<Self::Driver>>>>;

    fn done_all<'c>(
        &'c mut self,
        statements: Vec<Ready<Self::Driver>>,
    ) -> BoxFuture<'c, Result<u64>>;
}

/// What statements are sent through: `&pool`, `&mut connection`, `&mut transaction`.
///
/// A connection of a pool is `&mut *connection`. Two statements through a pool may go to two connections;
/// hold a connection or a transaction where that matters, or where round trips count.
///
/// sqlx's own pools, connections and transactions send named statements. That is right on a direct connection and
/// behind a pooler in session mode, and behind one in transaction mode only if it follows named statements; else rows
/// of other schemas come back. [`SchemaPool`](crate::postgres::SchemaPool) sends in the way that is right for its
/// [`Pooler`](crate::postgres::Pooler).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot send statements of a schema in `{D}`",
    label = "expected a pool, connection or transaction of `{D}`",
    note = "pass `&pool`, `&mut connection`, or `&mut transaction`"
)]
#[allow(missing_docs, reason = "the methods of `sqlx::Executor`, with the statement made ours")]
pub trait Executor<'c, D: Driver>: Send + Sized {
    #[doc(hidden)]
    fn many(self, query: SqlxQuery<D>, about: &About) -> Many<'c, D>;
    #[doc(hidden)]
    fn row(self, query: SqlxQuery<D>, about: &About)
    -> BoxFuture<'c, sqlx::Result<Option<Row<D>>>>;
    #[doc(hidden)]
    fn rows_of_all(self, statements: Vec<Ready<D>>) -> BoxFuture<'c, Result<Vec<Row<D>>>>;
    #[doc(hidden)]
    fn done_all(self, statements: Vec<Ready<D>>) -> BoxFuture<'c, Result<u64>>;
}

/// A statement, ready for sqlx, and what it is about.
pub(crate) fn ready<D: Driver>(prepared: Prepared<D::Arguments>) -> Ready<D> {
    let Prepared { sql, binds, about, .. } = prepared;
    let query = match sql {
        SqlText::Constant(sql) => sqlx::query_with(sql, binds),
        // Rendered by `render`: every name quoted, every value a bind.
        SqlText::Owned(sql) => sqlx::query_with(sqlx::AssertSqlSafe(sql), binds),
        SqlText::Shared(sql) => sqlx::query_with(sqlx::AssertSqlSafe(sql), binds),
    };
    (query, about)
}
