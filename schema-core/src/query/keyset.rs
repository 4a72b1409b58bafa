//! Keyset pagination: the page after a row or before it, found by what the rows are sorted by.
//!
//! Invariant: every order ends in the primary keys of all tables read, so no two rows have one place.

use std::fmt;
use std::marker::PhantomData;

use crate::ast;
use crate::bound::Source;
use crate::column::SourceKey;
use crate::dialect::{Database, Dialect};
use crate::error::{Error, Result};
use crate::expr::{Needs, NoTables, OfRows, ReadBy, Side, Sort, SortKey, TableList, Tables};
use crate::query::and;
use crate::query::cursor::Cursor;
use crate::query::key::RealKey;
use crate::query::prepared::{Builder, Mapped, Query, Rows, Statement, Statements};
use crate::query::seek;
use crate::query::select::Select;
use crate::query::subquery::SelfContained;
use crate::schema::{Provides, Schema};
use crate::schema_map::SchemaMap;
use crate::spec::Nulls;
use crate::table::{Record, Table};
use crate::value::{ColumnType, ColumnWriter, RowReader, Scalar, Value, ValueKind};

impl<S, F, O> Select<S, F, O> {
    /// Returns the rows a page at a time, in the order of these keys and then of the primary key.
    ///
    /// The keys are a sort key, a tuple of up to six, or `()`. A cursor marks a row by its keys and primary key
    /// (of every table read), so rows that are equal in the keys are neither skipped nor returned twice; the
    /// primary key is sorted in the direction of the last key. NULLs go where the database has them, or where
    /// `.nulls_first()` and `.nulls_last()` say.
    ///
    /// Where all keys are in one direction and never NULL the place is one comparison of rows, for which an index
    /// on the keys and the primary key is all that the database needs.
    ///
    /// # Errors
    /// Running it fails when the query is distinct, has an order, a limit or an offset of its own, or pages of no rows.
    pub fn keyset<K, I>(self, keys: K) -> Keyset<S, F, O, K, I>
    where
        K: KeysetKeys<F, I>,
        F: UniqueRows,
    {
        let mut order = Vec::new();
        keys.keys(&mut order);
        let descending = order.last().is_some_and(|key| key.by.descending);
        F::keys(descending, &mut order);
        Keyset {
            select: self.changed(|_| {}),
            order,
            place: Place::Start,
            size: PAGE_SIZE,
            types: PhantomData,
        }
    }
}

/// How many rows a page has at most, unless it is said.
pub(super) const PAGE_SIZE: u32 = 50;

/// A query that returns a page of its rows, in an order of its own.
#[must_use = "a query does nothing until it is sent"]
pub struct Keyset<S, F, O, K: KeysetKeys<F, I>, I> {
    select: Select<S, F, Keyed<O, K, F, I>>,
    order: Vec<KeysetKey>,
    place: Place<K::Values>,
    size: u32,
    types: PhantomData<fn() -> I>,
}

enum Place<V> {
    Start,
    After(Cursor<V>),
    Before(Cursor<V>),
}

/// A key of the order.
#[derive(Debug, Clone)]
pub struct KeysetKey {
    pub(super) by: ast::OrderBy,
    pub(super) kind: ValueKind,
    pub(super) nullable: bool,
}

impl<S, F, O, K: KeysetKeys<F, I>, I> Keyset<S, F, O, K, I> {
    /// Returns the page that begins after the row of a cursor.
    pub fn after(mut self, cursor: &Cursor<K::Values>) -> Self {
        self.place = Place::After(cursor.clone());
        self
    }

    /// Returns the page that ends before the row of a cursor.
    pub fn before(mut self, cursor: &Cursor<K::Values>) -> Self {
        self.place = Place::Before(cursor.clone());
        self
    }

    /// Returns so many rows at most; 50, unless it is said.
    pub const fn page_size(mut self, rows: u32) -> Self {
        self.size = rows;
        self
    }

    /// Tells the order from others: by its tables, columns, directions and places of NULL.
    fn number(&self) -> u32 {
        seek::number(self.select.as_ast(), &self.order)
    }
}

