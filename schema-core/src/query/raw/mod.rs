//! SQL that a programmer wrote, with holes: what `raw!` builds.
//!
//! Invariant: text is `&'static str` from the program; what is known at run time stands in a hole.

mod hole;
mod row;

pub use hole::{
    AllColumns, AnyDatabase, Bare, FilledIn, Hole, IsKnown, IsPart, Kind, Meets, Part,
    WholeStatement,
};
pub use row::{AnyTables, ByPosition, RawRow};

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use crate::ast::{self, RawPart};
use crate::dialect::Database;
use crate::error::Result;
use crate::expr::{Expr, Needs};
use crate::query::prepared::{
    About, AboutTable, Builder, Changes, Prepared, Query, Rows, Statement, Statements,
};
use crate::query::projection::Projection;
use crate::render;
use crate::schema_map::SchemaMap;
use crate::value::{ColumnType, ColumnWriter};

/// Raw SQL for a database of the kind `D`, whose holes need `Q`; the macro `raw!` makes it.
///
/// By itself it is a statement that is executed; [`Raw::rows`] and [`Raw::rows_like`] say how its rows are
/// read, [`Raw::expr`] makes it a part of a typed query. `T` says whether it names a table.
#[must_use = "a statement does nothing until it is sent"]
/// `T` says whether it names a table.
pub struct Raw<D, Q = (), T = Part> {
    parts: Vec<RawPart>,
    types: PhantomData<fn() -> (D, Q, T)>,
}

impl Raw<AnyDatabase> {
    /// Starts with nothing. For `raw!`.
    #[doc(hidden)]
    pub const fn new() -> Self {
        Self { parts: Vec::new(), types: PhantomData }
    }
}

impl<Q> Raw<AnyDatabase, Q> {
    /// Says which kind of database it is for, where no hole names a table or schema.
    pub fn on<D: Database>(self) -> Raw<D, Q> {
        Raw { parts: self.parts, types: PhantomData }
    }
}

impl Default for Raw<AnyDatabase> {
    fn default() -> Self {
        Self::new()
    }
}

/// Raw SQL with a hole filled by `H`.
type Filled<H, K, D, Q, T> = Raw<
    <<H as Hole<K>>::Database as Meets<D>>::Both,
    (Q, <H as Hole<K>>::Query),
    <<H as Hole<K>>::Extent as FilledIn<T>>::Filled,
>;

impl<D, Q, T> Raw<D, Q, T> {
    /// Adds text. For `raw!`.
    #[doc(hidden)]
    pub fn text(mut self, text: &'static str) -> Self {
        self.parts.push(RawPart::Text(text));
        self
    }

    /// Fills a hole. For `raw!`.
    #[doc(hidden)]
    pub fn hole<H, K>(mut self, hole: &H) -> Filled<H, K, D, Q, T>
    where
        H: Hole<K, Database: Meets<D>, Extent: FilledIn<T>> + ?Sized,
    {
        self.parts.push(hole.part());
        Raw { parts: self.parts, types: PhantomData }
    }

    /// Reads the rows by position: a column type, or a tuple of them.
    ///
    /// Their types are compared with what the database sends, once for each time that the statement is sent.
    pub fn rows<R>(self) -> RawQuery<D, ByPosition<R>> {
        RawQuery { parts: self.parts, types: PhantomData }
    }

    /// Reads the rows as a typed query would read this: columns, expressions, a bound table for its whole rows,
    /// a tuple or a `Projection` of them. The text lists the same, in the same order.
    pub fn rows_like<P, I, O>(self, _: P) -> RawQuery<D, O>
    where
        P: Projection<AnyTables, I, O>,
    {
        RawQuery { parts: self.parts, types: PhantomData }
    }

    /// Makes it an expression of type `V`, for a query that reads the tables of its columns.
    ///
    /// That the text is of this type is the programmer's word; what is read is checked when it is sent.
    pub fn expr<V: ColumnType>(self) -> Expr<Q, V>
    where
        Q: Needs,
        T: IsPart,
    {
        Expr::new(ast::Expr::Raw(self.parts))
    }
}

/// Raw SQL whose rows are read as `O`.
#[must_use = "a query does nothing until it is sent"]
pub struct RawQuery<D, O> {
    parts: Vec<RawPart>,
    types: PhantomData<fn() -> (D, O)>,
}

impl<D, O> RawQuery<D, O> {
    /// Adds more of the text, which says for itself where a space is needed.
    ///
    /// ```text
    /// let mut query = raw!("SELECT {c.name} FROM {c} WHERE true").rows::<String>();
    /// if let Some(least) = least {
    ///     query = query.then(raw!(" AND {c.population} >= {least}"));
    /// }
    /// ```
    pub fn then<D2: Meets<D>, Q, T>(mut self, more: Raw<D2, Q, T>) -> Self {
        self.parts.extend(more.parts);
        self
    }
}

fn prepare<D: Database, B: ColumnWriter>(
    parts: &[RawPart],
    map: Option<&SchemaMap>,
) -> Result<Statements<B>> {
    let table = parts.iter().find_map(|part| match part {
        RawPart::Table(table) | RawPart::Columns { table, .. } => Some(table),
        _ => None,
    });
    let about = match table {
        Some(table) => About::of("raw", table, map)?,
        None => About {
            operation: "raw",
            schema: Cow::Borrowed(""),
            table: AboutTable::None,
            changes: Changes::ANY,
        },
    };
    let render = |binds: &mut B| render::raw::<D>(parts, map, binds);
    Ok(Prepared::rendered::<D>(about, render)?.into())
}

impl<D: IsKnown, Q, T> Statement for Raw<D, Q, T> {
    type Database = D::Database;

    fn prepare<B: ColumnWriter>(self, map: Option<&SchemaMap>) -> Result<Statements<B>> {
        prepare::<D::Database, B>(&self.parts, map)
    }
}

impl<D: IsKnown, O> Statement for RawQuery<D, O> {
    type Database = D::Database;

    fn prepare<B: ColumnWriter>(self, map: Option<&SchemaMap>) -> Result<Statements<B>> {
        prepare::<D::Database, B>(&self.parts, map)
    }
}

impl<D: IsKnown, O: Rows> Query for RawQuery<D, O> {
    type Rows = O;
}

impl<D, Q, T> Builder for Raw<D, Q, T> {}
impl<D, O> Builder for RawQuery<D, O> {}

impl<D, Q, T> Clone for Raw<D, Q, T> {
    fn clone(&self) -> Self {
        Self { parts: self.parts.clone(), types: PhantomData }
    }
}

impl<D, O> Clone for RawQuery<D, O> {
    fn clone(&self) -> Self {
        Self { parts: self.parts.clone(), types: PhantomData }
    }
}

impl<D, Q, T> fmt::Debug for Raw<D, Q, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.fmt(f)
    }
}

impl<D, O> fmt::Debug for RawQuery<D, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.fmt(f)
    }
}
