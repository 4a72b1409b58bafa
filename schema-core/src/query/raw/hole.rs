//! What can stand in a hole of raw SQL.

use crate::ast::{self, RawPart};
use crate::bound::{BoundTable, Source};
use crate::column::Column;
use crate::dialect::Database;
use crate::expr::{Aggregate, Expr, Expression, FromTable, Key};
use crate::name::SchemaRef;
use crate::query::reusable::Param;
use crate::schema::{Provides, Schema};
use crate::table::Table;
use crate::value::{ColumnType, Scalar, Value, ValueRef};

/// The database of raw SQL that names no table and no schema: any.
#[derive(Debug, Clone, Copy)]
pub enum AnyDatabase {}

/// Raw SQL, or a hole of it, that can be a part of any.
#[derive(Debug, Clone, Copy)]
pub enum Part {}

/// Raw SQL that names a table, or a hole that does.
#[derive(Debug, Clone, Copy)]
pub enum WholeStatement {}

/// What raw SQL is with a hole filled.
pub trait FilledIn<T> {
    /// A part, or a whole statement.
    type Filled;
}

impl<T> FilledIn<T> for Part {
    type Filled = T;
}

impl<T> FilledIn<T> for WholeStatement {
    type Filled = Self;
}

/// What can stand in an expression.
#[diagnostic::on_unimplemented(
    message = "a table stands in an expression",
    label = "only a whole statement reads tables",
    note = "name columns of tables that the query around it reads, or write a subquery with the query builder"
)]
pub trait IsPart {}

impl IsPart for Part {}

/// A kind of database, or none that is known.
pub trait Kind {
    /// The database; any one where none is known.
    type Database: Database;
}

impl<D: Database> Kind for D {
    type Database = D;
}

impl Kind for AnyDatabase {
    type Database = crate::dialect::Postgres;
}

/// A kind of database that is known.
#[diagnostic::on_unimplemented(
    message = "it is not said which kind of database this SQL is for",
    label = "names no table and no schema",
    note = "say it: `raw!(..).on::<Postgres>()`"
)]
pub trait IsKnown: Kind {}

#[diagnostic::do_not_recommend]
impl<D: Database> IsKnown for D {}

/// What lies in `Self` can stand in raw SQL for a database of the kind `D`.
#[diagnostic::on_unimplemented(
    message = "one statement names tables in two kinds of databases",
    label = "this lies in `{Self}`, and what stands before it in `{D}`"
)]
pub trait Meets<D> {
    /// The database of both.
    type Both;
}

impl<D> Meets<D> for AnyDatabase {
    type Both = D;
}

impl<D: Database> Meets<AnyDatabase> for D {
    type Both = D;
}

impl<D: Database> Meets<D> for D {
    type Both = D;
}

/// What can stand in a hole of raw SQL; `K` is inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in raw SQL",
    label = "expected a bound table, a column, a schema, a value or an expression"
)]
pub trait Hole<K> {
    /// The database that it lies in.
    type Database;
    /// What it needs where it stands in an expression.
    type Query;
    /// [`Part`], or [`WholeStatement`] of what only a whole statement holds.
    type Extent;

    /// The hole, untyped.
    fn part(&self) -> RawPart;
}

/// Kinds of holes, so that a reference is what it refers to.
#[derive(Debug)]
pub enum Itself {}

/// A reference to a hole of the kind `K`.
#[derive(Debug)]
pub struct Referred<K>(std::marker::PhantomData<K>);

#[diagnostic::do_not_recommend]
impl<K, H: Hole<K> + ?Sized> Hole<Referred<K>> for &H {
    type Database = H::Database;
    type Query = H::Query;
    type Extent = H::Extent;

    fn part(&self) -> RawPart {
        (*self).part()
    }
}

fn bind(value: Value) -> RawPart {
    RawPart::Expr(ast::Expr::Bind { value, like: None })
}

