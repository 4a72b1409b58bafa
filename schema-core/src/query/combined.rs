//! Queries put together by `UNION`, `INTERSECT` and `EXCEPT`, in one schema or across many.

use std::fmt;
use std::marker::PhantomData;

use crate::ast;
use crate::dialect::Database;
use crate::error::{Error, Result};
use crate::expr::{Expr, FromTable, Sort, SortKey, Tables};
use crate::name::SchemaRef;
use crate::query::Select;
use crate::query::named::NamedRows;
use crate::query::prepared::{About, Builder, Prepared, Query, Rows, Statement, Statements};
use crate::query::subquery::SelfContained;
use crate::render;
use crate::schema::Schema;
use crate::schema_map::SchemaMap;
use crate::value::ColumnWriter;

/// Several queries put together: they start in `S`, and return rows as `O`.
#[must_use = "a query does nothing until it is sent"]
pub struct Combined<S, O> {
    pub(super) compound: ast::Compound,
    /// Whether a sort key is more than a column.
    pub(super) sorts_by_expression: bool,
    types: PhantomData<fn() -> (S, O)>,
}

/// Where a query starts that runs over many schemas of a database of the kind `D`.
#[derive(Debug, Clone, Copy)]
pub struct Everywhere<D>(PhantomData<D>);

/// Where a query starts: a schema, or [`Everywhere`].
pub trait Start {
    /// The database.
    type Database: Database;
}

#[diagnostic::do_not_recommend]
impl<S: Schema> Start for S {
    type Database = S::Database;
}

impl<D: Database> Start for Everywhere<D> {
    type Database = D;
}

/// What a sort key of a [`Combined`] uses: its columns.
#[derive(Debug, Clone, Copy)]
pub enum Output {}

macro_rules! operators {
    ($($(#[$doc:meta])* $name:ident $operator:ident;)*) => {
        impl<S: Schema, F, O: Rows> Select<S, F, O> {$(
            $(#[$doc])*
            pub fn $name<Q>(self, other: Q) -> Combined<S, O>
            where
                F: Tables<Outer: SelfContained>,
                Q: OneQuery<S, Row: SameRow<O::Row>>,
            {
                Combined::new(self.select.into()).with(ast::SetOperator::$operator, other.into_select())
            }
        )*}

        impl<S: Schema, O: Rows> Combined<S, O> {$(
            $(#[$doc])*
            pub fn $name<Q: OneQuery<S, Row: SameRow<O::Row>>>(self, other: Q) -> Self {
                self.with(ast::SetOperator::$operator, other.into_select())
            }
        )*}
    };
}

operators! {
    /// `UNION`: the rows of both, equal ones once.
    union Union;
    /// `UNION ALL`: the rows of both.
    union_all UnionAll;
    /// `INTERSECT`: the rows that are in both, equal ones once.
    intersect Intersect;
    /// `EXCEPT`: the rows that are not in the other, equal ones once.
    except Except;
}

/// A query of one `SELECT` in the schema `S`.
#[diagnostic::on_unimplemented(
    message = "a query of another schema cannot be put together with this one",
    label = "expected a query in schema `{S}`",
    note = "one query over many schemas: `across!(Set, |schema| ..)`, or `query::across(&schemas, |schema| ..)`"
)]
pub trait OneQuery<S> {
    /// A row.
    type Row;

    /// The query, untyped.
    fn into_select(self) -> Box<ast::Select>;
}

/// `T` itself: rows of one type are put together.
#[diagnostic::on_unimplemented(
    message = "rows of `{Self}` cannot be put together with rows of `{T}`",
    label = "expected a query that reads `{T}`",
    note = "list the columns of both: `.columns((table.a, table.b))`"
)]
pub trait SameRow<T> {}

impl<T> SameRow<T> for T {}

impl<S: Schema, F: Tables<Outer: SelfContained>, O: Rows> OneQuery<S> for Select<S, F, O> {
    type Row = O::Row;

    fn into_select(self) -> Box<ast::Select> {
        self.select
    }
}

impl<S, O> Combined<S, O> {
    pub(super) const fn new(compound: ast::Compound) -> Self {
        Self { compound, sorts_by_expression: false, types: PhantomData }
    }

    fn with(mut self, operator: ast::SetOperator, select: Box<ast::Select>) -> Self {
        self.compound.rest.push((operator, *select));
        self
    }

    /// Sorts by a column of what is read, after those given before.
    ///
    /// ```text
    /// asian.union_all(european).order_by(|columns| columns.1.desc())
    /// ```
    ///
    /// An enum is sorted by its label.
    pub fn order_by<V>(
        mut self,
        key: impl FnOnce(O::Columns<Output, S>) -> Sort<FromTable<Output, S>, V>,
    ) -> Self
    where
        O: NamedRows,
        S: 'static,
    {
        let key = key(O::columns()).into_key();
        match key.column() {
            Some(column) => self.compound.order_by.push(ast::OutputOrder {
                position: column.position,
                descending: key.descending,
                nulls: key.nulls,
            }),
            None => self.sorts_by_expression = true,
        }
        self
    }

    /// Returns so many rows at most.
    pub fn limit(mut self, rows: u32) -> Self {
        self.compound.limit = Some(rows.into());
        self
    }

    /// Leaves out so many rows first.
    pub fn offset(mut self, rows: u32) -> Self {
        self.compound.offset = Some(rows.into());
        self
    }
}

