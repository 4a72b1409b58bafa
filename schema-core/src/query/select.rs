//! `SELECT`: where it starts, and the clauses of single rows.

use std::fmt;
use std::marker::PhantomData;

use crate::ast;
use crate::dialect::DistinctOn;
use crate::error::Result;
use crate::expr::{
    AroundSide, Expr, GroupKeys, Needs, OfRows, OfTables, OneLevel, Predicate, ReadBy, SortKey,
    SortsBy, TableList, Tables,
};
use crate::query::and;
use crate::query::join::JoinTable;
use crate::query::prepared::{About, Builder, Prepared, Query, Rows, Statement, Statements};
use crate::query::projection::{Projection, Readable};
use crate::query::subquery::SelfContained;
use crate::render;
use crate::schema::{Schema, SeenFrom};
use crate::schema_map::SchemaMap;
use crate::value::ColumnWriter;

/// A query that starts in the schema `S`, reads the tables `F`, and returns rows as `O`.
#[must_use = "a query does nothing until it is sent"]
pub struct Select<S, F, O> {
    /// In a box, so that a clause moves a pointer.
    pub(super) select: Box<ast::Select>,
    /// The text up to `WHERE`, as long as only clauses after it were added.
    fixed: Option<&'static str>,
    types: PhantomData<fn() -> (S, F, O)>,
}

impl<S, F, O> Select<S, F, O> {
    pub(crate) fn new(from: ast::FromItem, columns: usize, fixed: Option<&'static str>) -> Self {
        Self { select: Box::new(ast::Select::all(from, columns)), fixed, types: PhantomData }
    }

    pub(crate) fn with_filter(mut self, predicate: ast::Expr) -> Self {
        and(&mut self.select.filter, predicate);
        self
    }

    pub(super) fn retyped<F2, O2>(self) -> Select<S, F2, O2> {
        Select { select: self.select, fixed: None, types: PhantomData }
    }

    /// The query, to be changed as data; its rows are read as `O2` then.
    pub(crate) fn changed<O2>(self, change: impl FnOnce(&mut ast::Select)) -> Select<S, F, O2> {
        let mut changed = self.retyped();
        change(&mut changed.select);
        changed
    }

    pub(crate) fn as_ast(&self) -> &ast::Select {
        &self.select
    }

    /// Keeps the rows for which the predicate holds; several filters must all hold.
    pub fn filter<E, I>(self, predicate: E) -> Self
    where
        E: Predicate,
        E::Query: ReadBy<F, I> + OfRows,
    {
        self.with_filter(predicate.into_node())
    }

    /// Makes a predicate on any of the query's tables one of the type that all of them have then.
    ///
    /// Predicates that are only known at run time can so be kept in a `Vec`, for [`any`](crate::expr::any)
    /// and [`all`](crate::expr::all). Join first: a table that is joined later makes it another query.
    ///
    /// ```text
    /// let mut wanted = Vec::new();
    /// wanted.extend(name.map(|name| query.predicate(countries.name.eq(name))));
    /// wanted.extend(least.map(|least| query.predicate(countries.population.gt(least))));
    /// let query = query.filter(any(wanted));
    /// ```
    pub fn predicate<E, I>(&self, predicate: E) -> Expr<OfTables<F>, Option<bool>>
    where
        E: Predicate,
        E::Query: ReadBy<F, I> + OfRows,
    {
        Expr::new(predicate.into_node())
    }

    /// Sorts by a key, after those given before.
    pub fn order_by<K, I>(mut self, key: K) -> Self
    where
        K: SortKey,
        K::Query: ReadBy<F, I>,
        F: SortsBy<<K::Query as Needs>::Level>,
    {
        self.select.order_by.push(key.into_key());
        self
    }

    /// Returns so many rows at most.
    pub fn limit(mut self, rows: u32) -> Self {
        self.select.limit = Some(rows.into());
        self
    }

    /// Leaves out so many rows first.
    pub fn offset(mut self, rows: u32) -> Self {
        self.select.offset = Some(rows.into());
        self
    }

    /// Returns equal rows once.
    pub fn distinct(mut self) -> Self {
        self.fixed = None;
        self.select.distinct = ast::Distinct::Rows;
        self
    }

    /// `DISTINCT ON`: returns the first of the rows that agree in an expression, or in all of a tuple.
    ///
    /// The order says which is the first, and starts with the same expressions. PostgreSQL only.
    pub fn distinct_on<E, I, K>(mut self, keys: E) -> Self
    where
        S: Schema<Database: DistinctOn>,
        E: GroupKeys<F, I, K>,
    {
        let mut on = Vec::new();
        keys.into_keys(&mut on);
        self.fixed = None;
        self.select.distinct = ast::Distinct::On(on);
        self
    }

    /// Reads these columns, expressions and tables instead of whole rows of the first table.
    pub fn columns<P, I, O2>(self, projection: P) -> Select<S, F, O2>
    where
        P: Projection<F, I, O2> + Readable<Level: OneLevel>,
    {
        self.reading(&projection)
    }

    pub(super) fn reading<P, I, O2>(mut self, projection: &P) -> Select<S, F, O2>
    where
        P: Projection<F, I, O2>,
    {
        let mut items = Vec::new();
        projection.select(&mut items);
        self.select.items = ast::Items::List(items);
        self.retyped()
    }

    /// Lets a subquery use the columns of a table that the query around it reads.
    ///
    /// ```text
    /// capitals.select().correlate(countries).filter(capitals.country.eq(countries.name)).exists()
    /// ```
    pub fn correlate<J>(
        self,
        _around: J,
    ) -> Select<S, TableList<J::Source, J::Schema, AroundSide, F>, O>
    where
        J: JoinTable<Schema: SeenFrom<S>>,
    {
        self.retyped()
    }
}

impl<S: Schema, F: Tables<Outer: SelfContained>, O> Statement for Select<S, F, O> {
    type Database = S::Database;

    fn prepare<B: ColumnWriter>(self, map: Option<&SchemaMap>) -> Result<Statements<B>> {
        let about = About::of_query(&self.select.from, map)?;
        let Self { select, fixed, .. } = &self;
        let prepared = match fixed.filter(|_| map.is_none()) {
            Some(sql) if select.is_bare() => Prepared::with(sql, &[], about),
            Some(sql) => Prepared::rendered::<S::Database>(about, |binds| {
                render::select_from::<S::Database>(sql, select, binds)
            }),
            None => Prepared::rendered::<S::Database>(about, |binds| {
                render::select::<S::Database>(select, map, binds)
            }),
        };
        Ok(prepared?.into())
    }
}

impl<S: Schema, F: Tables<Outer: SelfContained>, O: Rows> Query for Select<S, F, O> {
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
