//! Rows out of a query.

use futures_core::stream::BoxStream;
use futures_util::StreamExt;
use sqlx::postgres::PgColumn;
use sqlx::{AssertSqlSafe, Column as _, PgConnection, Row as _};

use crate::bound::BoundTable;
use crate::dialect::{Copies, Dialect, Postgres};
use crate::error::{Error, Result};
use crate::exec::copy::pump::{Pump, Sender, Taker};
use crate::exec::copy::reader::CopyReader;
use crate::exec::copy::{CopyColumn, CopyExecutor, HEADER};
use crate::exec::driver::Driver;
use crate::exec::sending::Sending;
use crate::exec::span::Span;
use crate::query::{About, BindCount, One, Query, Rows, Select, Whole};
use crate::render;
use crate::schema::Provides;
use crate::table::Table;

type RowOf<Q> = <<Q as Query>::Rows as Rows>::Row;

/// Copies the rows of a query of PostgreSQL.
#[derive(Debug, Clone)]
#[must_use = "nothing is copied until it is fetched"]
pub struct CopyOut<Q>(Q);

impl<T: Table, S: Provides<T::Root>> BoundTable<T, S> {
    /// Reads all rows of the table with `COPY`. PostgreSQL only.
    pub fn copy_out(&self) -> CopyOut<Select<S, One<T::Root, S>, Whole<T>>>
    where
        S::Database: Copies,
    {
        CopyOut(self.select())
    }
}

/// Queries that can be copied out.
pub trait CopyQuery: Query {
    /// Reads the rows with `COPY`, which takes a query without any value. PostgreSQL only.
    fn copy_out(self) -> CopyOut<Self>
    where
        Self::Database: Copies,
    {
        CopyOut(self)
    }
}

impl<Q: Query> CopyQuery for Q {}

impl<Q: Query> CopyOut<Q> {
    /// All rows.
    ///
    /// # Errors
    /// The query has values, which `COPY` does not take; the database refuses it; or a row does not fit its type.
    pub fn fetch_all<'c, E>(self, executor: E) -> Sending<'c, Vec<RowOf<Q>>>
    where
        E: CopyExecutor<'c>,
        Q: 'c,
    {
        Sending::new(async move {
            let mut rows = Vec::new();
            self.read(executor, &mut rows).await?;
            Ok(rows)
        })
    }

    /// The rows one by one, as the database sends them.
    ///
    /// Read it to its end, or close the connection: what is left unread makes the next statement fail. A
    /// connection of a pool (not: of a transaction) is closed by itself.
    ///
    /// # Errors
    /// As [`fetch_all`](Self::fetch_all).
    pub fn stream<'c, E>(self, executor: E) -> BoxStream<'c, Result<RowOf<Q>>>
    where
        E: CopyExecutor<'c>,
        Q: 'c,
    {
        let rows = |mut sender: Sender<Result<RowOf<Q>>>| async move {
            if let Err(error) = self.read(executor, &mut sender).await {
                sender.send(Err(error));
            }
        };
        Pump::new(rows).boxed()
    }

    async fn read<'c, E: CopyExecutor<'c>>(
        self,
        executor: E,
        taker: &mut (impl Taker<RowOf<Q>> + Send),
    ) -> Result<()> {
        let mut statements = self.0.prepare::<BindCount>(None)?.into_vec();
        let Some(prepared) = statements.pop() else {
            return Ok(());
        };
        let about = About { operation: "copy", ..prepared.about };
        if prepared.binds != BindCount(0) || !statements.is_empty() {
            return Err(Error::Incomplete {
                statement: "copy",
                table: about.table.name().to_owned(),
                why: "reads a query with values, which `COPY` does not take; use `.stream(..)`",
            });
        }
        let span = Span::of(Dialect::Postgres, &about);
        let copied = Self::copy(&prepared.sql, &about, executor, taker);
        span.follow(copied, |span, rows| span.returned(*rows)).await.map(drop)
    }

    /// Reads the rows: how many there were. One that cannot be read is said when all have come, so that nothing is
    /// left unread.
    async fn copy<'c, E: CopyExecutor<'c>>(
        sql: &str,
        about: &About,
        executor: E,
        taker: &mut (impl Taker<RowOf<Q>> + Send),
    ) -> Result<usize> {
        let named = |error| Postgres::database_error(error, about);
        let copy = render::copy::copy_out(sql);
        let mut held = executor.hold(about).await.map_err(named)?;
        let columns = columns(&mut held, sql).await.map_err(named)?;
        let mut messages = held.copy_out_raw(&copy).await.map_err(named)?;
        let mut tuples = Tuples::default();
        let (mut check, mut fault, mut count) = (true, None, 0);
        while let Some(message) = messages.next().await {
            tuples.take(&message.map_err(named)?, |fields| {
                if fault.is_some() {
                    return;
                }
                let mut reader = CopyReader::new(fields, &columns, check);
                match Q::Rows::read(&mut reader) {
                    Ok(row) => {
                        taker.take(row);
                        count += 1;
                    }
                    Err(error) => fault = Some(error),
                }
                check &= reader.passed_over();
            });
            taker.room().await;
        }
        drop(messages);
        held.done();
        fault.map_or(Ok(count), Err)
    }
}

/// The columns of a query, asked in one message without a prepared statement, which is safe behind every pooler.
async fn columns(connection: &mut PgConnection, query: &str) -> sqlx::Result<Vec<CopyColumn>> {
    let sql = AssertSqlSafe(render::copy::columns_of(query));
    let nulls = sqlx::raw_sql(sql).fetch_one(connection).await?;
    let column = |column: &PgColumn| CopyColumn {
        ty: column.type_info().oid().unwrap_or_default(),
        name: column.name().to_owned(),
    };
    Ok(nulls.columns().iter().map(column).collect())
}

/// Finds the rows in the server's messages, which need not end where a row does.
#[derive(Default)]
struct Tuples {
    has_begun: bool,
    /// The beginning of a row whose end has not come.
    pending: Vec<u8>,
}

impl Tuples {
    fn take(&mut self, message: &[u8], mut row: impl FnMut(&[u8])) {
        let mut pending = std::mem::take(&mut self.pending);
        let mut rest = if pending.is_empty() {
            message
        } else {
            pending.extend_from_slice(message);
            &pending
        };
        if !self.has_begun {
            let Some(after) = rest.get(HEADER.len()..) else {
                self.pending = rest.to_owned();
                return;
            };
            (self.has_begun, rest) = (true, after);
        }
        while let Some((fields, after)) = tuple(rest) {
            row(fields);
            rest = after;
        }
        self.pending = rest.to_owned();
    }
}

/// The fields of the first row, and what follows it; `None` at the end, or where a part has not come.
fn tuple(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (count, fields) = bytes.split_first_chunk()?;
    let mut rest = fields;
    for _ in 0..usize::try_from(i16::from_be_bytes(*count)).ok()? {
        let (length, after) = rest.split_first_chunk()?;
        let length = usize::try_from(i32::from_be_bytes(*length)).unwrap_or(0);
        rest = after.get(length..)?;
    }
    Some((&fields[..fields.len() - rest.len()], rest))
}
