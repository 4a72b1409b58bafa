//! The verbs: fetch and execute.

use std::future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;

use crate::error::{Error, Result};
use crate::exec::driver::{self, Driver, Executor, Row};
use crate::query::{About, Builder, Prepared, Query, Rows, Statement};

type RowOf<Q> = <<Q as Query>::Rows as Rows>::Row;

/// Sends a statement that returns rows.
///
/// The futures are boxed: `impl Future` in a trait makes three errors of one wrong executor.
pub trait Fetch: Query {
    /// All rows.
    ///
    /// # Errors
    /// The statement is incomplete, the database refuses it, or a row does not fit its type.
    fn fetch_all<'c, E>(self, executor: E) -> BoxFuture<'c, Result<Vec<RowOf<Self>>>>
    where
        Self::Database: Driver,
        E: Executor<'c, Self::Database>,
        Self: 'c,
    {
        let rows = rows_of(self, executor);
        Box::pin(async move { read_all::<Self>(rows.await?) })
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`Fetch::fetch_all`].
    fn fetch_optional<'c, E>(self, executor: E) -> BoxFuture<'c, Result<Option<RowOf<Self>>>>
    where
        Self::Database: Driver,
        E: Executor<'c, Self::Database>,
        Self: 'c,
    {
        sent(move || {
            let Some((query, about)) = one_statement(self)? else {
                return Ok(Box::pin(future::ready(Ok(None))));
            };
            let row = executor.row(query);
            Ok(Box::pin(async move {
                match named::<Self::Database, _>(row.await, &about)? {
                    Some(row) => read::<Self>(&row, &mut true).map(Some),
                    None => Ok(None),
                }
            }))
        })
    }

    /// The first row.
    ///
    /// # Errors
    /// [`Error::NoRow`] when there is none; else as [`Fetch::fetch_all`].
    fn fetch_one<'c, E>(self, executor: E) -> BoxFuture<'c, Result<RowOf<Self>>>
    where
        Self::Database: Driver,
        E: Executor<'c, Self::Database>,
        Self: 'c,
    {
        let row = self.fetch_optional(executor);
        Box::pin(async move { row.await?.ok_or(Error::NoRow) })
    }

    /// The rows one by one, as the database sends them.
    ///
    /// # Errors
    /// As [`Fetch::fetch_all`]; a fault of the statement itself is the first item.
    fn stream<'c, E>(self, executor: E) -> RowStream<'c, Self>
    where
        Self::Database: Driver,
        E: Executor<'c, Self::Database>,
    {
        let state = match one_statement(self) {
            Ok(Some((query, about))) => {
                State::Rows { rows: executor.rows(query), about, check: true }
            }
            Ok(None) => State::Failed(None),
            Err(error) => State::Failed(Some(error)),
        };
        RowStream { state }
    }
}

impl<Q: Query> Fetch for Q {}

/// Sends a statement for its effect.
pub trait Execute: Builder {
    /// How many rows were changed.
    ///
    /// # Errors
    /// The statement is incomplete, or the database refuses it; nothing is changed then.
    fn execute<'c, E>(self, executor: E) -> BoxFuture<'c, Result<u64>>
    where
        Self: Statement<Database: Driver>,
        E: Executor<'c, Self::Database>,
        Self: 'c,
    {
        sent(move || {
            let mut statements = self.prepare(None)?;
            let Some(last) = statements.pop() else {
                return Ok(Box::pin(future::ready(Ok(0))));
            };
            if statements.is_empty() {
                let (query, about) = driver::ready::<Self::Database, _>(last)?;
                let done = executor.done(query);
                return Ok(Box::pin(async move {
                    let done = named::<Self::Database, _>(done.await, &about)?;
                    Ok(Self::Database::rows_affected(&done))
                }));
            }
            statements.push(last);
            let (queries, abouts) = ready_all::<Self>(statements)?;
            let changed = executor.done_all(queries);
            Ok(Box::pin(async move {
                changed.await.map_err(|refused| refused_by::<Self>(refused, &abouts))
            }))
        })
    }
}

impl<B: Builder> Execute for B {}

/// The future of a statement, or of what is wrong with it. The executor has its part before the
/// future is made, so that the future does not hold it, and says nothing of its lifetimes.
fn sent<'c, T: Send + 'c>(
    send: impl FnOnce() -> Result<BoxFuture<'c, Result<T>>>,
) -> BoxFuture<'c, Result<T>> {
    send().unwrap_or_else(|error| Box::pin(future::ready(Err(error))))
}

