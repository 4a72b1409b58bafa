//! Keyset pagination: the page after a row or before it, found by what the rows are sorted by.
//!
//! Invariant: every order ends in the primary keys of all tables read, so no two rows have one place.

mod cursor;
mod keys;
mod page;
mod seek;

pub use cursor::Cursor;
pub use keys::{KeyValues, KeysetKey, KeysetKeys, PrimaryKeys, UniqueRows};
pub use page::{KeysetTurn, Page, Paged, Turn};

use std::fmt;
use std::marker::PhantomData;

use crate::ast;
use crate::dialect::{Database, Dialect};
use crate::error::{Error, Result};
use crate::expr::Tables;
use crate::query::and;
use crate::query::prepared::{Builder, Rows, Statement, Statements};
use crate::query::select::Select;
use crate::query::subquery::SelfContained;
use crate::schema::Schema;
use crate::schema_map::SchemaMap;
use crate::spec::Nulls;
use crate::value::{ColumnWriter, RowReader, Value};

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
    pub fn keyset<K, I, V, U>(self, keys: K) -> Keyset<S, F, O, V, U>
    where
        K: KeysetKeys<F, I, V>,
        F: UniqueRows<U>,
    {
        let mut order = Vec::new();
        keys.keys(&mut order);
        let descending = order.last().is_some_and(|key| key.by.descending);
        F::keys(descending, &mut order);
        Keyset { select: self.changed(|_| {}), order, place: Place::Start, size: PAGE_SIZE }
    }
}

/// How many rows a page has at most, unless it is said.
pub(super) const PAGE_SIZE: u32 = 50;

/// A query that returns a page of its rows, in an order of its own: by values `V`, and primary keys that are read as `U`.
#[must_use = "a query does nothing until it is sent"]
pub struct Keyset<S, F, O, V, U> {
    select: Select<S, F, Keyed<O, V, U>>,
    order: Vec<KeysetKey>,
    place: Place<V>,
    size: u32,
}

enum Place<V> {
    Start,
    After(Cursor<V>),
    Before(Cursor<V>),
}

impl<S, F, O, V, U> Keyset<S, F, O, V, U> {
    /// Returns the page that begins after the row of a cursor.
    pub fn after(mut self, cursor: &Cursor<V>) -> Self {
        self.place = Place::After(cursor.clone());
        self
    }

    /// Returns the page that ends before the row of a cursor.
    pub fn before(mut self, cursor: &Cursor<V>) -> Self {
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

impl<S: Schema, F, O, V, U> Keyset<S, F, O, V, U> {
    /// The query with the order, the place and the size of a page.
    fn sought(self) -> Result<Select<S, F, Keyed<O, V, U>>> {
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

/// Rows are read as `O`, and then what they are sorted by.
#[derive(Debug, Clone, Copy)]
pub struct Keyed<O, V, U>(PhantomData<fn() -> (O, V, U)>);

impl<O: Rows, V: KeyValues, U: KeyValues> Rows for Keyed<O, V, U> {
    type Row = (O::Row, Vec<Value>);

    fn read<R: RowReader>(row: &mut R) -> Result<Self::Row> {
        let read = O::read(row)?;
        let mut values = Vec::new();
        V::read(row, &mut values)?;
        U::read(row, &mut values)?;
        Ok((read, values))
    }
}

impl<S, F, O, V, U> Paged for Keyset<S, F, O, V, U>
where
    S: Schema,
    F: Tables<Outer: SelfContained>,
    O: Rows,
    V: KeyValues,
    U: KeyValues,
{
    type Query = Select<S, F, Keyed<O, V, U>>;
    type Page = Page<O::Row, V>;
    type Turn = KeysetTurn<V>;

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

impl<S, F, O, V, U> Builder for Keyset<S, F, O, V, U> {}

impl<S, F, O, V, U> Statement for Keyset<S, F, O, V, U>
where
    S: Schema,
    F: Tables<Outer: SelfContained>,
{
    type Database = S::Database;

    fn prepare<B: ColumnWriter>(self, map: Option<&SchemaMap>) -> Result<Statements<B>> {
        self.sought()?.prepare(map)
    }
}

impl<S, F, O, V, U> Clone for Keyset<S, F, O, V, U> {
    fn clone(&self) -> Self {
        let place = match &self.place {
            Place::Start => Place::Start,
            Place::After(cursor) => Place::After(cursor.clone()),
            Place::Before(cursor) => Place::Before(cursor.clone()),
        };
        let Self { select, order, size, .. } = self;
        Self { select: select.clone(), order: order.clone(), place, size: *size }
    }
}

impl<S, F, O, V, U> fmt::Debug for Keyset<S, F, O, V, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyset")
            .field("select", &self.select)
            .field("order", &self.order)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
