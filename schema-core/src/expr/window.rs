//! Window functions: each row beside others of its partition.

use std::fmt;
use std::marker::PhantomData;

use crate::ast::{self, FrameUnit, Syntax};
use crate::expr::{
    Aggregate, Argument, Base, Expr, Expression, Needs, Operand, OverRows, SortKey, Windowless,
};
use crate::value::ColumnType;

static ROW_NUMBER: Syntax = Syntax::both(&["row_number()"]);
static RANK: Syntax = Syntax::both(&["rank()"]);
static DENSE_RANK: Syntax = Syntax::both(&["dense_rank()"]);
static PERCENT_RANK: Syntax = Syntax::both(&["percent_rank()"]);
static CUME_DIST: Syntax = Syntax::both(&["cume_dist()"]);
static NTILE: Syntax = Syntax::both(&["ntile(", ")"]);
static LAG: Syntax = Syntax::both(&["lag(", ", ", ")"]).like_first();
static LEAD: Syntax = Syntax::both(&["lead(", ", ", ")"]).like_first();
static FIRST_VALUE: Syntax = Syntax::both(&["first_value(", ")"]).like_first();
static LAST_VALUE: Syntax = Syntax::both(&["last_value(", ")"]).like_first();

/// A window function of type `V`, of expressions that need the tables `Q`; say over which rows.
#[must_use = "say over which rows: `.over(window().order_by(key))`"]
pub struct WindowFunction<Q, V> {
    call: ast::Expr,
    types: PhantomData<fn() -> (Q, V)>,
}

impl<Q: Needs, V: ColumnType> WindowFunction<Q, V> {
    fn of<const N: usize>(syntax: &'static Syntax, arguments: [ast::Expr; N]) -> Self {
        let call = ast::Expr::Form { syntax, arguments: arguments.into() };
        Self { call, types: PhantomData }
    }

    /// `OVER`: the rows that it looks at.
    pub fn over<W>(self, window: Window<W>) -> Expr<OverRows<(Q, W)>, V>
    where
        (Q, W): Windowless,
    {
        Expr::new(ast::Expr::Over { function: Box::new(self.call), window: window.window.into() })
    }
}

impl<Q, V: ColumnType> Aggregate<Q, V> {
    /// `OVER`: of the rows that the window shows, beside each row.
    ///
    /// ```
    /// # use polyschema_core::expr::{Expression, window};
    /// # fn example<E: Expression<Query = (), Value = i64> + Copy>(region: E, population: E) {
    /// let share = population.sum().over(window().partition_by(region));
    /// let running = population.sum().over(window().order_by(population.asc()));
    /// # }
    /// ```
    pub fn over<W>(self, window: Window<W>) -> Expr<OverRows<(Q, W)>, V>
    where
        (Q, W): Windowless,
    {
        let function = Box::new(self.into_node());
        Expr::new(ast::Expr::Over { function, window: window.window.into() })
    }
}

/// `row_number`: the row's number in the window's order, from 1.
pub fn row_number() -> WindowFunction<(), i64> {
    WindowFunction::of(&ROW_NUMBER, [])
}

/// `rank`: the number of the first row that is equal in the window's order.
pub fn rank() -> WindowFunction<(), i64> {
    WindowFunction::of(&RANK, [])
}

/// `dense_rank`: the rank, without gaps.
pub fn dense_rank() -> WindowFunction<(), i64> {
    WindowFunction::of(&DENSE_RANK, [])
}

/// `percent_rank`: the rank between 0 and 1.
pub fn percent_rank() -> WindowFunction<(), f64> {
    WindowFunction::of(&PERCENT_RANK, [])
}

/// `cume_dist`: the part of the rows, up to 1, that come before this one or are equal to it.
pub fn cume_dist() -> WindowFunction<(), f64> {
    WindowFunction::of(&CUME_DIST, [])
}

/// `ntile`: which of so many parts of one size the row is in, from 1.
pub fn ntile<O: Operand<i32>>(parts: O) -> WindowFunction<O::With<()>, i32> {
    WindowFunction::of(&NTILE, [parts.into_operand()])
}