/// The same query over many schemas, as one statement: `UNION ALL`; `None` without any schema.
///
/// [`schema_name`] says of each row which schema it is from.
///
/// ```text
/// let query = across(&tenants, |tenant| {
///     let orders = Order::bind(tenant);
///     orders.select().columns((schema_name(tenant), orders.total.sum()))
/// });
/// ```
pub fn across<'s, S, F, O>(
    schemas: impl IntoIterator<Item = &'s SchemaRef<S>>,
    mut query: impl FnMut(&SchemaRef<S>) -> Select<S, F, O>,
) -> Option<Combined<Everywhere<S::Database>, O>>
where
    S: Schema,
    F: Tables<Outer: SelfContained>,
    O: Rows,
{
    let mut schemas = schemas.into_iter();
    let first = Combined::everywhere(query(schemas.next()?));
    Some(schemas.fold(first, |all, schema| all.and(query(schema))))
}

impl<D: Database, O: Rows> Combined<Everywhere<D>, O> {
    /// Starts with the query in one schema. For `across!`.
    #[doc(hidden)]
    pub fn everywhere<S, F>(query: Select<S, F, O>) -> Self
    where
        S: Schema<Database = D>,
        F: Tables<Outer: SelfContained>,
    {
        let mut all = Self::new(query.select.into());
        all.compound.across = true;
        all
    }

    /// Adds the query in another schema. For `across!`.
    #[doc(hidden)]
    pub fn and<S, F, O2>(self, query: Select<S, F, O2>) -> Self
    where
        S: Schema<Database = D>,
        F: Tables<Outer: SelfContained>,
        O2: Rows<Row: SameRow<O::Row>>,
    {
        self.with(ast::SetOperator::UnionAll, query.select)
    }
}

/// The same query over all schemas of a [`SchemaSet`](crate::SchemaSet), as one statement: `UNION ALL`.
///
/// The body is repeated for each schema, with its [`&SchemaRef<..>`](crate::SchemaRef) under the name given; it
/// ends in a select, and all of them read the same types. [`schema_name`] says of each row which schema it is
/// from. `across!(World<D>, |schema| ..)` is for a set of schemas with a type parameter for their database.
#[macro_export]
macro_rules! across {
    ($($set:ident)::+ $(<$database:ty>)?, |$schema:ident| $body:expr $(,)?) => {
        $($set)::+! {
            [$crate::__across]
            ($($set)::+) [$($database)?] $schema ($body)
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __across {
    (
        [$first:ident $at:tt $($variant:ident $position:tt)*] ($set:ty) [] $schema:ident ($body:expr)
    ) => {
        $crate::query::Combined::everywhere({
            let $schema = &<<$set as $crate::schema::Member<$at>>::Schema
                as $crate::Schema>::schema_ref();
            $body
        })
        $(.and({
            let $schema = &<<$set as $crate::schema::Member<$position>>::Schema
                as $crate::Schema>::schema_ref();
            $body
        }))*
    };
    (
        [$first:ident $at:tt $($variant:ident $position:tt)*] ($set:ty) [$database:ty] $schema:ident
        ($body:expr)
    ) => {
        $crate::query::Combined::everywhere({
            let $schema = &<<<$set as $crate::schema::Member<$at>>::Schema
                as $crate::schema::OnAnyDatabase>::On<$database>
                as $crate::Schema>::schema_ref();
            $body
        })
        $(.and({
            let $schema = &<<<$set as $crate::schema::Member<$position>>::Schema
                as $crate::schema::OnAnyDatabase>::On<$database>
                as $crate::Schema>::schema_ref();
            $body
        }))*
    };
}

/// The name under which the statement finds a schema, as text.
pub fn schema_name<S: Schema>(schema: &SchemaRef<S>) -> Expr<(), String> {
    Expr::new(ast::Expr::SchemaName(ast::SchemaSlot::of::<S>(schema.slot())))
}

/// That no sort key is more than a column.
pub(super) fn check_order(sorts_by_expression: bool, about: &About) -> Result<()> {
    if sorts_by_expression {
        return Err(Error::Incomplete {
            statement: "select",
            table: about.table.name().to_owned(),
            why: "is put together of several and sorted by an expression; read the expression as a column and sort by that",
        });
    }
    Ok(())
}

impl<S: Start, O> Statement for Combined<S, O> {
    type Database = S::Database;

    fn prepare<B: ColumnWriter>(self, map: Option<&SchemaMap>) -> Result<Statements<B>> {
        let about = About::of_query(&self.compound.first.from, map)?;
        check_order(self.sorts_by_expression, &about)?;
        let prepared = Prepared::rendered::<S::Database>(about, |binds| {
            render::compound::<S::Database>(&self.compound, map, binds)
        });
        Ok(prepared?.into())
    }
}

impl<S: Start, O: Rows> Query for Combined<S, O> {
    type Rows = O;
}

impl<S, O> Builder for Combined<S, O> {}

impl<S, O> Clone for Combined<S, O> {
    fn clone(&self) -> Self {
        Self {
            compound: self.compound.clone(),
            sorts_by_expression: self.sorts_by_expression,
            types: PhantomData,
        }
    }
}

impl<S, O> fmt::Debug for Combined<S, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.compound.fmt(f)
    }
}