impl<S: Schema, F, O, K: KeysetKeys<F, I>, I> Keyset<S, F, O, K, I> {
    /// The query with the order, the place and the size of a page.
    fn sought(self) -> Result<Select<S, F, Keyed<O, K, F, I>>> {
        let select = self.select.as_ast();
        let fault = |why| {
            let table = select.from.table().map_or("", |table| table.spec.name).to_owned();
            Err(Error::Incomplete { statement: "a page", table, why })
        };
        if !matches!(select.distinct, ast::Distinct::No) {
            return fault(
                "has rows that stand for several; leave out `.distinct()` or `.distinct_on(..)`",
            );
        }
        if !select.order_by.is_empty() {
            return fault("has two orders; give all keys to `.keyset(..)`");
        }
        if select.limit.is_some() || select.offset.is_some() {
            return fault("has two sizes; give the number of rows to `.page_size(..)` alone");
        }
        if self.size == 0 {
            return fault("has no rows; give `.page_size(..)` one or more");
        }
        let number = self.number();
        let mut order = self.order;
        let dialect = S::Database::DIALECT;
        for key in order.iter_mut().filter(|key| key.nullable) {
            let of_database =
                if nulls_last(dialect, key.by.descending) { Nulls::Last } else { Nulls::First };
            key.by.nulls.get_or_insert(of_database);
        }
        let (cursor, backward) = match &self.place {
            Place::Start => (None, false),
            Place::After(cursor) => (Some(cursor), false),
            Place::Before(cursor) => (Some(cursor), true),
        };
        if backward {
            order.iter_mut().for_each(|key| seek::reverse(&mut key.by));
        }
        let place = match cursor {
            Some(cursor) => {
                let values = cursor.values(number, order.iter().map(|key| key.kind))?;
                Some(seek::beyond(&order, values))
            }
            None => None,
        };
        Ok(self.select.changed(|select| {
            seek::read_too(select, &order);
            if let Some(place) = place {
                and(&mut select.filter, place);
            }
            select.order_by = seek::order_by(order);
            // One more shows whether there is another page.
            select.limit = Some(i64::from(self.size) + 1);
        }))
    }
}

/// Source: PostgreSQL manual, 7.5; SQLite, "SELECT", 4.
const fn nulls_last(dialect: Dialect, descending: bool) -> bool {
    match dialect {
        Dialect::Postgres => !descending,
        Dialect::Sqlite => descending,
    }
}

/// Keys that rows are sorted by: a sort key, a tuple of up to six, or `()`, all of tables of the list `F`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no order for pages",
    label = "expected `.asc()` or `.desc()` of a column, or a tuple of them",
    note = "the columns are of tables that the query reads"
)]
pub trait KeysetKeys<F, I> {
    /// Their values, which a cursor holds.
    type Values;

    /// The keys, untyped.
    #[doc(hidden)]
    fn keys(self, order: &mut Vec<KeysetKey>);

    /// Reads their values.
    ///
    /// # Errors
    /// A column holds a value that its Rust type does not have.
    #[doc(hidden)]
    fn read<R: RowReader>(row: &mut R, values: &mut Vec<Value>) -> Result<()>;
}

type Read<F, Q, V, I> = <<Q as ReadBy<F, I>>::Side as Side>::Column<V>;

impl<F, I, Q: ReadBy<F, I> + OfRows + Needs, V: ColumnType> KeysetKeys<F, I> for Sort<Q, V> {
    type Values = Read<F, Q, V, I>;

    fn keys(self, order: &mut Vec<KeysetKey>) {
        order.push(KeysetKey {
            by: self.into_key(),
            kind: V::Base::KIND,
            nullable: <Read<F, Q, V, I> as ColumnType>::NULLABLE,
        });
    }

    fn read<R: RowReader>(row: &mut R, values: &mut Vec<Value>) -> Result<()> {
        values.push(<Read<F, Q, V, I> as ColumnType>::read(row)?.into_value());
        Ok(())
    }
}

#[diagnostic::do_not_recommend]
impl<F> KeysetKeys<F, ()> for () {
    type Values = ();

    fn keys(self, _: &mut Vec<KeysetKey>) {}

    fn read<R: RowReader>(_: &mut R, _: &mut Vec<Value>) -> Result<()> {
        Ok(())
    }
}

macro_rules! tuples {
    ($($part:ident $index:ident)+) => {
        #[allow(non_snake_case, reason = "the parts are named as their types")]
        impl<F, $($part: KeysetKeys<F, $index>, $index),+> KeysetKeys<F, ($($index,)+)> for ($($part,)+) {
            type Values = ($($part::Values,)+);

            fn keys(self, order: &mut Vec<KeysetKey>) {
                let ($($part,)+) = self;
                $($part.keys(order);)+
            }

            fn read<R: RowReader>(row: &mut R, values: &mut Vec<Value>) -> Result<()> {
                $($part::read(row, values)?;)+
                Ok(())
            }
        }
    };
}

tuples!(A IA);
tuples!(A IA B IB);
tuples!(A IA B IB C IC);
tuples!(A IA B IB C IC D ID);
tuples!(A IA B IB C IC D ID E IE);
tuples!(A IA B IB C IC D ID E IE G IG);

