//! What an expression needs, as a type, and whether a query's tables have it.

use std::marker::PhantomData;

use crate::expr::{Groups, InnerSide, OfRows, Reads, Side, Tables, Ungrouped};
use crate::schema::{Schema, SeenFrom};

/// What an expression needs: the table `R` of the schema `S`.
#[derive(Debug, Clone, Copy)]
pub struct FromTable<R, S>(PhantomData<fn() -> (R, S)>);

/// What an aggregate needs: as its operand, but it is never absent with its table.
#[derive(Debug, Clone, Copy)]
pub struct Present<Q>(PhantomData<fn() -> Q>);

/// What a window function needs: as its operands, but it is never absent with their tables.
#[derive(Debug, Clone, Copy)]
pub struct OverRows<Q>(PhantomData<fn() -> Q>);

/// What a key of `GROUP BY` needs: groups of the rows of the tables `F`. `J` says whether it may be absent.
#[derive(Debug, Clone, Copy)]
pub struct OfGroup<F, J>(PhantomData<fn() -> (F, J)>);

/// What an expression needs that is absent only if its last part is: `coalesce(a, b)`.
#[derive(Debug, Clone, Copy)]
pub struct OrElse<A, B>(PhantomData<fn() -> (A, B)>);

/// What an expression needs that only the database `D` has.
#[derive(Debug, Clone, Copy)]
pub struct OfDatabase<D, Q>(PhantomData<fn() -> (D, Q)>);

/// What a subquery needs that starts in the schema `S`.
#[derive(Debug, Clone, Copy)]
pub struct OfSchema<S, Q>(PhantomData<fn() -> (S, Q)>);

/// What an expression needs that was made a predicate of a query on the tables `F`.
#[derive(Debug, Clone, Copy)]
pub struct OfTables<F>(PhantomData<fn() -> F>);

/// What an expression needs, all of which is in the list of tables `F`.
///
/// Said of the expression, not of the list, so that an error speaks of what [`Reads`] misses.
#[diagnostic::on_unimplemented(
    message = "this query does not read all tables of this expression",
    label = "this uses a table that the query does not read"
)]
pub trait ReadBy<F, I> {
    /// Whether any of the tables may be absent.
    type Side: Side;
}

impl<F> ReadBy<F, ()> for () {
    type Side = InnerSide;
}

impl<F: Reads<R, S, I>, R, S, I> ReadBy<F, I> for FromTable<R, S> {
    type Side = F::Side;
}

impl<Q: ReadBy<<F as Ungrouped>::Rows, I> + OfRows, F: Ungrouped, I> ReadBy<F, I> for Present<Q> {
    type Side = InnerSide;
}

impl<Q: ReadBy<F, I>, F, I> ReadBy<F, I> for OverRows<Q> {
    type Side = InnerSide;
}

impl<F, J: Side> ReadBy<Groups<F>, ()> for OfGroup<F, J> {
    type Side = J;
}

impl<F, A: ReadBy<F, I>, B: ReadBy<F, J>, I, J> ReadBy<F, (I, J)> for (A, B) {
    type Side = <A::Side as Side>::Or<B::Side>;
}

impl<F, A: ReadBy<F, I>, B: ReadBy<F, J>, I, J> ReadBy<F, (I, J)> for OrElse<A, B> {
    type Side = B::Side;
}

impl<Q: ReadBy<F, I>, D, F: Tables<Schema: InDatabase<D>>, I> ReadBy<F, I> for OfDatabase<D, Q> {
    type Side = Q::Side;
}

impl<Q: ReadBy<F, I>, S: SeenFrom<F::Schema>, F: Tables, I> ReadBy<F, I> for OfSchema<S, Q> {
    type Side = Q::Side;
}

impl<F> ReadBy<F, ()> for OfTables<F> {
    type Side = InnerSide;
}

/// A schema in a database of the kind `D`.
#[diagnostic::on_unimplemented(
    message = "this needs a schema in `{D}`",
    label = "only `{D}` has this, and `{Self}` lies in another kind of database"
)]
pub trait InDatabase<D>: Schema {}

#[diagnostic::do_not_recommend]
impl<S: Schema<Database = D>, D> InDatabase<D> for S {}
