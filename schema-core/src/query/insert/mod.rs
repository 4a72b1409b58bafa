//! `INSERT`, of one row or many, and upserts.

mod batch;
mod conflict;
mod query;

#[cfg(feature = "postgres")]
pub(crate) use batch::defaults;
pub(crate) use batch::insertable;
pub use conflict::{ConflictUpdate, OnAnyConflict, OnConflict, WithExcluded};
pub use query::{ReadAs, StoredAs};

use std::fmt;
use std::marker::PhantomData;

use crate::ast;
use crate::bound::BoundTable;
use crate::dialect::Database;
use crate::error::{Error, Result};
use crate::expr::SingleRows;
use crate::fixed::Fixed;
use crate::query::One;
use crate::query::insert::batch::{Batch, RowBinds, batches};
use crate::query::prepared::{
    About, Builder, Prepared, Query, Rows, Statement, Statements, check_binds,
};
use crate::query::projection::{Projection, Readable};
use crate::query::rows::{Nothing, Whole};
use crate::render;
use crate::schema::Provides;
use crate::schema_map::SchemaMap;
use crate::table::{Record, Table};
use crate::value::ColumnWriter;

/// Inserts rows of `T` into the schema `S`.
#[must_use = "a statement does nothing until it is sent"]
pub struct Insert<T: Table, S, O = Nothing> {
    into: ast::TableSource,
    rows: Vec<T::New>,
    /// Columns, and the query that fills them, in place of rows.
    query: Option<query::Source>,
    conflict: Option<ast::Conflict>,
    returning: Option<ast::Items>,
    /// The text of inserting one row, as long as no clause was added.
    fixed: Option<&'static str>,
    types: PhantomData<fn() -> (S, O)>,
}

impl<T: Table, S: Provides<T::Root>> Insert<T, S> {
    pub(crate) fn one(table: &BoundTable<T, S>, row: T::New) -> Self {
        Self::many(table, vec![row])
    }

    pub(crate) fn many(table: &BoundTable<T, S>, rows: Vec<T::New>) -> Self {
        let fixed = match (rows.len(), table.schema().slot_is_static()) {
            (1, true) => Fixed::<T, S>::INSERT,
            _ => None,
        };
        Self {
            into: ast::TableSource::of(table),
            rows,
            query: None,
            conflict: None,
            returning: None,
            fixed,
            types: PhantomData,
        }
    }
}

impl<T: Table, S: Provides<T::Root>, O> Insert<T, S, O> {
    /// Returns the inserted rows, with what the database filled in.
    pub fn returning_all(mut self) -> Insert<T, S, Whole<T>> {
        let fixed = self.fixed.and(Fixed::<T, S>::INSERT_RETURNING);
        self.returning = Some(ast::Items::Table { columns: T::SPEC.columns.len() });
        Insert { fixed, ..self.retyped() }
    }

    /// Returns these columns of the inserted rows.
    pub fn returning<P, I, O2>(mut self, projection: P) -> Insert<T, S, O2>
    where
        P: Projection<One<T::Root, S>, I, O2> + Readable<Level: SingleRows>,
    {
        let mut items = Vec::new();
        projection.select(&mut items);
        self.returning = Some(ast::Items::List(items));
        self.retyped()
    }

    fn retyped<O2>(self) -> Insert<T, S, O2> {
        let Self { into, rows, query, conflict, returning, .. } = self;
        Insert { into, rows, query, conflict, returning, fixed: None, types: PhantomData }
    }
}

impl<T: Table, S: Provides<T::Root>, O: Send> Statement for Insert<T, S, O> {
    type Database = S::Database;

    fn prepare<B: ColumnWriter>(self, map: Option<&SchemaMap>) -> Result<Statements<B>> {
        let set = self.conflict.iter().flat_map(ast::Conflict::set);
        let about = About::of("insert", &self.into, map)?.changing(set);
        let spec = <T as Record>::SPEC;
        if let (Some(sql), None) = (self.fixed, map) {
            let binds = RowBinds::by_row(self.rows, insertable(spec).count()).write()?;
            return Ok(Prepared::new(sql, binds, about).into());
        }
        let Self { into, rows, query, conflict, returning, .. } = self;
        if conflict.as_ref().is_some_and(ast::Conflict::sets_nothing) {
            let table = into.spec.name.to_owned();
            let why = "updates a row on a conflict and sets no column; add `.set(column, value)`";
            return Err(Error::Incomplete { statement: "insert", table, why });
        }
        if let Some(conflict) = &conflict {
            conflict::check(conflict, into.spec)?;
        }
        let mut insert = ast::Insert {
            into,
            columns: Vec::new(),
            rows: ast::InsertRows::Columns,
            conflict,
            returning,
        };
        if let Some(query) = query {
            insert.columns = query.columns(&insert.into)?;
            insert.rows = ast::InsertRows::Query(query.query);
            let prepared = Prepared::rendered::<S::Database>(about, |binds| {
                render::insert::<S::Database>(&insert, map, binds)
            });
            return Ok(prepared?.into());
        }
        let batches = batches(rows, spec, S::Database::DIALECT)?;
        let prepare = |batch: Batch<T::New>| {
            insert.columns = batch.columns;
            insert.rows = batch.rows;
            let mut binds = batch.binds.write()?;
            let (sql, count) = render::insert::<S::Database>(&insert, map, &mut binds)?;
            check_binds::<S::Database>(count)?;
            Ok(Prepared::new(sql, binds, about.clone()))
        };
        batches.into_iter().map(prepare).collect()
    }
}

impl<T: Table, S: Provides<T::Root>, O: Rows + Send> Query for Insert<T, S, O> {
    type Rows = O;
}

impl<T: Table, S, O> Builder for Insert<T, S, O> {}

impl<T: Table, S, O> fmt::Debug for Insert<T, S, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Insert")
            .field("table", &self.into.spec.name)
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}
