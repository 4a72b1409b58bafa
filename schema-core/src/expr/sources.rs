//! Which tables a query reads, as a list of types.
//!
//! The position in the list is inferred: no user ever writes it.

use std::marker::PhantomData;

use crate::error::Result;
use crate::expr::FromTable;
use crate::table::Record;
use crate::value::{ColumnType, RowReader};

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
    /// This side where any row may be absent.
    type Absent: Side;
    /// What the query needs of a query around it.
    type Needs<R, S>;

    /// Whether the row may be absent.
    const OUTER: bool;

    /// Reads a whole row.
    ///
    /// # Errors
    /// A column holds a value that its Rust type does not have.
    fn read_row<T: Record, R: RowReader>(row: &mut R) -> Result<Self::Row<T>>;
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
    type Absent = OuterSide;
    type Needs<R, S> = ();
    const OUTER: bool = false;

    fn read_row<T: Record, R: RowReader>(row: &mut R) -> Result<T> {
        T::read(row)
    }
}

/// Its rows are those of a query around this one.
#[derive(Debug, Clone, Copy)]
pub struct AroundSide;

impl Side for AroundSide {
    type Column<V: ColumnType> = V;
    type Row<T: Send + 'static> = T;
    type Or<Other: Side> = Other;
    type Absent = AroundSide;
    type Needs<R, S> = FromTable<R, S>;
    const OUTER: bool = false;

    fn read_row<T: Record, R: RowReader>(row: &mut R) -> Result<T> {
        T::read(row)
    }
}

impl Side for OuterSide {
    type Column<V: ColumnType> = Option<V::Base>;
    type Row<T: Send + 'static> = Option<T>;
    type Or<Other: Side> = OuterSide;
    type Absent = OuterSide;
    type Needs<R, S> = ();
    const OUTER: bool = true;

    fn read_row<T: Record, R: RowReader>(row: &mut R) -> Result<Option<T>> {
        if row.skip_nulls(T::SPEC.columns.len())? { Ok(None) } else { T::read(row).map(Some) }
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

/// Only where there is a tail, so that a query of one table has one impl to try.
#[diagnostic::do_not_recommend]
impl<R, S, R2, S2, J2, R3, S3, J3, Tail, I> Reads<R, S, There<I>>
    for TableList<R2, S2, J2, TableList<R3, S3, J3, Tail>>
where
    TableList<R3, S3, J3, Tail>: Reads<R, S, I>,
{
    type Side = <TableList<R3, S3, J3, Tail> as Reads<R, S, I>>::Side;
}

/// The tables that a query reads.
pub trait Tables: Sized {
    /// The schema that the query starts from.
    type Schema;
    /// What the query needs of a query around it.
    type Outer;
    /// The tables, of which any row may be absent.
    type Absent;
}

impl<R, S, J: Side> Tables for TableList<R, S, J, NoTables> {
    type Schema = S;
    type Outer = J::Needs<R, S>;
    type Absent = TableList<R, S, J::Absent, NoTables>;
}

impl<R, S, J: Side, R2, S2, J2, Tail> Tables for TableList<R, S, J, TableList<R2, S2, J2, Tail>>
where
    TableList<R2, S2, J2, Tail>: Tables,
{
    type Schema = <TableList<R2, S2, J2, Tail> as Tables>::Schema;
    type Outer = (J::Needs<R, S>, <TableList<R2, S2, J2, Tail> as Tables>::Outer);
    type Absent = TableList<R, S, J::Absent, <TableList<R2, S2, J2, Tail> as Tables>::Absent>;
}

/// The tables `F`, the rows of which are grouped.
#[derive(Debug, Clone, Copy)]
pub struct Groups<F>(PhantomData<fn() -> F>);

impl<F: Tables> Tables for Groups<F> {
    type Schema = F::Schema;
    type Outer = F::Outer;
    type Absent = Groups<F::Absent>;
}

/// The tables of a query, grouped or not.
pub trait Ungrouped {
    /// The tables whose single rows an aggregate sums up.
    type Rows;
}

impl<R, S, J, Tail> Ungrouped for TableList<R, S, J, Tail> {
    type Rows = Self;
}

impl<F> Ungrouped for Groups<F> {
    type Rows = F;
}

/// What a query with `GROUP BY` reads by its name: nothing.
#[diagnostic::on_unimplemented(
    message = "the rows are grouped, and not by this column of `{R}`",
    label = "neither an aggregate nor what the rows are grouped by",
    note = "the closure is given what the rows are grouped by: `.group_by(column).columns(|column| (column, ..))`"
)]
pub trait GroupedBy<R> {}

impl<F: GroupedBy<R>, R, S> Reads<R, S, Here> for Groups<F> {
    type Side = InnerSide;
}
