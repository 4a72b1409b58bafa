//! `UPDATE`.

use std::marker::PhantomData;

use crate::ast;
use crate::bound::BoundTable;
use crate::column::Column;
use crate::error::{Error, Result};
use crate::expr::{Assign, OfRows, Predicate, ReadBy};
use crate::query::prepared::{About, Builder, Prepared, Query, Rows, Statement, check_binds};
use crate::query::projection::{Nothing, Projected, Projection, Whole};
use crate::query::{One, and};
use crate::render;
use crate::schema::Provides;
use crate::schema_map::SchemaMap;
use crate::table::Table;
use crate::value::{ColumnType, Value};

/// It is not said yet which rows are meant: cannot be sent.
#[derive(Debug, Clone, Copy)]
pub struct Unfiltered;

/// It is said which rows are meant.
#[derive(Debug, Clone, Copy)]
pub struct Filtered;

/// Whether an update or delete may be sent.
#[diagnostic::on_unimplemented(
    message = "it is not said which rows this statement means",
    label = "would change every row of the table",
    note = "add `.filter(..)`, or `.all_rows()` where every row is meant"
)]
pub trait SaysWhichRows: 'static {}

impl SaysWhichRows for Filtered {}

/// Changes rows of `T` in the schema `S`; `W` says whether it is known which.
#[derive(Debug)]
#[must_use = "a statement does nothing until it is sent"]
pub struct Update<T, S, W, O = Nothing> {
    update: ast::Update,
    types: PhantomData<fn() -> (T, S, W, O)>,
}

impl<T: Table, S: Provides<T::Root>> Update<T, S, Unfiltered> {
    pub(crate) fn new(table: &BoundTable<T, S>) -> Self {
        let update = ast::Update {
            table: ast::TableSource::of(table),
            set: Vec::new(),
            filter: None,
            returning: None,
        };
        Self { update, types: PhantomData }
    }
}

impl<T, S, O> Update<T, S, Unfiltered, O> {
    /// Means every row of the table.
    pub fn all_rows(self) -> Update<T, S, Filtered, O> {
        self.retyped()
    }
}

impl<T: Table, S: Provides<T::Root>, W, O> Update<T, S, W, O> {
    /// Sets a column to a value or an expression.
    pub fn set<V, A, I>(mut self, column: Column<T::Root, S, V>, value: A) -> Self
    where
        V: ColumnType,
        A: Assign<V>,
        A::Query: ReadBy<One<T::Root, S>, I> + OfRows,
    {
        let column = column.into_ref();
        let value = value.into_assigned().like(&ast::Expr::Column(column));
        self.update.set.push(ast::Assignment { column, value });
        self
    }

    /// Changes the rows for which the predicate holds; several filters must all hold.
    pub fn filter<E, I>(mut self, predicate: E) -> Update<T, S, Filtered, O>
    where
        E: Predicate,
        E::Query: ReadBy<One<T::Root, S>, I> + OfRows,
    {
        and(&mut self.update.filter, predicate.into_node());
        self.retyped()
    }

    /// Returns the changed rows.
    pub fn returning_all(mut self) -> Update<T, S, W, Whole<T>> {
        self.update.returning = Some(ast::Items::Table { columns: T::SPEC.columns.len() });
        self.retyped()
    }

    /// Returns these columns of the changed rows.
    pub fn returning<P, I>(
        mut self,
        projection: P,
    ) -> Update<T, S, W, Projected<P, One<T::Root, S>, I>>
    where
        P: Projection<One<T::Root, S>, I>,
    {
        let mut items = Vec::new();
        projection.select(&mut items);
        self.update.returning = Some(ast::Items::List(items));
        self.retyped()
    }
}

impl<T, S, W, O> Update<T, S, W, O> {
    fn retyped<W2, O2>(self) -> Update<T, S, W2, O2> {
        Update { update: self.update, types: PhantomData }
    }
}

impl<T: Table, S: Provides<T::Root>, W: SaysWhichRows, O> Statement for Update<T, S, W, O> {
    type Database = S::Database;
    type Binds = Vec<Value>;

    fn prepare(self, map: Option<&SchemaMap>) -> Result<Vec<Prepared>> {
        if self.update.set.is_empty() {
            return Err(Error::Incomplete {
                statement: "update",
                table: T::SPEC.name.to_owned(),
                why: "sets no column; add `.set(column, value)`",
            });
        }
        let set = self.update.set.iter().map(|assignment| assignment.column.position);
        let about = About::of("update", &self.update.table, map)?.writing(set);
        let (sql, binds) = render::update::<S::Database>(&self.update, map)?;
        check_binds::<S::Database>(binds.len())?;
        Ok(vec![Prepared::new(sql, binds, about)])
    }
}

impl<T: Table, S: Provides<T::Root>, W: SaysWhichRows, O: Rows> Query for Update<T, S, W, O> {
    type Rows = O;
}

impl<T, S, W, O> Builder for Update<T, S, W, O> {}