/// Tables, each row of which has its own place: they have primary keys, and their rows are not grouped.
#[diagnostic::on_unimplemented(
    message = "the rows of this query have no place of their own in an order",
    label = "pages need rows that a primary key tells apart"
)]
pub trait UniqueRows {
    /// Adds the primary keys to an order.
    #[doc(hidden)]
    fn keys(descending: bool, order: &mut Vec<KeysetKey>);

    /// Reads them.
    ///
    /// # Errors
    /// A column holds a value that its Rust type does not have.
    #[doc(hidden)]
    fn read<R: RowReader>(row: &mut R, values: &mut Vec<Value>) -> Result<()>;
}

#[diagnostic::do_not_recommend]
impl UniqueRows for NoTables {
    fn keys(_: bool, _: &mut Vec<KeysetKey>) {}

    fn read<R: RowReader>(_: &mut R, _: &mut Vec<Value>) -> Result<()> {
        Ok(())
    }
}

impl<R, S, J, Tail> UniqueRows for TableList<R, S, J, Tail>
where
    R: Source<Root: Table<Key: RealKey>>,
    S: Provides<R::Root>,
    J: Side,
    Tail: UniqueRows,
{
    /// The table that was joined last stands first in the list.
    fn keys(descending: bool, order: &mut Vec<KeysetKey>) {
        Tail::keys(descending, order);
        let spec = <S::Table as Record>::SPEC;
        for field in spec.primary_key() {
            let Some(position) = spec.position(field) else { continue };
            let column = ast::ColumnRef { source: SourceKey::of::<R, S>(), position };
            let by = ast::OrderBy { expr: ast::Expr::Column(column), descending, nulls: None };
            order.push(KeysetKey { by, kind: spec.columns[position].kind, nullable: J::OUTER });
        }
    }

    fn read<Reader: RowReader>(row: &mut Reader, values: &mut Vec<Value>) -> Result<()> {
        Tail::read(row, values)?;
        <R::Root as Table>::Key::read(row, values)
    }
}

/// Rows are read as `O`, and then what they are sorted by.
#[derive(Debug, Clone, Copy)]
pub struct Keyed<O, K, F, I>(PhantomData<fn() -> (O, K, F, I)>);

impl<O: Rows, K: KeysetKeys<F, I>, F: UniqueRows, I> Rows for Keyed<O, K, F, I> {
    type Row = (O::Row, Vec<Value>);

    fn read<R: RowReader>(row: &mut R) -> Result<Self::Row> {
        let read = O::read(row)?;
        let mut values = Vec::new();
        K::read(row, &mut values)?;
        F::read(row, &mut values)?;
        Ok((read, values))
    }
}

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
    number: u32,
    size: usize,
    /// Whether the rows come backward; `None` on the first page.
    backward: Option<bool>,
    types: PhantomData<fn() -> V>,
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

impl<S, F, O, K, I> Paged for Keyset<S, F, O, K, I>
where
    S: Schema,
    O: Rows,
    F: UniqueRows + Tables<Outer: SelfContained>,
    K: KeysetKeys<F, I>,
    K::Values: 'static,
{
    type Query = Select<S, F, Keyed<O, K, F, I>>;
    type Page = Page<O::Row, K::Values>;
    type Turn = KeysetTurn<K::Values>;

    fn open(self) -> Result<(Self::Query, Self::Turn)> {
        let turn = KeysetTurn {
            number: self.number(),
            size: usize::try_from(self.size).unwrap_or(usize::MAX),
            backward: match self.place {
                Place::Start => None,
                Place::After(_) => Some(false),
                Place::Before(_) => Some(true),
            },
            types: PhantomData,
        };
        Ok((self.sought()?, turn))
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

impl<S, F, O, K: KeysetKeys<F, I>, I> Builder for Keyset<S, F, O, K, I> {}

impl<S, F, O, K, I> Statement for Keyset<S, F, O, K, I>
where
    S: Schema,
    F: Tables<Outer: SelfContained>,
    K: KeysetKeys<F, I>,
{
    type Database = S::Database;

    fn prepare<B: ColumnWriter>(self, map: Option<&SchemaMap>) -> Result<Statements<B>> {
        self.sought()?.prepare(map)
    }
}

impl<S, F, O, K: KeysetKeys<F, I>, I> Clone for Keyset<S, F, O, K, I> {
    fn clone(&self) -> Self {
        let place = match &self.place {
            Place::Start => Place::Start,
            Place::After(cursor) => Place::After(cursor.clone()),
            Place::Before(cursor) => Place::Before(cursor.clone()),
        };
        let Self { select, order, size, .. } = self;
        Self {
            select: select.clone(),
            order: order.clone(),
            place,
            size: *size,
            types: PhantomData,
        }
    }
}

impl<S, F, O, K: KeysetKeys<F, I>, I> fmt::Debug for Keyset<S, F, O, K, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyset")
            .field("select", &self.select)
            .field("order", &self.order)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
