//! The verbs: fetch and execute.

use std::future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use sqlx::Either;

use crate::error::{Error, Result};
use crate::exec::driver::{self, Driver, Executor, Many, Row};
use crate::query::{About, Builder, Prepared, Query, Rows, Statement};

type RowOf<Q> = <<Q as Query>::Rows as Rows>::Row;

/// Sends a statement that returns rows.
///
/// The futures are boxed: `impl Future` in a trait makes three errors of one wrong executor.
pub trait Fetch: Builder {
    /// All rows.
    ///
    /// # Errors
    /// The statement is incomplete, the database refuses it, or a row does not fit its type.
    fn fetch_all<'c, E>(self, executor: E) -> BoxFuture<'c, Result<Vec<RowOf<Self>>>>
    where
        Self: Query<Database: Driver>,
        E: Executor<'c, Self::Database>,
        Self: 'c,
    {
        rows_of(self, executor, read::<Self>)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`Fetch::fetch_all`].
    fn fetch_optional<'c, E>(self, executor: E) -> BoxFuture<'c, Result<Option<RowOf<Self>>>>
    where
        Self: Query<Database: Driver>,
        E: Executor<'c, Self::Database>,
        Self: 'c,
    {
        first_row(self, executor, Ok)
    }

    /// The first row.
    ///
    /// # Errors
    /// [`Error::NoRow`] when there is none; else as [`Fetch::fetch_all`].
    fn fetch_one<'c, E>(self, executor: E) -> BoxFuture<'c, Result<RowOf<Self>>>
    where
        Self: Query<Database: Driver>,
        E: Executor<'c, Self::Database>,
        Self: 'c,
    {
        first_row(self, executor, |row| row.ok_or(Error::NoRow))
    }

    /// The rows one by one, as the database sends them.
    ///
    /// # Errors
    /// As [`Fetch::fetch_all`]; a fault of the statement itself is the first item.
    fn stream<'c, E>(self, executor: E) -> RowStream<'c, Self>
    where
        Self: Query<Database: Driver>,
        E: Executor<'c, Self::Database>,
    {
        let state = match one_statement(self) {
            Ok(Some((query, about))) => {
                State::Rows { rows: executor.many(query), about, check: true }
            }
            Ok(None) => State::Failed(None),
            Err(error) => State::Failed(Some(error)),
        };
        RowStream { state }
    }
}

impl<B: Builder> Fetch for B {}

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
                return Ok(Box::pin(changed::<Self::Database>(executor.many(query), about)));
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

/// The first row of a statement, made into what the verb returns.
fn first_row<'c, Q, E, T>(
    statement: Q,
    executor: E,
    into: fn(Option<RowOf<Q>>) -> Result<T>,
) -> BoxFuture<'c, Result<T>>
where
    Q: Query<Database: Driver> + 'c,
    E: Executor<'c, Q::Database>,
    T: Send + 'c,
{
    sent(move || {
        let Some((query, about)) = one_statement(statement)? else {
            return Ok(Box::pin(future::ready(into(None))));
        };
        let row = executor.row(query);
        Ok(Box::pin(async move {
            match named::<Q::Database, _>(row.await, &about)? {
                Some(row) => into(Some(read::<Q>(&row, &mut true)?)),
                None => into(None),
            }
        }))
    })
}

/// The rows of a statement, or of all that it takes. `read` reads one, and says in its second argument
/// whether the types of the columns must be checked for the next one too.
pub(super) fn rows_of<'c, S, E, T>(
    statement: S,
    executor: E,
    mut read: impl FnMut(&Row<S::Database>, &mut bool) -> Result<T> + Send + 'c,
) -> BoxFuture<'c, Result<Vec<T>>>
where
    S: Statement<Database: Driver> + 'c,
    E: Executor<'c, S::Database>,
    T: Send + 'c,
{
    sent(move || {
        let mut statements = statement.prepare(None)?;
        let Some(last) = statements.pop() else {
            return Ok(Box::pin(future::ready(Ok(Vec::new()))));
        };
        if statements.is_empty() {
            let (query, about) = driver::ready::<S::Database, _>(last)?;
            return Ok(Box::pin(all::<S::Database, _>(executor.many(query), about, read)));
        }
        statements.push(last);
        let (queries, abouts) = ready_all::<S>(statements)?;
        let rows = executor.rows_of_all(queries);
        Ok(Box::pin(async move {
            let rows = rows.await.map_err(|refused| refused_by::<S>(refused, &abouts))?;
            let mut check = true;
            rows.iter().map(|row| read(row, &mut check)).collect()
        }))
    })
}

/// Reads each row as it comes, so that the driver's own is gone before the next. After a row that does
/// not fit, the others are still taken from the connection.
async fn all<D: Driver, T>(
    mut many: Many<'_, D>,
    about: About,
    mut read: impl FnMut(&Row<D>, &mut bool) -> Result<T>,
) -> Result<Vec<T>> {
    let (mut rows, mut check) = (Ok(Vec::new()), true);
    while let Some(sent) = next(&mut many).await {
        if let (Either::Right(row), Ok(read_rows)) = (named::<D, _>(sent, &about)?, &mut rows) {
            match read(&row, &mut check) {
                Ok(row) => read_rows.push(row),
                Err(error) => rows = Err(error),
            }
        }
    }
    rows
}

/// How many rows a statement changed.
async fn changed<D: Driver>(mut many: Many<'_, D>, about: About) -> Result<u64> {
    let mut rows = 0;
    while let Some(sent) = next(&mut many).await {
        if let Either::Left(done) = named::<D, _>(sent, &about)? {
            rows += D::rows_affected(&done);
        }
    }
    Ok(rows)
}

fn next<T>(many: &mut BoxStream<'_, T>) -> impl Future<Output = Option<T>> {
    future::poll_fn(|context| many.as_mut().poll_next(context))
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

/// The rows of a statement, one by one.
pub struct RowStream<'c, Q: Query<Database: Driver>> {
    state: State<'c, Q::Database>,
}

enum State<'c, D: Driver> {
    Rows { rows: Many<'c, D>, about: About, check: bool },
    Failed(Option<Error>),
}

impl<D: Driver> Unpin for State<'_, D> {}

impl<Q: Query<Database: Driver>> Stream for RowStream<'_, Q> {
    type Item = Result<RowOf<Q>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(match &mut self.get_mut().state {
            State::Failed(error) => error.take().map(Err),
            State::Rows { rows, about, check } => loop {
                match ready!(rows.as_mut().poll_next(context)) {
                    None => break None,
                    Some(Ok(Either::Left(_))) => {}
                    Some(Ok(Either::Right(row))) => break Some(read::<Q>(&row, check)),
                    Some(Err(error)) => break Some(Err(Q::Database::database_error(error, about))),
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
