//! `DELETE`.

use std::marker::PhantomData;

use crate::ast;
use crate::bound::BoundTable;
use crate::dialect::DeleteUsing;
use crate::error::Result;
use crate::expr::{InnerSide, OfRows, Predicate, ReadBy, SingleRows};
use crate::query::join::{Joined, JoinsAlong, JoinsOn};
use crate::query::prepared::{About, Builder, Prepared, Query, Rows, Statement, Statements};
use crate::query::projection::{Projection, Readable};
use crate::query::rows::{Nothing, Whole};
use crate::query::update::{Filtered, SaysWhichRows, Unfiltered};
use crate::query::{One, and};
use crate::render;
use crate::schema::{Provides, Schema};
use crate::schema_map::SchemaMap;
use crate::table::Table;
use crate::value::ColumnWriter;

/// Deletes rows of `T` in the schema `S`; `W` says whether it is known which.
#[derive(Debug)]
#[must_use = "a statement does nothing until it is sent"]
pub struct Delete<T: Table, S, W, O = Nothing, F = One<<T as Table>::Root, S>> {
    delete: ast::Delete,
    types: PhantomData<fn() -> (T, S, W, O, F)>,
}

impl<T: Table, S: Provides<T::Root>> Delete<T, S, Unfiltered> {
    pub(crate) fn new(table: &BoundTable<T, S>) -> Self {
        let delete = ast::Delete {
            from: ast::TableSource::of(table),
            using: Vec::new(),
            filter: None,
            returning: None,
        };
        Self { delete, types: PhantomData }
    }
}

impl<T: Table, S, O, F> Delete<T, S, Unfiltered, O, F> {
    /// Means every row of the table.
    pub fn all_rows(self) -> Delete<T, S, Filtered, O, F> {
        self.retyped()
    }
}

impl<T: Table, S: Provides<T::Root>, W, O, F> Delete<T, S, W, O, F> {
    /// Deletes the rows for which the predicate holds; several filters must all hold.
    pub fn filter<E, I>(mut self, predicate: E) -> Delete<T, S, Filtered, O, F>
    where
        E: Predicate,
        E::Query: ReadBy<F, I> + OfRows,
    {
        and(&mut self.delete.filter, predicate.into_node());
        self.retyped()
    }

    /// Joins a table along the one foreign key; the filters may use its columns. PostgreSQL only.
    ///
    /// Means the rows that have a match.
    pub fn join<J, TheOneForeignKey>(
        mut self,
        table: J,
    ) -> Delete<T, S, Filtered, O, Joined<J, InnerSide, F>>
    where
        S: Schema<Database: DeleteUsing>,
        J: JoinsAlong<S, F, TheOneForeignKey>, // none, or several: use `join_on`
    {
        and(&mut self.delete.filter, J::along());
        self.delete.using.push(table.source());
        self.retyped()
    }

    /// Joins the rows of a table or named query for which the predicate holds. PostgreSQL only.
    pub fn join_on<J, E, I>(
        mut self,
        table: J,
        on: E,
    ) -> Delete<T, S, Filtered, O, Joined<J, InnerSide, F>>
    where
        S: Schema<Database: DeleteUsing>,
        J: JoinsOn<S>,
        E: Predicate<Query: ReadBy<Joined<J, InnerSide, F>, I> + OfRows>,
    {
        and(&mut self.delete.filter, on.into_node());
        self.delete.using.push(table.source());
        self.retyped()
    }

    /// Returns the deleted rows.
    pub fn returning_all(mut self) -> Delete<T, S, W, Whole<T>, F> {
        self.delete.returning = Some(ast::Items::Table { columns: T::SPEC.columns.len() });
        self.retyped()
    }

    /// Returns these columns of the deleted rows.
    pub fn returning<P, I, O2>(mut self, projection: P) -> Delete<T, S, W, O2, F>
    where
        P: Projection<One<T::Root, S>, I, O2> + Readable<Level: SingleRows>,
    {
        let mut items = Vec::new();
        projection.select(&mut items);
        self.delete.returning = Some(ast::Items::List(items));
        self.retyped()
    }
}

impl<T: Table, S, W, O, F> Delete<T, S, W, O, F> {
    fn retyped<W2, O2, F2>(self) -> Delete<T, S, W2, O2, F2> {
        Delete { delete: self.delete, types: PhantomData }
    }
}

impl<T: Table, S: Provides<T::Root>, W: SaysWhichRows, O, F> Statement for Delete<T, S, W, O, F> {
    type Database = S::Database;

    fn prepare<B: ColumnWriter>(self, map: Option<&SchemaMap>) -> Result<Statements<B>> {
        let about = About::of("delete", &self.delete.from, map)?;
        let prepared = Prepared::rendered::<S::Database>(about, |binds| {
            render::delete::<S::Database>(&self.delete, map, binds)
        });
        Ok(prepared?.into())
    }
}

impl<T: Table, S: Provides<T::Root>, W: SaysWhichRows, O: Rows, F> Query for Delete<T, S, W, O, F> {
    type Rows = O;
}

impl<T: Table, S, W, O, F> Builder for Delete<T, S, W, O, F> {}
