//! The same query in many schemas: each by itself, or many in one statement.

use std::fmt;
use std::sync::Arc;

use futures_core::stream::BoxStream;
use futures_util::{StreamExt, stream};

use crate::error::Result;
use crate::exec::driver::{Driver, Executor};
use crate::exec::run::Fetch;
use crate::name::SchemaRef;
use crate::query::{InBatch, Query, Rows, Statement, labelled_across};
use crate::schema::Schema;

/// The rows of one schema, or its own error.
type RowsOf<S, O> = (SchemaRef<S>, Result<Vec<<O as Rows>::Row>>);

/// The same query in each of these schemas.
///
/// ```
/// # use polyschema_core::{SchemaRef, Result, exec::{Driver, each_schema, SharedExecutor}, schema::Schema, query::Query};
/// # use futures_util::StreamExt;
/// # async fn example<'c, S, Q>(tenants: &'c [SchemaRef<S>], pool: impl SharedExecutor<'c, S::Database>, orders: fn(&SchemaRef<S>) -> Q)
/// # where S: Schema<Database: Driver>, Q: Query<Database = S::Database> + 'c {
/// let mut all = each_schema(tenants, orders).concurrency(8).stream(pool);
/// while let Some((tenant, rows)) = all.next().await {
///     match rows {
///         Ok(rows) => println!("{}: {} orders", tenant.name(), rows.len()),
///         Err(error) => eprintln!("{}: {error}", tenant.name()),
///     }
/// }
/// # }
/// ```
pub const fn each_schema<S, F, Q>(schemas: &[SchemaRef<S>], query: F) -> EachSchema<'_, S, F>
where
    S: Schema,
    F: Fn(&SchemaRef<S>) -> Q,
{
    EachSchema { schemas, query, concurrency: 4 }
}

/// The same query in each of many schemas. See [`each_schema`].
#[must_use = "nothing is sent until its rows are streamed"]
pub struct EachSchema<'t, S: Schema, F> {
    schemas: &'t [SchemaRef<S>],
    query: F,
    concurrency: usize,
}

/// The same query in many schemas, so many of them in one statement.
#[derive(Debug)]
#[must_use = "nothing is sent until its rows are streamed"]
pub struct EachBatch<'t, S: Schema, F> {
    each: EachSchema<'t, S, F>,
    size: usize,
}

/// What statements are sent through at the same time: `&pool`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot send statements at the same time",
    label = "expected a pool of `{D}`",
    note = "pass `&pool`; a connection sends one statement after another"
)]
pub trait SharedExecutor<'c, D: Driver>: Executor<'c, D> + Copy + Send + 'c {}

#[diagnostic::do_not_recommend]
impl<'c, D: Driver, E: Executor<'c, D> + Copy + Send + 'c> SharedExecutor<'c, D> for E {}

impl<'t, S: Schema, F> EachSchema<'t, S, F> {
    /// How many statements run at the same time: 4, if nothing is said. More than the pool has connections wait.
    pub fn concurrency(self, statements: usize) -> Self {
        Self { concurrency: statements.max(1), ..self }
    }

    /// Asks so many schemas in one statement (`UNION ALL`), which is quicker where each returns few rows.
    ///
    /// Where the statement of a batch fails, its schemas are asked one by one, so that each has its own error. The
    /// text depends on all names in it: it is best left to reports that run seldom, and to tens of schemas.
    pub fn in_batches(self, schemas: usize) -> EachBatch<'t, S, F> {
        EachBatch { each: self, size: schemas.max(1) }
    }

    /// Each schema with its rows, in the order of the schemas. No more than the concurrency is asked ahead of who reads.
    ///
    /// # Errors
    /// Of each schema by itself: as [`Fetch::fetch_all`].
    pub fn stream<'c, E, Q>(self, pool: E) -> BoxStream<'c, RowsOf<S, Q::Rows>>
    where
        't: 'c,
        S: Schema<Database: Driver>,
        F: Fn(&SchemaRef<S>) -> Q + Send + 'c,
        Q: Query<Database = S::Database> + 'c,
        E: SharedExecutor<'c, S::Database>,
    {
        let Self { schemas, query, concurrency } = self;
        let ask = move |schema: &'t SchemaRef<S>| {
            let rows = query(schema).fetch_all(pool);
            async move { (schema.clone(), rows.await) }
        };
        stream::iter(schemas).map(ask).buffered(concurrency).boxed()
    }
}

impl<'t, S: Schema, F> EachBatch<'t, S, F> {
    /// Each schema with its rows, in the order of the schemas.
    ///
    /// # Errors
    /// As [`EachSchema::stream`].
    pub fn stream<'c, E, Q>(self, pool: E) -> BoxStream<'c, RowsOf<S, <Q as InBatch<S>>::Rows>>
    where
        't: 'c,
        S: Schema<Database: Driver>,
        F: Fn(&SchemaRef<S>) -> Q + Send + Sync + 'c,
        Q: InBatch<S>
            + Query<Rows = <Q as InBatch<S>>::Rows>
            + Statement<Database = S::Database>
            + 'c,
        E: SharedExecutor<'c, S::Database> + Sync,
    {
        let Self { each: EachSchema { schemas, query, concurrency }, size } = self;
        let query = Arc::new(query);
        let ask = move |batch: &'t [SchemaRef<S>]| {
            let query = Arc::clone(&query);
            let all = labelled_across(batch, &*query).map(|all| all.fetch_all(pool));
            async move {
                match all {
                    Some(all) => match all.await {
                        Ok(rows) => grouped(batch, rows),
                        Err(_) => one_by_one(batch, &*query, pool).await,
                    },
                    None => Vec::new(),
                }
            }
        };
        let batches = stream::iter(schemas.chunks(size)).map(ask).buffered(concurrency);
        batches.flat_map(stream::iter).boxed()
    }
}

/// Gives each schema its rows.
fn grouped<S: Schema, T>(
    batch: &[SchemaRef<S>],
    rows: Vec<(i32, T)>,
) -> Vec<(SchemaRef<S>, Result<Vec<T>>)> {
    let mut groups: Vec<Vec<T>> = batch.iter().map(|_| Vec::new()).collect();
    for (number, row) in rows {
        // The numbers are ours: each is of a schema.
        if let Some(group) = usize::try_from(number).ok().and_then(|at| groups.get_mut(at)) {
            group.push(row);
        }
    }
    batch.iter().cloned().zip(groups.into_iter().map(Ok)).collect()
}

async fn one_by_one<'c, S, Q, E>(
    batch: &[SchemaRef<S>],
    query: &(impl Fn(&SchemaRef<S>) -> Q + Sync),
    pool: E,
) -> Vec<(SchemaRef<S>, Result<Vec<<Q::Rows as Rows>::Row>>)>
where
    S: Schema<Database: Driver>,
    Q: Query<Database = S::Database> + 'c,
    E: SharedExecutor<'c, S::Database>,
{
    let mut all = Vec::with_capacity(batch.len());
    for schema in batch {
        let rows = query(schema).fetch_all(pool);
        all.push((schema.clone(), rows.await));
    }
    all
}

impl<S: Schema, F> fmt::Debug for EachSchema<'_, S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EachSchema")
            .field("schemas", &self.schemas.len())
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}
