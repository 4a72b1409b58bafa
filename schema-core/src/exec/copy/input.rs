//! Rows into a table.

use std::fmt;
use std::marker::PhantomData;
use std::pin::pin;

use futures_core::Stream;
use futures_util::{StreamExt, stream};
use sqlx::postgres::PgArgumentBuffer;

use crate::ast;
use crate::bound::BoundTable;
use crate::dialect::{Copies, Dialect, Postgres};
use crate::error::{Error, Result};
use crate::exec::binary;
use crate::exec::copy::{CopyExecutor, HEADER};
use crate::exec::driver::Driver;
use crate::exec::sending::Sending;
use crate::exec::span::Span;
use crate::query::{About, defaults, insertable};
use crate::render;
use crate::schema::Provides;
use crate::schema_map::SchemaMap;
use crate::spec::{SqlTypeSpec, TableSpec};
use crate::table::{InsertsThrough, NewRow, NewRowWriter, Table};
use crate::value::{BindWriter, ValueRef};

/// How many bytes are sent at once; the rows wait until the connection has taken them.
const CHUNK: usize = 64 * 1024;

/// Copies rows into a table of PostgreSQL; `R` is the stream of them.
#[must_use = "nothing is copied until it is executed"]
pub struct CopyIn<T, S, R> {
    into: ast::TableSource,
    rows: R,
    map: Option<SchemaMap>,
    types: PhantomData<fn() -> (T, S)>,
}

impl<T: Table, S: Provides<T::Root>> BoundTable<T, S> {
    /// Copies rows into the table with `COPY`: all, or none when one of them is refused. PostgreSQL only.
    ///
    /// Columns that the first row leaves to their defaults are left to them in all rows.
    pub fn copy_in<I>(&self, rows: I) -> CopyIn<T, S, stream::Iter<I::IntoIter>>
    where
        I: IntoIterator<Item = T::New>,
        S::Database: Copies,
        S::Table: InsertsThrough<T>,
    {
        self.copy_in_stream(stream::iter(rows))
    }

    /// As [`copy_in`](Self::copy_in), with rows as they come.
    pub fn copy_in_stream<R>(&self, rows: R) -> CopyIn<T, S, R>
    where
        R: Stream<Item = T::New>,
        S::Database: Copies,
        S::Table: InsertsThrough<T>,
    {
        CopyIn { into: ast::TableSource::of(self), rows, map: None, types: PhantomData }
    }
}

impl<T, S, R> CopyIn<T, S, R>
where
    T: Table,
    S: Provides<T::Root>,
    R: Stream<Item = T::New> + Send,
{
    /// Runs it with other names for its schemas.
    pub fn with_schema_map(self, map: &SchemaMap) -> Self {
        Self { map: Some(map.clone()), ..self }
    }

    /// Sends the rows: how many there were.
    ///
    /// Where the future is dropped half-way, nothing is copied, and the connection's next statement fails; a
    /// connection of a pool (not: of a transaction) is closed by itself.
    ///
    /// # Errors
    /// The database refuses a row, and nothing is copied then; a row leaves other columns to their defaults
    /// than the first; or a column is of a type written out (`sql_type = ".."`), whose binary form is not known.
    pub fn execute<'c, E: CopyExecutor<'c>>(self, executor: E) -> Sending<'c, u64>
    where
        Self: 'c,
    {
        Sending::new(async move {
            let about = About::of("copy", &self.into, self.map.as_ref())?;
            let span = Span::of(Dialect::Postgres, &about);
            span.follow(self.send(executor, &about), |span, rows| span.affected(*rows)).await
        })
    }

    async fn send<'c, E: CopyExecutor<'c>>(self, executor: E, about: &About) -> Result<u64> {
        let Self { into, rows, map, .. } = self;
        let mut rows = pin!(rows);
        let Some(first) = rows.next().await else {
            return Ok(0);
        };
        let defaults = defaults(&first)?;
        let columns = given(T::SPEC, &defaults)?;
        let sql = render::copy::copy_in(&into, &columns, map.as_ref())?;
        let named = |error| Postgres::database_error(error, about);
        let mut held = executor.hold(about).await.map_err(named)?;
        let mut copy = held.copy_in_raw(&sql).await.map_err(named)?;
        let mut buffer = Fields::new(&defaults, columns.len());
        let mut next = Some(first);
        while let Some(row) = next {
            if let Err(error) = buffer.row(T::SPEC, &row) {
                copy.abort("a row cannot be sent").await.map_err(named)?;
                held.done();
                return Err(error);
            }
            if buffer.bytes.len() >= CHUNK {
                copy.send(&buffer.bytes[..]).await.map_err(named)?;
                buffer.bytes.clear();
            }
            next = rows.next().await;
        }
        let end = (-1_i16).to_be_bytes();
        buffer.bytes.extend_from_slice(&end);
        copy.send(&buffer.bytes[..]).await.map_err(named)?;
        let finished = copy.finish().await;
        held.done();
        finished.map_err(named)
    }
}

/// The columns that the first row gives.
fn given(spec: &'static TableSpec, defaults: &[bool]) -> Result<Vec<usize>> {
    let given = insertable(spec).zip(defaults).filter(|(_, default)| !**default);
    let columns: Vec<usize> = given.map(|(at, _)| at).collect();
    let written_out = |at: &usize| matches!(spec.columns[*at].sql_type, SqlTypeSpec::Custom(_));
    if columns.is_empty() {
        return Err(fault(spec, "gives no column a value; insert the rows with `insert_many`"));
    }
    if columns.iter().any(written_out) {
        let why = "has a column of a type written out, whose binary form is not known; insert the rows with `insert_many`";
        return Err(fault(spec, why));
    }
    Ok(columns)
}

fn fault(spec: &TableSpec, why: &'static str) -> Error {
    Error::Incomplete { statement: "copy", table: spec.name.to_owned(), why }
}

/// Rows in the binary form.
struct Fields<'d> {
    bytes: PgArgumentBuffer,
    columns: i16,
    /// Which columns the rows leave to their defaults.
    defaults: &'d [bool],
    next: usize,
    /// Whether a row leaves others.
    differs: bool,
}

impl<'d> Fields<'d> {
    fn new(defaults: &'d [bool], columns: usize) -> Self {
        let mut bytes = PgArgumentBuffer::default();
        bytes.reserve(CHUNK + CHUNK / 4);
        bytes.extend_from_slice(HEADER);
        // PostgreSQL has at most 1,600 columns in a table.
        Self { bytes, columns: columns as i16, defaults, next: 0, differs: false }
    }

    fn row<N: NewRow>(&mut self, spec: &TableSpec, row: &N) -> Result<()> {
        self.next = 0;
        let columns = self.columns.to_be_bytes();
        self.bytes.extend_from_slice(&columns);
        row.write(self)?;
        if self.differs {
            let why = "leaves a column to its default in some rows only; give it a value in all of them or in none, or use `insert_many`";
            return Err(fault(spec, why));
        }
        Ok(())
    }
}

impl BindWriter for Fields<'_> {
    #[inline]
    fn write(&mut self, value: ValueRef<'_>) -> Result<()> {
        self.differs |= self.defaults[self.next];
        self.next += 1;
        binary::write(value, &mut self.bytes)
    }
}

impl NewRowWriter for Fields<'_> {
    fn default_value(&mut self) {
        self.differs |= !self.defaults[self.next];
        self.next += 1;
    }
}

impl<T, S, R> fmt::Debug for CopyIn<T, S, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CopyIn").field("table", &self.into.spec.name).finish_non_exhaustive()
    }
}
