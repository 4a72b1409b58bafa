//! Whether an expression is of single rows or of groups of them, so that the two are not read together.

use crate::expr::{
    FromTable, OfDatabase, OfGroup, OfSchema, OfTables, OrElse, OverRows, Present, TableList,
};

/// What an expression is of.
pub trait Level: 'static {
    /// Both together.
    type With<L: Level>: Level;
    #[doc(hidden)]
    type WithRow: Level;
    #[doc(hidden)]
    type WithGroup: Level;
}

/// Of nothing: a value.
#[derive(Debug, Clone, Copy)]
pub enum Constant {}

/// Of single rows.
#[derive(Debug, Clone, Copy)]
pub enum Row {}

/// Of groups of rows: an aggregate, or what the rows are grouped by.
#[derive(Debug, Clone, Copy)]
pub enum Group {}

/// Of both, which has no meaning.
#[derive(Debug, Clone, Copy)]
pub enum Mixed {}

impl Level for Constant {
    type With<L: Level> = L;
    type WithRow = Row;
    type WithGroup = Group;
}

impl Level for Row {
    type With<L: Level> = L::WithRow;
    type WithRow = Row;
    type WithGroup = Mixed;
}

impl Level for Group {
    type With<L: Level> = L::WithGroup;
    type WithRow = Mixed;
    type WithGroup = Group;
}

impl Level for Mixed {
    type With<L: Level> = Mixed;
    type WithRow = Mixed;
    type WithGroup = Mixed;
}

/// What can be read by one query.
#[diagnostic::on_unimplemented(
    message = "aggregates and columns of single rows are read by one query",
    label = "reads an aggregate beside a column that the rows are not grouped by",
    note = "group by the column: `.group_by(column).columns(|column| (column, ..))`"
)]
pub trait OneLevel: Level {}

impl OneLevel for Constant {}
impl OneLevel for Row {}
impl OneLevel for Group {}

/// What can be read of each row that a statement writes.
#[diagnostic::on_unimplemented(
    message = "an aggregate stands where single rows are read",
    label = "a statement returns each row that it writes",
    note = "count the rows that come back, or ask with a select"
)]
pub trait SingleRows: Level {}

impl SingleRows for Constant {}
impl SingleRows for Row {}

/// A query on these tables can be sorted by what is of the level `L`: groups by anything, single rows not by
/// an aggregate.
#[diagnostic::on_unimplemented(
    message = "single rows cannot be sorted by an aggregate",
    label = "expected an expression of single rows",
    note = "group them first: `.group_by(key).order_by(|key| ..)`"
)]
pub trait SortsBy<L> {}

impl<R, S, J, Tail> SortsBy<Constant> for TableList<R, S, J, Tail> {}
impl<R, S, J, Tail> SortsBy<Row> for TableList<R, S, J, Tail> {}

/// What an expression needs, with its level.
pub trait Needs {
    /// The level of the expression.
    type Level: Level;
}

impl Needs for () {
    type Level = Constant;
}

impl<R, S> Needs for FromTable<R, S> {
    type Level = Row;
}

impl<A: Needs, B: Needs> Needs for (A, B) {
    type Level = <A::Level as Level>::With<B::Level>;
}

impl<A: Needs, B: Needs> Needs for OrElse<A, B> {
    type Level = <A::Level as Level>::With<B::Level>;
}

impl<Q> Needs for Present<Q> {
    type Level = Group;
}

impl<F, J> Needs for OfGroup<F, J> {
    type Level = Group;
}

impl<Q: Needs> Needs for OverRows<Q> {
    type Level = <Q::Level as Level>::With<Row>;
}

impl<D, Q: Needs> Needs for OfDatabase<D, Q> {
    type Level = Q::Level;
}

impl<S, Q: Needs> Needs for OfSchema<S, Q> {
    type Level = Q::Level;
}

impl<F> Needs for OfTables<F> {
    type Level = Row;
}

/// What an expression needs that is there for each single row: no aggregate, no window function.
#[diagnostic::on_unimplemented(
    message = "an aggregate or window function stands where single rows are judged",
    label = "expected an expression of single rows",
    note = "groups are filtered with `.group_by(..).having(..)`; a subquery (`.scalar()`) or a named query computes first and filters then"
)]
pub trait OfRows {}

impl OfRows for () {}
impl<R, S> OfRows for FromTable<R, S> {}
impl<A: OfRows, B: OfRows> OfRows for (A, B) {}
impl<A: OfRows, B: OfRows> OfRows for OrElse<A, B> {}
impl<D, Q: OfRows> OfRows for OfDatabase<D, Q> {}
impl<S, Q: OfRows> OfRows for OfSchema<S, Q> {}
impl<F> OfRows for OfTables<F> {}

/// What an expression needs that holds no window function: `HAVING`, and window functions themselves.
#[diagnostic::on_unimplemented(
    message = "a window function stands where rows or groups are judged, or inside of another one",
    label = "expected an expression without a window function",
    note = "a named query or a subquery computes first and filters then"
)]
pub trait Windowless {}

impl Windowless for () {}
impl<R, S> Windowless for FromTable<R, S> {}
impl<A: Windowless, B: Windowless> Windowless for (A, B) {}
impl<A: Windowless, B: Windowless> Windowless for OrElse<A, B> {}
impl<Q> Windowless for Present<Q> {}
impl<F, J> Windowless for OfGroup<F, J> {}
impl<D, Q: Windowless> Windowless for OfDatabase<D, Q> {}
impl<S, Q: Windowless> Windowless for OfSchema<S, Q> {}
impl<F> Windowless for OfTables<F> {}