fn one_statement<Q: Query<Database: Driver>>(
    statement: Q,
) -> Result<Option<(driver::SqlxQuery<Q::Database>, About)>> {
    let mut statements = statement.prepare(None)?;
    match (statements.pop(), statements.is_empty()) {
        (Some(prepared), true) => driver::ready::<Q::Database, _>(prepared).map(Some),
        (Some(prepared), false) => Err(Error::Incomplete {
            statement: prepared.about.operation,
            table: prepared.about.table.name().to_owned(),
            why: "takes several statements; fetch all of its rows",
        }),
        (None, _) => Ok(None),
    }
}

/// The rows of a statement, or of all that it takes, as the driver has them.
pub(super) fn rows_of<'c, S, E>(
    statement: S,
    executor: E,
) -> BoxFuture<'c, Result<Vec<Row<S::Database>>>>
where
    S: Statement<Database: Driver> + 'c,
    E: Executor<'c, S::Database>,
{
    sent(move || {
        let mut statements = statement.prepare(None)?;
        let Some(last) = statements.pop() else {
            return Ok(Box::pin(future::ready(Ok(Vec::new()))));
        };
        if statements.is_empty() {
            let (query, about) = driver::ready::<S::Database, _>(last)?;
            let rows = executor.all_rows(query);
            return Ok(Box::pin(async move { named::<S::Database, _>(rows.await, &about) }));
        }
        statements.push(last);
        let (queries, abouts) = ready_all::<S>(statements)?;
        let rows = executor.rows_of_all(queries);
        Ok(Box::pin(async move { rows.await.map_err(|refused| refused_by::<S>(refused, &abouts)) }))
    })
}

type ReadyAll<D> = (Vec<driver::SqlxQuery<D>>, Vec<About>);

fn ready_all<Q: Statement<Database: Driver>>(
    statements: Vec<Prepared<Q::Binds>>,
) -> Result<ReadyAll<Q::Database>> {
    let mut all = (Vec::with_capacity(statements.len()), Vec::with_capacity(statements.len()));
    for prepared in statements {
        let (query, about) = driver::ready::<Q::Database, _>(prepared)?;
        all.0.push(query);
        all.1.push(about);
    }
    Ok(all)
}

fn refused_by<Q: Statement<Database: Driver>>(refused: driver::Refused, abouts: &[About]) -> Error {
    Q::Database::database_error(refused.source, &abouts[refused.at])
}

fn named<D: Driver, T>(result: sqlx::Result<T>, about: &About) -> Result<T> {
    result.map_err(|error| D::database_error(error, about))
}

/// Reads a row, and checks the types of its columns until that is done for all of them.
fn read<Q>(row: &Row<Q::Database>, check: &mut bool) -> Result<RowOf<Q>>
where
    Q: Query<Database: Driver>,
{
    let mut reader = Q::Database::reader(row, *check);
    let read = Q::Rows::read(&mut reader)?;
    *check &= Q::Database::passed_over(&reader);
    Ok(read)
}

fn read_all<Q: Query<Database: Driver>>(rows: Vec<Row<Q::Database>>) -> Result<Vec<RowOf<Q>>> {
    let mut check = true;
    rows.iter().map(|row| read::<Q>(row, &mut check)).collect()
}

/// The rows of a statement, one by one.
pub struct RowStream<'c, Q: Query<Database: Driver>> {
    state: State<'c, Q::Database>,
}

enum State<'c, D: Driver> {
    Rows { rows: BoxStream<'c, sqlx::Result<Row<D>>>, about: About, check: bool },
    Failed(Option<Error>),
}

impl<D: Driver> Unpin for State<'_, D> {}

impl<Q: Query<Database: Driver>> Stream for RowStream<'_, Q> {
    type Item = Result<RowOf<Q>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(match &mut self.get_mut().state {
            State::Failed(error) => error.take().map(Err),
            State::Rows { rows, about, check } => match ready!(rows.as_mut().poll_next(context)) {
                None => None,
                Some(row) => {
                    let row = named::<Q::Database, _>(row, about);
                    Some(row.and_then(|row| read::<Q>(&row, check)))
                }
            },
        })
    }
}

impl<Q: Query<Database: Driver>> std::fmt::Debug for RowStream<'_, Q> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowStream").finish_non_exhaustive()
    }
}
