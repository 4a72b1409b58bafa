//! `UPDATE`.

use std::marker::PhantomData;

use crate::ast;
use crate::bound::BoundTable;
use crate::column::Column;
use crate::error::{Error, Result};
use crate::expr::{Assign, InnerSide, OfRows, Predicate, ReadBy, SingleRows};
use crate::query::join::{Joined, JoinsAlong, JoinsOn};
use crate::query::prepared::{About, Builder, Prepared, Query, Rows, Statement, Statements};
use crate::query::projection::{Projection, Readable};
use crate::query::rows::{Nothing, Whole};
use crate::query::{One, and};
use crate::render;
use crate::schema::Provides;
use crate::schema_map::SchemaMap;
use crate::table::Table;
use crate::value::{ColumnType, ColumnWriter};

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
pub struct Update<T: Table, S, W, O = Nothing, F = One<<T as Table>::Root, S>> {
    update: ast::Update,
    types: PhantomData<fn() -> (T, S, W, O, F)>,
}

impl<T: Table, S: Provides<T::Root>> Update<T, S, Unfiltered> {
    pub(crate) fn new(table: &BoundTable<T, S>) -> Self {
        let update = ast::Update {
            table: ast::TableSource::of(table),
            from: Vec::new(),
            set: Vec::new(),
            filter: None,
            returning: None,
        };
        Self { update, types: PhantomData }
    }
}

impl<T: Table, S, O, F> Update<T, S, Unfiltered, O, F> {
    /// Means every row of the table.
    pub fn all_rows(self) -> Update<T, S, Filtered, O, F> {
        self.retyped()
    }
}

impl<T: Table, S: Provides<T::Root>, W, O, F> Update<T, S, W, O, F> {
    /// Sets a column to a value or an expression.
    pub fn set<V, A, I>(mut self, column: Column<T::Root, S, V>, value: A) -> Self
    where
        V: ColumnType,
        A: Assign<V>,
        A::Query: ReadBy<F, I> + OfRows,
    {
        let column = column.into_ref();
        let value = value.into_assigned().like(&ast::Expr::Column(column));
        self.update.set.push(ast::Assignment { column, value });
        self
    }

    /// Changes the rows for which the predicate holds; several filters must all hold.
    pub fn filter<E, I>(mut self, predicate: E) -> Update<T, S, Filtered, O, F>
    where
        E: Predicate,
        E::Query: ReadBy<F, I> + OfRows,
    {
        and(&mut self.update.filter, predicate.into_node());
        self.retyped()
    }

    /// Joins a table along the one foreign key; the set values and filters may use its columns.
    ///
    /// Means the rows that have a match.
    pub fn join<J, TheOneForeignKey>(
        mut self,
        table: J,
    ) -> Update<T, S, Filtered, O, Joined<J, InnerSide, F>>
    where
        J: JoinsAlong<S, F, TheOneForeignKey>, // none, or several: use `join_on`
    {
        and(&mut self.update.filter, J::along());
        self.update.from.push(table.source());
        self.retyped()
    }

    /// Joins the rows of a table or named query for which the predicate holds.
    pub fn join_on<J, E, I>(
        mut self,
        table: J,
        on: E,
    ) -> Update<T, S, Filtered, O, Joined<J, InnerSide, F>>
    where
        J: JoinsOn<S>,
        E: Predicate<Query: ReadBy<Joined<J, InnerSide, F>, I> + OfRows>,
    {
        and(&mut self.update.filter, on.into_node());
        self.update.from.push(table.source());
        self.retyped()
    }

    /// Returns the changed rows.
    pub fn returning_all(mut self) -> Update<T, S, W, Whole<T>, F> {
        self.update.returning = Some(ast::Items::Table { columns: T::SPEC.columns.len() });
        self.retyped()
    }

    /// Returns these columns of the changed rows.
    pub fn returning<P, I, O2>(mut self, projection: P) -> Update<T, S, W, O2, F>
    where
        P: Projection<One<T::Root, S>, I, O2> + Readable<Level: SingleRows>,
    {
        let mut items = Vec::new();
        projection.select(&mut items);
        self.update.returning = Some(ast::Items::List(items));
        self.retyped()
    }
}

impl<T: Table, S, W, O, F> Update<T, S, W, O, F> {
    fn retyped<W2, O2, F2>(self) -> Update<T, S, W2, O2, F2> {
        Update { update: self.update, types: PhantomData }
    }
}

impl<T: Table, S: Provides<T::Root>, W: SaysWhichRows, O, F> Statement for Update<T, S, W, O, F> {
    type Database = S::Database;

    fn prepare<B: ColumnWriter>(self, map: Option<&SchemaMap>) -> Result<Statements<B>> {
        if self.update.set.is_empty() {
            return Err(Error::Incomplete {
                statement: "update",
                table: T::SPEC.name.to_owned(),
                why: "sets no column; add `.set(column, value)`",
            });
        }
        let set = self.update.set.iter().map(|assignment| assignment.column.position);
        let about = About::of("update", &self.update.table, map)?.changing(set);
        let prepared = Prepared::rendered::<S::Database>(about, |binds| {
            render::update::<S::Database>(&self.update, map, binds)
        });
        Ok(prepared?.into())
    }
}

impl<T: Table, S: Provides<T::Root>, W: SaysWhichRows, O: Rows, F> Query for Update<T, S, W, O, F> {
    type Rows = O;
}

impl<T: Table, S, W, O, F> Builder for Update<T, S, W, O, F> {}
