//! Offset pagination: the page of a number, with the number of all rows, in one statement.
//!
//! Invariant: every page has an order, which the primary keys of the tables make unique where the rows have them.

use std::fmt;
use std::marker::PhantomData;

use crate::ast;
use crate::error::{Error, Result};
use crate::expr::Tables;
use crate::query::combined::{Combined, Start, check_order};
use crate::query::keyset::{PAGE_SIZE, Paged, Turn};
use crate::query::prepared::{About, Builder, Prepared, Query, Rows, Statement, Statements};
use crate::query::select::Select;
use crate::query::subquery::SelfContained;
use crate::render;
use crate::schema::Schema;
use crate::schema_map::SchemaMap;
use crate::value::{ColumnWriter, RowReader};

impl<S: Schema, F, O> Select<S, F, O> {
    /// Returns the page of this number, counted from 1, and how many rows there are in all.
    ///
    /// The rows come in the order of the query, and then of the primary keys of its tables, or of what it groups
    /// by. A query that has no such keys (distinct rows, a table without a primary key) needs an `.order_by(..)`.
    ///
    /// The database reads all rows before the page, and counts all that there are: for the next page alone,
    /// [`Select::keyset`] is quicker.
    ///
    /// # Errors
    /// Running it fails when the query has no order, or a limit or an offset of its own; for page 0, and for pages
    /// of no rows.
    pub fn page(self, number: u32) -> Numbered<S, O>
    where
        F: Tables<Outer: SelfContained>,
    {
        let mut select = self.select;
        tell_apart(&mut select);
        Numbered::new(select.into(), number)
    }
}

impl<S, O> Combined<S, O> {
    /// Returns the page of this number, counted from 1, and how many rows there are in all.
    ///
    /// The rows come in the order of `.order_by(..)`, which it needs.
    ///
    /// # Errors
    /// As of [`Select::page`].
    pub fn page(self, number: u32) -> Numbered<S, O> {
        let sorts_by_expression = self.sorts_by_expression;
        Numbered { sorts_by_expression, ..Numbered::new(self.compound, number) }
    }
}

/// Sorts the rows by what tells them apart, too, where they have that.
fn tell_apart(select: &mut ast::Select) {
    let keys = match (&select.distinct, &select.groups) {
        (ast::Distinct::No, Some(groups)) => (0..)
            .zip(&groups.keys)
            .map(|(position, key)| ast::Expr::Key { position, like: key.typed_like() })
            .collect(),
        (ast::Distinct::No, None) => primary_keys(select).unwrap_or_default(),
        (ast::Distinct::Rows | ast::Distinct::On(_), _) => Vec::new(),
    };
    let descending = select.order_by.last().is_some_and(|key| key.descending);
    let keys = keys.into_iter().map(|expr| ast::OrderBy { expr, descending, nulls: None });
    select.order_by.extend(keys);
}

/// The primary keys of all that a query reads from; `None` where one has none.
fn primary_keys(select: &ast::Select) -> Option<Vec<ast::Expr>> {
    let mut keys = Vec::new();
    for source in select.sources() {
        let ast::FromItem::Table(table) = source else { return None };
        let fields = table.spec.primary_key();
        if fields.is_empty() {
            return None;
        }
        let columns = fields.iter().filter_map(|field| table.spec.position(field));
        keys.extend(
            columns
                .map(|position| ast::Expr::Column(ast::ColumnRef { source: table.key, position })),
        );
    }
    Some(keys)
}

/// A query that returns the page of a number, and the number of all rows.
#[must_use = "a query does nothing until it is sent"]
pub struct Numbered<S, O> {
    compound: ast::Compound,
    sorts_by_expression: bool,
    number: u32,
    size: u32,
    types: PhantomData<fn() -> (S, O)>,
}

impl<S, O> Numbered<S, O> {
    fn new(compound: ast::Compound, number: u32) -> Self {
        let (sorts_by_expression, size) = (false, PAGE_SIZE);
        Self { compound, sorts_by_expression, number, size, types: PhantomData }
    }

    /// Returns so many rows at most; 50, unless it is said.
    pub const fn page_size(mut self, rows: u32) -> Self {
        self.size = rows;
        self
    }

    /// All rows, without an order; and those of the page.
    fn split(self) -> Result<(ast::Compound, ast::Compound)> {
        let Self { compound: mut all, number, size, .. } = self;
        let fault = |why| {
            let table = all.first.from.table().map_or("", |table| table.spec.name).to_owned();
            Err(Error::Incomplete { statement: "a page", table, why })
        };
        let one = all.rest.is_empty();
        let ordered = !all.order_by.is_empty() || (one && !all.first.order_by.is_empty());
        let limited = |limit: Option<i64>, offset: Option<i64>| limit.or(offset).is_some();
        if limited(all.limit, all.offset) || (one && limited(all.first.limit, all.first.offset)) {
            return fault("has two sizes; give the number of rows to `.page_size(..)` alone");
        }
        if !ordered {
            return fault("has no order; add `.order_by(..)`");
        }
        let Some(before) = number.checked_sub(1) else {
            return fault("has the number 0; pages are counted from 1");
        };
        if size == 0 {
            return fault("has no rows; give `.page_size(..)` one or more");
        }
        let mut page = all.clone();
        page.limit = Some(size.into());
        // No table has as many rows as would not do.
        page.offset = Some(i64::from(before).saturating_mul(size.into()));
        all.order_by.clear();
        if one {
            all.first.order_by.clear();
        }
        Ok((all, page))
    }
}

