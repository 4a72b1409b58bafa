//! The verbs: fetch and execute.

use std::future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use sqlx::Either;

use crate::dialect::Database;
use crate::error::{Error, Result};
use crate::exec::driver::{self, Driver, Executor, Many, Ready, Row};
use crate::exec::sending::Sending;
use crate::exec::span::{RowsSpan, Span};
use crate::query::{About, Builder, Prepared, Query, Rows, Statement, Statements};

type RowOf<Q> = <<Q as Query>::Rows as Rows>::Row;

/// Sends a statement that returns rows.
pub trait Fetch: Builder {
    /// All rows.
    ///
    /// # Errors
    /// The statement is incomplete, the database refuses it, or a row does not fit its type.
    fn fetch_all<'c, E>(self, executor: E) -> Sending<'c, Vec<RowOf<Self>>>
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
    fn fetch_optional<'c, E>(self, executor: E) -> Sending<'c, Option<RowOf<Self>>>
    where
        Self: Query<Database: Driver>,
        E: Executor<'c, Self::Database>,
        Self: 'c,
    {
        first_row(self, executor, Ok, |span, row| span.returned(row.iter().len()))
    }

    /// The first row.
    ///
    /// # Errors
    /// [`Error::NoRow`] when there is none; else as [`Fetch::fetch_all`].
    fn fetch_one<'c, E>(self, executor: E) -> Sending<'c, RowOf<Self>>
    where
        Self: Query<Database: Driver>,
        E: Executor<'c, Self::Database>,
        Self: 'c,
    {
        first_row(self, executor, |row| row.ok_or(Error::NoRow), |span, _| span.returned(1))
    }

    /// The rows one by one; the database waits for who reads them.
    ///
    /// PostgreSQL runs ahead by what the buffers of the connection hold, SQLite by 50 rows. What is left of a
    /// dropped stream is read and thrown away before PostgreSQL's connection is used again.
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
                let span = Span::of(Self::Database::DIALECT, &about);
                let rows = span.within(|| executor.many(query, &about));
                State::Rows { rows, about, check: true, span: span.of_rows() }
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
    fn execute<'c, E>(self, executor: E) -> Sending<'c, u64>
    where
        Self: Statement<Database: Driver>,
        E: Executor<'c, Self::Database>,
        Self: 'c,
    {
        sent(move || {
            let statements = match self.prepare(None)? {
                Statements::One(one) => {
                    let (query, about) = driver::ready::<Self::Database>(one);
                    let span = Span::of(Self::Database::DIALECT, &about);
                    let changed = changed::<Self::Database>(
                        span.within(|| executor.many(query, &about)),
                        about,
                    );
                    return Ok(span.follow(changed, |span, rows| span.affected(*rows)));
                }
                Statements::Several(all) if all.is_empty() => {
                    return Ok(Box::pin(future::ready(Ok(0))));
                }
                Statements::Several(all) => all,
            };
            Ok(executor.done_all(ready_all::<Self::Database>(statements)))
        })
    }
}

impl<B: Builder> Execute for B {}

/// The future of a statement, or of what is wrong with it. The executor has its part before the
/// future is made, so that the future does not hold it, and says nothing of its lifetimes.
fn sent<'c, T: Send + 'c>(
    send: impl FnOnce() -> Result<BoxFuture<'c, Result<T>>>,
) -> Sending<'c, T> {
    Sending::boxed(send().unwrap_or_else(|error| Box::pin(future::ready(Err(error)))))
}

fn one_statement<Q: Query<Database: Driver>>(statement: Q) -> Result<Option<Ready<Q::Database>>> {
    match statement.prepare(None)? {
        Statements::One(one) => Ok(Some(driver::ready::<Q::Database>(one))),
        Statements::Several(all) => match all.first() {
            None => Ok(None),
            Some(Prepared { about, .. }) => Err(Error::Incomplete {
                statement: about.operation,
                table: about.table.name().to_owned(),
                why: "takes several statements; fetch all of its rows",
            }),
        },
    }
}