#[diagnostic::do_not_recommend]
impl<V: Scalar> Hole<Itself> for V {
    type Database = AnyDatabase;
    type Query = ();
    type Extent = Part;

    fn part(&self) -> RawPart {
        bind(self.value().to_value())
    }
}

#[diagnostic::do_not_recommend]
impl<V: Scalar> Hole<Itself> for Option<V> {
    type Database = AnyDatabase;
    type Query = ();
    type Extent = Part;

    fn part(&self) -> RawPart {
        let null = || Value::plain(ValueRef::Null(V::KIND));
        bind(self.as_ref().map_or_else(null, |value| value.value().to_value()))
    }
}

impl Hole<Itself> for str {
    type Database = AnyDatabase;
    type Query = ();
    type Extent = Part;

    fn part(&self) -> RawPart {
        bind(ValueRef::Text(self).to_value())
    }
}

impl Hole<Itself> for [u8] {
    type Database = AnyDatabase;
    type Query = ();
    type Extent = Part;

    fn part(&self) -> RawPart {
        bind(ValueRef::Bytes(self).to_value())
    }
}

impl<T, S, R> Hole<Itself> for BoundTable<T, S, R>
where
    T: Table,
    S: Provides<T::Root>,
    R: Source<Root = T::Root>,
{
    type Database = S::Database;
    type Query = ();
    type Extent = WholeStatement;

    fn part(&self) -> RawPart {
        RawPart::Table(ast::TableSource::of(self))
    }
}

impl<R, S, V> Hole<Itself> for Column<R, S, V>
where
    R: 'static,
    S: Schema,
{
    type Database = S::Database;
    type Query = FromTable<R, S>;
    type Extent = Part;

    fn part(&self) -> RawPart {
        RawPart::Column(self.into_ref())
    }
}

impl<S> Hole<Itself> for SchemaRef<S>
where
    S: Schema,
{
    type Database = S::Database;
    type Query = ();
    type Extent = Part;

    fn part(&self) -> RawPart {
        RawPart::Schema(ast::SchemaSlot::of::<S>(self.slot()))
    }
}

/// A column's name without its table's: the target of an insert or update. `{column:bare}` in `raw!`.
#[derive(Debug, Clone, Copy)]
pub struct Bare<C>(pub C);

impl<R, S, V> Hole<Itself> for Bare<&Column<R, S, V>>
where
    R: 'static,
    S: Schema,
{
    type Database = S::Database;
    type Query = FromTable<R, S>;
    type Extent = Part;

    fn part(&self) -> RawPart {
        RawPart::ColumnName(self.0.into_ref())
    }
}

/// All columns of a table, as its rows are read. `{table:columns}` in `raw!`.
#[derive(Debug, Clone, Copy)]
pub struct AllColumns<B>(pub B);

impl<T, S, R> Hole<Itself> for AllColumns<&BoundTable<T, S, R>>
where
    T: Table,
    S: Provides<T::Root>,
    R: Source<Root = T::Root>,
{
    type Database = S::Database;
    type Query = ();
    type Extent = WholeStatement;

    fn part(&self) -> RawPart {
        let table = ast::TableSource::of(self.0);
        RawPart::Columns { table, columns: T::SPEC.columns.len() }
    }
}

macro_rules! expressions {
    ($([$($generic:tt)*] $expression:ty;)*) => {$(
        impl<$($generic)*> Hole<Itself> for $expression
        where
            Self: Expression + Clone,
        {
            type Database = AnyDatabase;
            type Query = <Self as Expression>::Query;
            type Extent = Part;

            fn part(&self) -> RawPart {
                RawPart::Expr(self.clone().into_node())
            }
        }
    )*};
}

expressions! {
    [Q, V: ColumnType] Expr<Q, V>;
    [Q, V: ColumnType] Aggregate<Q, V>;
    [E: Expression, F, J] Key<E, F, J>;
    [V: ColumnType] Param<V>;
}
