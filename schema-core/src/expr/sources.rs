//! Which tables a query reads, as a list of types, and whether an expression's tables are among them.
//!
//! The position in the list is inferred: no user ever writes it.

use std::marker::PhantomData;

use crate::value::ColumnType;

/// No tables.
#[derive(Debug, Clone, Copy)]
pub struct NoTables;

/// The table `R` of the schema `S`, joined as `J`, before the tables of `Tail`.
#[derive(Debug, Clone, Copy)]
pub struct TableList<R, S, J, Tail>(PhantomData<fn() -> (R, S, J, Tail)>);

/// The head of the list.
#[derive(Debug, Clone, Copy)]
pub struct Here;

/// A place in the tail of the list.
#[derive(Debug, Clone, Copy)]
pub struct There<I>(PhantomData<I>);

/// How a table takes part in a join.
pub trait Side: 'static {
    /// The type in which a column of `V` is read.
    type Column<V: ColumnType>: ColumnType;
    /// The type in which a whole row is read.
    type Row<T: Send + 'static>: Send + 'static;
    /// This side, or `Outer` if the other one is.
    type Or<Other: Side>: Side;

    /// Whether the row may be absent.
    const OUTER: bool;
    /// The row as it is read; `None` is possible on an outer side only.
    fn row<T: Send + 'static>(row: Option<T>) -> Option<Self::Row<T>>;
}

/// Its rows are always there.
#[derive(Debug, Clone, Copy)]
pub struct InnerSide;

/// Its rows may be absent: all of its columns are NULL then.
#[derive(Debug, Clone, Copy)]
pub struct OuterSide;

impl Side for InnerSide {
    type Column<V: ColumnType> = V;
    type Row<T: Send + 'static> = T;
    type Or<Other: Side> = Other;
    const OUTER: bool = false;

    fn row<T: Send + 'static>(row: Option<T>) -> Option<T> {
        row
    }
}

impl Side for OuterSide {
    type Column<V: ColumnType> = Option<V::Base>;
    type Row<T: Send + 'static> = Option<T>;
    type Or<Other: Side> = OuterSide;
    const OUTER: bool = true;

    fn row<T: Send + 'static>(row: Option<T>) -> Option<Option<T>> {
        Some(row)
    }
}

/// A list of tables that has the table `R` of the schema `S`, at the place `I`.
#[diagnostic::on_unimplemented(
    message = "this query does not read from `{R}` of schema `{S}`",
    label = "this is of `{R}` of schema `{S}`",
    note = "join that table, or use one that the query reads"
)]
pub trait Reads<R, S, I> {
    /// How the table is joined.
    type Side: Side;
}

impl<R, S, J: Side, Tail> Reads<R, S, Here> for TableList<R, S, J, Tail> {
    type Side = J;
}

#[diagnostic::do_not_recommend]
impl<R, S, R2, S2, J, Tail, I> Reads<R, S, There<I>> for TableList<R2, S2, J, Tail>
where
    Tail: Reads<R, S, I>,
{
    type Side = Tail::Side;
}

/// What an expression needs: the table `R` of the schema `S`.
#[derive(Debug, Clone, Copy)]
pub struct FromTable<R, S>(PhantomData<fn() -> (R, S)>);

/// What an aggregate needs: as its operand, but it is never absent with its table.
#[derive(Debug, Clone, Copy)]
pub struct Present<Q>(PhantomData<fn() -> Q>);

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

impl<Q: ReadBy<F, I>, F, I> ReadBy<F, I> for Present<Q> {
    type Side = InnerSide;
}

impl<F, A: ReadBy<F, I>, B: ReadBy<F, J>, I, J> ReadBy<F, (I, J)> for (A, B) {
    type Side = <A::Side as Side>::Or<B::Side>;
}