/// The first row of a statement, made into what the verb returns.
fn first_row<'c, Q, E, T>(
    statement: Q,
    executor: E,
    into: fn(Option<RowOf<Q>>) -> Result<T>,
    tell: fn(&Span, &T),
) -> Sending<'c, T>
where
    Q: Query<Database: Driver> + 'c,
    E: Executor<'c, Q::Database>,
    T: Send + 'c,
{
    sent(move || {
        let Some((query, about)) = one_statement(statement)? else {
            return Ok(Box::pin(future::ready(into(None))));
        };
        let span = Span::of(Q::Database::DIALECT, &about);
        let row = first::<Q, T>(span.within(|| executor.row(query, &about)), about, into);
        Ok(span.follow(row, tell))
    })
}

async fn first<Q: Query<Database: Driver>, T>(
    row: BoxFuture<'_, sqlx::Result<Option<Row<Q::Database>>>>,
    about: About,
    into: fn(Option<RowOf<Q>>) -> Result<T>,
) -> Result<T> {
    match named::<Q::Database, _>(row.await, &about)? {
        Some(row) => into(Some(read::<Q>(&row, &mut true)?)),
        None => into(None),
    }
}

/// The rows of a statement, or of all that it takes. `read` reads one, and says in its second argument
/// whether the types of the columns must be checked for the next one too.
pub(super) fn rows_of<'c, S, E, T>(
    statement: S,
    executor: E,
    mut read: impl FnMut(&Row<S::Database>, &mut bool) -> Result<T> + Send + 'c,
) -> Sending<'c, Vec<T>>
where
    S: Statement<Database: Driver> + 'c,
    E: Executor<'c, S::Database>,
    T: Send + 'c,
{
    sent(move || {
        let statements = match statement.prepare(None)? {
            Statements::One(one) => {
                let (query, about) = driver::ready::<S::Database>(one);
                let span = Span::of(S::Database::DIALECT, &about);
                let rows = all::<S::Database, _>(
                    span.within(|| executor.many(query, &about)),
                    about,
                    read,
                );
                return Ok(span.follow(rows, |span, rows| span.returned(rows.len())));
            }
            Statements::Several(none) if none.is_empty() => {
                return Ok(Box::pin(future::ready(Ok(Vec::new()))));
            }
            Statements::Several(several) => several,
        };
        let rows = executor.rows_of_all(ready_all::<S::Database>(statements));
        Ok(Box::pin(async move {
            let mut check = true;
            rows.await?.iter().map(|row| read(row, &mut check)).collect()
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

pub(super) fn next<T>(many: &mut BoxStream<'_, T>) -> impl Future<Output = Option<T>> {
    future::poll_fn(|context| many.as_mut().poll_next(context))
}

fn ready_all<D: Driver>(statements: Vec<Prepared<D::Arguments>>) -> Vec<Ready<D>> {
    statements.into_iter().map(driver::ready::<D>).collect()
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
    Rows { rows: Many<'c, D>, about: About, check: bool, span: RowsSpan },
    Failed(Option<Error>),
}

impl<D: Driver> Unpin for State<'_, D> {}

impl<Q: Query<Database: Driver>> Stream for RowStream<'_, Q> {
    type Item = Result<RowOf<Q>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.get_mut().state {
            State::Failed(error) => Poll::Ready(error.take().map(Err)),
            State::Rows { rows, about, check, span } => span.next(|| {
                loop {
                    match ready!(rows.as_mut().poll_next(context)) {
                        None => break Poll::Ready(None),
                        Some(Ok(Either::Left(_))) => {}
                        Some(Ok(Either::Right(row))) => {
                            break Poll::Ready(Some(read::<Q>(&row, check)));
                        }
                        Some(Err(error)) => {
                            break Poll::Ready(Some(Err(Q::Database::database_error(
                                error, about,
                            ))));
                        }
                    }
                }
            }),
        }
    }
}

impl<Q: Query<Database: Driver>> std::fmt::Debug for RowStream<'_, Q> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowStream").finish_non_exhaustive()
    }
}
