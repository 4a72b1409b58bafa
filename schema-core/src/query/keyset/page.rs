//! Pages, and how rows become one.

use std::marker::PhantomData;

use crate::error::Result;
use crate::query::keyset::Cursor;
use crate::query::prepared::{Builder, Mapped, Query, Rows};
use crate::value::Value;

/// A page of rows, and where the pages beside it begin.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Page<T, V> {
    /// The rows, in the order of the keys.
    pub rows: Vec<T>,
    /// Marks the last row, when rows come after it: the next page is `.after(&next)`.
    pub next: Option<Cursor<V>>,
    /// Marks the first row, when rows came before it: the page before is `.before(&previous)`.
    pub previous: Option<Cursor<V>>,
}

/// A query whose rows are put together as a page.
#[diagnostic::on_unimplemented(
    message = "this query has no pages",
    label = "it is not said in which order they come",
    note = "add `.keyset(column.asc())`, or `.page(1)` after an `.order_by(..)`"
)]
pub trait Paged: Builder {
    /// What is sent.
    type Query: Query;
    /// What becomes of its rows.
    type Page: Send + 'static;
    /// How they do.
    type Turn: Turn<<<Self::Query as Query>::Rows as Rows>::Row, Page = Self::Page> + Send;

    /// The query, and how its rows become a page.
    ///
    /// # Errors
    /// The page cannot be asked for.
    #[doc(hidden)]
    fn open(self) -> Result<(Self::Query, Self::Turn)>;
}

/// Puts rows together as a page.
#[doc(hidden)]
pub trait Turn<Row> {
    /// The page.
    type Page;

    fn page(self, rows: Vec<Row>) -> Self::Page;
}

/// What a page of a [`Keyset`] is made with.
#[doc(hidden)]
#[derive(Debug)]
pub struct KeysetTurn<V> {
    /// The number of the order.
    pub(super) number: u32,
    pub(super) size: usize,
    /// Whether the rows come backward; `None` on the first page.
    pub(super) backward: Option<bool>,
    pub(super) types: PhantomData<fn() -> V>,
}

impl<T, V> Turn<(T, Vec<Value>)> for KeysetTurn<V> {
    type Page = Page<T, V>;

    fn page(self, mut rows: Vec<(T, Vec<Value>)>) -> Page<T, V> {
        let more = rows.len() > self.size;
        rows.truncate(self.size);
        let backward = self.backward == Some(true);
        if backward {
            rows.reverse();
        }
        let cursor =
            |row: Option<&(T, Vec<Value>)>| row.map(|(_, key)| Cursor::new(self.number, key));
        let (first, last) = (cursor(rows.first()), cursor(rows.last()));
        let (after, before) = match (backward, self.backward) {
            (true, _) => (true, more),
            (false, place) => (more, place.is_some()),
        };
        Page {
            next: last.filter(|_| after),
            previous: first.filter(|_| before),
            rows: rows.into_iter().map(|(row, _)| row).collect(),
        }
    }
}

impl<'m, Q: Paged> Paged for Mapped<'m, Q> {
    type Query = Mapped<'m, Q::Query>;
    type Page = Q::Page;
    type Turn = Q::Turn;

    fn open(self) -> Result<(Self::Query, Self::Turn)> {
        let (query, turn) = self.statement.open()?;
        Ok((query.with_schema_map(self.map), turn))
    }
}