/// A page of rows, and how many rows there are in all.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NumberedPage<T> {
    /// The rows, in order; none on a page past the last.
    pub rows: Vec<T>,
    /// The number of the page, counted from 1.
    pub number: u32,
    /// How many rows a page has at most.
    pub size: u32,
    /// How many rows there are in all.
    pub total: u64,
}

impl<T> NumberedPage<T> {
    /// How many pages there are.
    pub const fn pages(&self) -> u64 {
        self.total.div_ceil(self.size as u64)
    }

    /// Whether there is a page after this one.
    pub const fn has_next(&self) -> bool {
        (self.number as u64) < self.pages()
    }

    /// Whether there is a page before this one.
    pub const fn has_previous(&self) -> bool {
        self.number > 1 && self.total > 0
    }
}

/// The rows of a page, each with the number of all rows; one row without any of the page where it is empty.
#[doc(hidden)]
pub struct CountedRows<S, O> {
    numbered: Numbered<S, O>,
}

/// Rows are read as the number of all, their own number, and `O` where they have one.
#[doc(hidden)]
#[derive(Debug)]
pub struct Counted<O>(PhantomData<fn() -> O>);

impl<O: Rows> Rows for Counted<O> {
    type Row = (u64, Option<O::Row>);

    fn read<R: RowReader>(row: &mut R) -> Result<Self::Row> {
        let Some(total) = row.i64()? else { return Err(row.unexpected_null()) };
        let read = match row.i64()? {
            Some(_) => Some(O::read(row)?),
            None => None,
        };
        Ok((total.unsigned_abs(), read))
    }
}

impl<S: Start, O> Statement for CountedRows<S, O> {
    type Database = S::Database;

    fn prepare<B: ColumnWriter>(self, map: Option<&SchemaMap>) -> Result<Statements<B>> {
        let about = About::of_query(&self.numbered.compound.first.from, map)?;
        check_order(self.numbered.sorts_by_expression, &about)?;
        let (all, page) = self.numbered.split()?;
        let prepared = Prepared::rendered::<S::Database>(about, |binds| {
            render::page::<S::Database>(&all, &page, map, binds)
        });
        Ok(prepared?.into())
    }
}

impl<S: Start, O: Rows> Query for CountedRows<S, O> {
    type Rows = Counted<O>;
}

/// What a page of a [`Numbered`] is made with.
#[doc(hidden)]
#[derive(Debug)]
pub struct NumberedTurn {
    number: u32,
    size: u32,
}

impl<T> Turn<(u64, Option<T>)> for NumberedTurn {
    type Page = NumberedPage<T>;

    fn page(self, rows: Vec<(u64, Option<T>)>) -> NumberedPage<T> {
        let Self { number, size } = self;
        let total = rows.first().map_or(0, |(total, _)| *total);
        let rows = rows.into_iter().filter_map(|(_, row)| row).collect();
        NumberedPage { rows, number, size, total }
    }
}

impl<S: Start, O: Rows> Paged for Numbered<S, O> {
    type Query = CountedRows<S, O>;
    type Page = NumberedPage<O::Row>;
    type Turn = NumberedTurn;

    fn open(self) -> Result<(Self::Query, Self::Turn)> {
        let turn = NumberedTurn { number: self.number, size: self.size };
        Ok((CountedRows { numbered: self }, turn))
    }
}

impl<S: Start, O> Statement for Numbered<S, O> {
    type Database = S::Database;

    fn prepare<B: ColumnWriter>(self, map: Option<&SchemaMap>) -> Result<Statements<B>> {
        CountedRows { numbered: self }.prepare(map)
    }
}

impl<S, O> Builder for Numbered<S, O> {}

impl<S, O> Builder for CountedRows<S, O> {}

impl<S, O> Clone for Numbered<S, O> {
    fn clone(&self) -> Self {
        let Self { compound, sorts_by_expression, number, size, .. } = self;
        Self {
            compound: compound.clone(),
            sorts_by_expression: *sorts_by_expression,
            number: *number,
            size: *size,
            types: PhantomData,
        }
    }
}

impl<S, O> fmt::Debug for Numbered<S, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Numbered")
            .field("compound", &self.compound)
            .field("number", &self.number)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
