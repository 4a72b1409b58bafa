//! `SELECT`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use crate::ast;
use crate::error::Result;
use crate::expr::{InnerSide, OuterSide, Predicate, ReadBy, Side, SortKey, TableList};
use crate::query::and;
use crate::query::join::{JoinTable, Related};
use crate::query::prepared::{About, Builder, Prepared, Query, Rows, Statement, check_binds};
use crate::query::projection::{Projected, Projection};
use crate::render;
use crate::schema::{Schema, SeenFrom};
use crate::schema_map::SchemaMap;
use crate::value::Value;

/// A query that starts in the schema `S`, reads the tables `F`, and returns rows as `O`.
#[must_use = "a query does nothing until it is sent"]
pub struct Select<S, F, O> {
    select: ast::Select,
    /// The text, as long as no clause was added.
    fixed: Option<&'static str>,
    types: PhantomData<fn() -> (S, F, O)>,
}

/// The table list `F` with the table `J` joined as `Side`.
type Joined<J, K, F> = TableList<<J as JoinTable>::Source, <J as JoinTable>::Schema, K, F>;

impl<S, F, O> Select<S, F, O> {
    pub(crate) const fn new(
        from: ast::TableSource,
        columns: usize,
        fixed: Option<&'static str>,
    ) -> Self {
        Self { select: ast::Select::all(from, columns), fixed, types: PhantomData }
    }

    pub(crate) fn with_filter(mut self, predicate: ast::Expr) -> Self {
        self.fixed = None;
        and(&mut self.select.filter, predicate);
        self
    }

    fn retyped<F2, O2>(self) -> Select<S, F2, O2> {
        Select { select: self.select, fixed: None, types: PhantomData }
    }

    /// The query, to be changed as data; its rows are read as `O2` then.
    pub(crate) fn changed<O2>(self, change: impl FnOnce(&mut ast::Select)) -> Select<S, F, O2> {
        let mut changed = self.retyped();
        change(&mut changed.select);
        changed
    }

    pub(crate) const fn as_ast(&self) -> &ast::Select {
        &self.select
    }

    /// Keeps the rows for which the predicate holds; several filters must all hold.
    pub fn filter<E, I>(self, predicate: E) -> Self
    where
        E: Predicate,
        E::Query: ReadBy<F, I>,
    {
        self.with_filter(predicate.into_node())
    }

    /// Sorts by a key, after those given before.
    pub fn order_by<K, I>(mut self, key: K) -> Self
    where
        K: SortKey,
        K::Query: ReadBy<F, I>,
    {
        self.fixed = None;
        self.select.order_by.push(key.into_key());
        self
    }

    /// Returns so many rows at most.
    pub fn limit(mut self, rows: u32) -> Self {
        self.fixed = None;
        self.select.limit = Some(rows.into());
        self
    }

    /// Leaves out so many rows first.
    pub fn offset(mut self, rows: u32) -> Self {
        self.fixed = None;
        self.select.offset = Some(rows.into());
        self
    }

    /// Returns equal rows once.
    pub fn distinct(mut self) -> Self {
        self.fixed = None;
        self.select.distinct = true;
        self
    }

    /// Reads these columns, expressions and tables instead of whole rows of the first table.
    pub fn columns<P, I>(mut self, projection: P) -> Select<S, F, Projected<P, F, I>>
    where
        P: Projection<F, I>,
    {
        let mut items = Vec::new();
        projection.select(&mut items);
        self.select.items = ast::Items::List(items);
        self.retyped()
    }

    /// Joins a table along the one foreign key between it and the tables read so far.
    pub fn join<J, I>(self, table: J) -> Select<S, Joined<J, InnerSide, F>, O>
    where
        J: JoinTable,
        J::Schema: SeenFrom<S>,
        F: Related<J::Source, J::Schema, I>,
    {
        let on = <F as Related<J::Source, J::Schema, I>>::on();
        self.joined(ast::JoinKind::Inner, &table, on)
    }

    /// Joins a table along the one foreign key, keeping rows without a match: its columns are `Option`s.
    pub fn left_join<J, I>(self, table: J) -> Select<S, Joined<J, OuterSide, F>, O>
    where
        J: JoinTable,
        J::Schema: SeenFrom<S>,
        F: Related<J::Source, J::Schema, I>,
    {
        let on = <F as Related<J::Source, J::Schema, I>>::on();
        self.joined(ast::JoinKind::Left, &table, on)
    }

    /// Joins the rows of a table for which the predicate holds.
    pub fn join_on<J, E, I>(self, table: J, on: E) -> Select<S, Joined<J, InnerSide, F>, O>
    where
        J: JoinTable,
        J::Schema: SeenFrom<S>,
        E: Predicate,
        E::Query: ReadBy<Joined<J, InnerSide, F>, I>,
    {
        self.joined(ast::JoinKind::Inner, &table, on.into_node())
    }

    /// Joins the rows of a table for which the predicate holds, keeping rows without a match.
    pub fn left_join_on<J, E, I>(self, table: J, on: E) -> Select<S, Joined<J, OuterSide, F>, O>
    where
        J: JoinTable,
        J::Schema: SeenFrom<S>,
        E: Predicate,
        E::Query: ReadBy<Joined<J, OuterSide, F>, I>,
    {
        self.joined(ast::JoinKind::Left, &table, on.into_node())
    }

    fn joined<J: JoinTable, K: Side>(
        mut self,
        kind: ast::JoinKind,
        table: &J,
        on: ast::Expr,
    ) -> Select<S, Joined<J, K, F>, O> {
        self.select.joins.push(ast::Join { kind, table: table.table_source(), on });
        self.retyped()
    }
}

impl<S: Schema, F, O> Statement for Select<S, F, O> {
    type Database = S::Database;
    type Binds = Vec<Value>;

    fn prepare(self, map: Option<&SchemaMap>) -> Result<Vec<Prepared>> {
        let about = About::of("select", &self.select.from, map)?;
        let (sql, binds) = match self.fixed {
            Some(sql) if map.is_none() => (Cow::Borrowed(sql), Vec::new()),
            _ => render::select::<S::Database>(&self.select, map)?,
        };
        check_binds::<S::Database>(binds.len())?;
        Ok(vec![Prepared::new(sql, binds, about)])
    }
}

impl<S: Schema, F, O: Rows> Query for Select<S, F, O> {
    type Rows = O;
}

impl<S, F, O> Builder for Select<S, F, O> {}

impl<S, F, O> Clone for Select<S, F, O> {
    fn clone(&self) -> Self {
        Self { select: self.select.clone(), fixed: self.fixed, types: PhantomData }
    }
}

impl<S, F, O> fmt::Debug for Select<S, F, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.select.fmt(f)
    }
}
