//! `DELETE`.

use std::marker::PhantomData;

use crate::ast;
use crate::bound::BoundTable;
use crate::error::Result;
use crate::expr::{OfRows, Predicate, ReadBy};
use crate::query::prepared::{About, Builder, Prepared, Query, Rows, Statement, check_binds};
use crate::query::projection::{Nothing, Projected, Projection, Whole};
use crate::query::update::{Filtered, SaysWhichRows, Unfiltered};
use crate::query::{One, and};
use crate::render;
use crate::schema::Provides;
use crate::schema_map::SchemaMap;
use crate::table::Table;
use crate::value::Value;

/// Deletes rows of `T` in the schema `S`; `W` says whether it is known which.
#[derive(Debug)]
#[must_use = "a statement does nothing until it is sent"]
pub struct Delete<T, S, W, O = Nothing> {
    delete: ast::Delete,
    types: PhantomData<fn() -> (T, S, W, O)>,
}

impl<T: Table, S: Provides<T::Root>> Delete<T, S, Unfiltered> {
    pub(crate) fn new(table: &BoundTable<T, S>) -> Self {
        let delete =
            ast::Delete { from: ast::TableSource::of(table), filter: None, returning: None };
        Self { delete, types: PhantomData }
    }
}

impl<T, S, O> Delete<T, S, Unfiltered, O> {
    /// Means every row of the table.
    pub fn all_rows(self) -> Delete<T, S, Filtered, O> {
        self.retyped()
    }
}

impl<T: Table, S: Provides<T::Root>, W, O> Delete<T, S, W, O> {
    /// Deletes the rows for which the predicate holds; several filters must all hold.
    pub fn filter<E, I>(mut self, predicate: E) -> Delete<T, S, Filtered, O>
    where
        E: Predicate,
        E::Query: ReadBy<One<T::Root, S>, I> + OfRows,
    {
        and(&mut self.delete.filter, predicate.into_node());
        self.retyped()
    }

    /// Returns the deleted rows.
    pub fn returning_all(mut self) -> Delete<T, S, W, Whole<T>> {
        self.delete.returning = Some(ast::Items::Table { columns: T::SPEC.columns.len() });
        self.retyped()
    }

    /// Returns these columns of the deleted rows.
    pub fn returning<P, I>(
        mut self,
        projection: P,
    ) -> Delete<T, S, W, Projected<P, One<T::Root, S>, I>>
    where
        P: Projection<One<T::Root, S>, I>,
    {
        let mut items = Vec::new();
        projection.select(&mut items);
        self.delete.returning = Some(ast::Items::List(items));
        self.retyped()
    }
}

impl<T, S, W, O> Delete<T, S, W, O> {
    fn retyped<W2, O2>(self) -> Delete<T, S, W2, O2> {
        Delete { delete: self.delete, types: PhantomData }
    }
}

impl<T: Table, S: Provides<T::Root>, W: SaysWhichRows, O> Statement for Delete<T, S, W, O> {
    type Database = S::Database;
    type Binds = Vec<Value>;

    fn prepare(self, map: Option<&SchemaMap>) -> Result<Vec<Prepared>> {
        let about = About::of("delete", &self.delete.from, map)?;
        let (sql, binds) = render::delete::<S::Database>(&self.delete, map)?;
        check_binds::<S::Database>(binds.len())?;
        Ok(vec![Prepared::new(sql, binds, about)])
    }
}

impl<T: Table, S: Provides<T::Root>, W: SaysWhichRows, O: Rows> Query for Delete<T, S, W, O> {
    type Rows = O;
}

impl<T, S, W, O> Builder for Delete<T, S, W, O> {}