/// The value of an expression in other rows of the window.
pub trait OtherRows: Expression {
    /// `lag`: so many rows before this one; NULL where there is none.
    fn lag(self, rows: i32) -> WindowFunction<Self::Query, Option<Base<Self>>> {
        WindowFunction::of(&LAG, [self.into_node(), rows.into_argument()])
    }

    /// `lead`: so many rows behind this one; NULL where there is none.
    fn lead(self, rows: i32) -> WindowFunction<Self::Query, Option<Base<Self>>> {
        WindowFunction::of(&LEAD, [self.into_node(), rows.into_argument()])
    }

    /// `first_value`: in the first row of the frame; NULL where the frame is empty.
    fn first_value(self) -> WindowFunction<Self::Query, Option<Base<Self>>> {
        WindowFunction::of(&FIRST_VALUE, [self.into_node()])
    }

    /// `last_value`: in the last row of the frame, which ends with this row unless it is said.
    fn last_value(self) -> WindowFunction<Self::Query, Option<Base<Self>>> {
        WindowFunction::of(&LAST_VALUE, [self.into_node()])
    }
}

impl<E: Expression> OtherRows for E {}

/// The rows that a window function looks at; its expressions need the tables `Q`.
pub struct Window<Q> {
    window: ast::Window,
    types: PhantomData<fn() -> Q>,
}

/// All rows, until a partition is said; up to the present row, if an order is said.
pub fn window() -> Window<()> {
    Window { window: ast::Window::default(), types: PhantomData }
}

/// Where the frame of a window begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// At the first row of the partition, or at the last.
    Unbounded,
    /// So many rows, values or groups before the present row.
    Preceding(u32),
    /// At the present row; with `range`, at the rows that are equal to it in the window's order.
    Current,
    /// So many rows, values or groups behind the present row.
    Following(u32),
}

impl<Q: Needs> Window<Q> {
    /// `PARTITION BY`: looks only at rows that agree in this, beside what was said before.
    pub fn partition_by<E: Expression>(mut self, key: E) -> Window<(Q, E::Query)> {
        self.window.partition_by.push(key.into_node());
        Window { window: self.window, types: PhantomData }
    }

    /// `ORDER BY`: the order of the rows, after the keys given before.
    pub fn order_by<K: SortKey>(mut self, key: K) -> Window<(Q, K::Query)> {
        self.window.order_by.push(key.into_key());
        Window { window: self.window, types: PhantomData }
    }

    /// `ROWS BETWEEN`: looks at these rows around the present one.
    pub fn rows(self, from: Bound, to: Bound) -> Self {
        self.framed(FrameUnit::Rows, from, to)
    }

    /// `RANGE BETWEEN`: looks at the rows whose key is so near to that of the present one.
    pub fn range(self, from: Bound, to: Bound) -> Self {
        self.framed(FrameUnit::Range, from, to)
    }

    /// `GROUPS BETWEEN`: looks at so many groups of rows that are equal in the window's order.
    pub fn groups(self, from: Bound, to: Bound) -> Self {
        self.framed(FrameUnit::Groups, from, to)
    }

    fn framed(mut self, unit: FrameUnit, from: Bound, to: Bound) -> Self {
        let edge = |bound| match bound {
            Bound::Unbounded => None,
            Bound::Preceding(by) => Some(-i64::from(by)),
            Bound::Current => Some(0),
            Bound::Following(by) => Some(i64::from(by)),
        };
        self.window.frame = Some(ast::Frame { unit, from: edge(from), to: edge(to) });
        self
    }
}

impl<Q> Clone for Window<Q> {
    fn clone(&self) -> Self {
        Self { window: self.window.clone(), types: PhantomData }
    }
}

impl<Q> fmt::Debug for Window<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.window.fmt(f)
    }
}

impl<Q, V> Clone for WindowFunction<Q, V> {
    fn clone(&self) -> Self {
        Self { call: self.call.clone(), types: PhantomData }
    }
}

impl<Q, V> fmt::Debug for WindowFunction<Q, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}
