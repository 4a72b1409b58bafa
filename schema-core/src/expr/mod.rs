//! The typed shell over [`ast::Expr`]: what a column compares with, and what it needs.
//!
//! An [`Expr<Q, V>`] is an expression of type `V` that needs the tables `Q`. Both are checked where
//! the expression is used, and dropped there.

mod aggregate;
mod argument;
mod arithmetic;
mod array;
mod cast;
mod conditional;
mod date;
mod function;
mod group;
mod json;
mod level;
mod list;
mod needs;
mod operand;
mod predicate;
mod sort;
mod sources;
mod text;
mod window;

pub(crate) use aggregate::ExtremeOf;
pub use aggregate::{Aggregate, Aggregates, Available, Average, Extremes, Sum, count_all};
pub use argument::{Argument, Together};
pub use arithmetic::{Arithmetic, Fraction, Number, Remainder};
pub use array::{Array, ArrayFunctions};
pub use cast::{Cast, CastTo};
pub use conditional::{Case, Conditional, EmptyCase, case, literal};
pub use date::{DateFunctions, Dated, Day, Precision, Timed, current_date, now};
pub use function::{Parameter, Parameters, call};
pub use group::{GroupKeys, Key};
#[cfg(feature = "json")]
pub use json::{Document, JsonFunctions, Step};
pub use level::{
    Constant, Group, Level, Mixed, Needs, OfRows, OneLevel, Row, SingleRows, SortsBy, Windowless,
};
pub use list::InList;
pub use needs::{
    FromTable, InDatabase, OfDatabase, OfGroup, OfSchema, OfTables, OrElse, OverRows, Present,
    ReadBy,
};
pub(crate) use operand::value;
pub use operand::{Assign, Operand};
pub use predicate::{Predicate, Predicates, all, any, not};
pub use sort::{Sort, SortKey};
pub use sources::{
    AroundSide, GroupedBy, Groups, Here, InnerSide, NoTables, OuterSide, Reads, Side, TableList,
    Tables, There, Ungrouped,
};
pub use text::{Text, TextFunctions, escape_like};
pub use window::{
    Bound, OtherRows, Window, WindowFunction, cume_dist, dense_rank, ntile, percent_rank, rank,
    row_number, window,
};

use std::fmt;
use std::marker::PhantomData;

use crate::ast;
use crate::column::{Column, SourceKey};
use crate::value::{ColumnType, Scalar};

/// An expression of type `V` that needs the tables `Q`.
pub struct Expr<Q, V> {
    node: ast::Expr,
    types: PhantomData<fn() -> (Q, V)>,
}

impl<Q, V> Expr<Q, V> {
    pub(crate) const fn new(node: ast::Expr) -> Self {
        Self { node, types: PhantomData }
    }

    pub(crate) fn form<const N: usize>(
        syntax: &'static ast::Syntax,
        arguments: [ast::Expr; N],
    ) -> Self {
        Self::new(ast::Expr::Form { syntax, arguments: arguments.into() })
    }
}

impl<Q, V> Clone for Expr<Q, V> {
    fn clone(&self) -> Self {
        Self::new(self.node.clone())
    }
}

impl<Q, V> fmt::Debug for Expr<Q, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}

pub(crate) type Base<E> = <<E as Expression>::Value as ColumnType>::Base;

/// What a comparison of `E` is: `bool`, or `Option<bool>` where `E` may be NULL.
pub(crate) type Truth<E> = <<E as Expression>::Value as ColumnType>::OrNull<bool>;

/// What `A` and `B` are together: `bool`, or `Option<bool>` where one of them may be NULL.
type Both<A, B> = <<A as Expression>::Value as ColumnType>::OrNull<<B as Expression>::Value>;

/// A column, or what is made of columns: has a type, and can be compared, sorted by and read.
///
/// ```
/// # use polyschema_core::expr::Expression;
/// # fn example<E: Expression<Value = Option<i64>> + Copy>(population: E) {
/// let big = population.ge(100_000_000);
/// let known = population.is_not_null();
/// let both = big.and(known);
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an expression",
    label = "expected a column of a bound table, or an expression made of columns"
)]
#[allow(clippy::wrong_self_convention, reason = "an expression is taken and made part of another")]
pub trait Expression: Sized {
    /// The tables that it needs.
    type Query: Needs;
    /// Its type; `Option` where it may be NULL.
    type Value: ColumnType;

    /// The untyped expression.
    fn into_node(self) -> ast::Expr;

    /// `=`.
    fn eq<O: Operand<Base<Self>>>(self, other: O) -> Expr<O::With<Self::Query>, Truth<Self>> {
        binary(self, ast::BinaryOp::Eq, other.into_operand())
    }

    /// `<>`; like every comparison, not true where the left side is NULL.
    fn ne<O: Operand<Base<Self>>>(self, other: O) -> Expr<O::With<Self::Query>, Truth<Self>> {
        binary(self, ast::BinaryOp::Ne, other.into_operand())
    }

    /// `<`.
    fn lt<O: Operand<Base<Self>>>(self, other: O) -> Expr<O::With<Self::Query>, Truth<Self>> {
        binary(self, ast::BinaryOp::Lt, other.into_operand())
    }

    /// `<=`.
    fn le<O: Operand<Base<Self>>>(self, other: O) -> Expr<O::With<Self::Query>, Truth<Self>> {
        binary(self, ast::BinaryOp::Le, other.into_operand())
    }

    /// `>`.
    fn gt<O: Operand<Base<Self>>>(self, other: O) -> Expr<O::With<Self::Query>, Truth<Self>> {
        binary(self, ast::BinaryOp::Gt, other.into_operand())
    }

    /// `>=`.
    fn ge<O: Operand<Base<Self>>>(self, other: O) -> Expr<O::With<Self::Query>, Truth<Self>> {
        binary(self, ast::BinaryOp::Ge, other.into_operand())
    }

    /// `LIKE`: `%` stands for any text, `_` for one character, `\` makes the next one ordinary.
    ///
    /// In SQLite `LIKE` ignores the case of ASCII letters; in PostgreSQL it does not.
    fn like<O: Operand<String>>(self, pattern: O) -> Expr<O::With<Self::Query>, Truth<Self>>
    where
        Base<Self>: Text,
    {
        binary(self, ast::BinaryOp::Like, pattern.into_operand())
    }

    /// `NOT LIKE`.
    fn not_like<O: Operand<String>>(self, pattern: O) -> Expr<O::With<Self::Query>, Truth<Self>>
    where
        Base<Self>: Text,
    {
        binary(self, ast::BinaryOp::NotLike, pattern.into_operand())
    }

    /// `IS DISTINCT FROM`: `<>` that takes NULL for a value.
    fn is_distinct_from<O: Assign<Option<Base<Self>>>>(
        self,
        other: O,
    ) -> Expr<(Self::Query, O::Query), bool> {
        binary(self, ast::BinaryOp::IsDistinctFrom, other.into_assigned())
    }

    /// `IS NOT DISTINCT FROM`: `=` that takes NULL for a value.
    fn is_not_distinct_from<O: Assign<Option<Base<Self>>>>(
        self,
        other: O,
    ) -> Expr<(Self::Query, O::Query), bool> {
        binary(self, ast::BinaryOp::IsNotDistinctFrom, other.into_assigned())
    }

    /// `IS NULL`, of what may be NULL.
    fn is_null(self) -> Expr<Self::Query, bool>
    where
        Self::Value: Nullable,
    {
        Expr::new(ast::Expr::IsNull(Box::new(self.into_node())))
    }

    /// `IS NOT NULL`, of what may be NULL.
    fn is_not_null(self) -> Expr<Self::Query, bool>
    where
        Self::Value: Nullable,
    {
        let is_null = ast::Expr::IsNull(Box::new(self.into_node()));
        Expr::new(ast::Expr::Not(Box::new(is_null)))
    }

    /// Whether it is one of the values, or of those that a query of one column reads; with none, it never is.
    ///
    /// PostgreSQL gets values as one array bind, so the statement is the same for any number.
    fn is_in<L: InList<Base<Self>>>(self, list: L) -> Expr<(Self::Query, L::Query), Truth<Self>> {
        Expr::new(list.contains(self.into_node()))
    }

    /// `BETWEEN`, both ends included.
    fn between<L: Operand<Base<Self>>, H: Operand<Base<Self>>>(
        self,
        low: L,
        high: H,
    ) -> Expr<H::With<L::With<Self::Query>>, Truth<Self>> {
        let operand = self.into_node();
        Expr::new(ast::Expr::Between {
            low: Box::new(low.into_operand().like(&operand)),
            high: Box::new(high.into_operand().like(&operand)),
            operand: Box::new(operand),
        })
    }

    /// `AND`.
    fn and<E: Predicate>(self, other: E) -> Expr<(Self::Query, E::Query), Both<Self, E>>
    where
        Self: Predicate,
    {
        Expr::new(ast::Expr::and(self.into_node(), other.into_node()))
    }

    /// `OR`.
    fn or<E: Predicate>(self, other: E) -> Expr<(Self::Query, E::Query), Both<Self, E>>
    where
        Self: Predicate,
    {
        Expr::new(ast::Expr::or(self.into_node(), other.into_node()))
    }

    /// In ascending order.
    fn asc(self) -> Sort<Self::Query, Self::Value> {
        Sort::new(self, false)
    }

    /// In descending order.
    fn desc(self) -> Sort<Self::Query, Self::Value> {
        Sort::new(self, true)
    }

    /// `count`: of the rows where it is not NULL.
    fn count(self) -> Aggregate<Self::Query, i64> {
        Aggregate::of(ast::AggregateFunction::Count, self, false)
    }

    /// `count(DISTINCT ..)`: of the different values, NULL apart.
    fn count_distinct(self) -> Aggregate<Self::Query, i64> {
        Aggregate::of(ast::AggregateFunction::Count, self, true)
    }

    /// `sum`; NULL when there are no values.
    fn sum(self) -> Aggregate<Self::Query, Option<<Base<Self> as Sum>::Output>>
    where
        Base<Self>: Sum,
    {
        Aggregate::of(<Base<Self> as Sum>::FUNCTION, self, false)
    }

    /// `avg`; NULL when there are no values.
    fn avg(self) -> Aggregate<Self::Query, Option<f64>>
    where
        Base<Self>: Average,
    {
        Aggregate::of(ast::AggregateFunction::Avg, self, false)
    }

    /// `min`; NULL when there are no values. PostgreSQL has none of truth values (see
    /// [`bool_and`](Aggregates::bool_and)), UUIDs and bytes.
    fn min(self) -> Aggregate<ExtremeOf<Self>, Option<Base<Self>>>
    where
        Base<Self>: Extremes,
    {
        Aggregate::of(ast::AggregateFunction::Min, self, false)
    }

    /// `max`; NULL when there are no values. PostgreSQL has none of what it has no [`min`](Self::min) of.
    fn max(self) -> Aggregate<ExtremeOf<Self>, Option<Base<Self>>>
    where
        Base<Self>: Extremes,
    {
        Aggregate::of(ast::AggregateFunction::Max, self, false)
    }
}

/// What may be NULL.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is never NULL",
    label = "only a nullable column (`Option<{Self}>`) can be tested for NULL"
)]
pub trait Nullable: ColumnType {}

impl<B: Scalar> Nullable for Option<B> {}

fn binary<E: Expression, Q, V>(left: E, op: ast::BinaryOp, right: ast::Expr) -> Expr<Q, V> {
    Expr::new(ast::Expr::binary(op, left.into_node(), right))
}

impl<R: 'static, S: 'static, V: ColumnType> Expression for Column<R, S, V> {
    type Query = FromTable<R, S>;
    type Value = V;

    fn into_node(self) -> ast::Expr {
        ast::Expr::Column(self.into_ref())
    }
}

impl<R: 'static, S: 'static, V> Column<R, S, V> {
    pub(crate) fn into_ref(self) -> ast::ColumnRef {
        ast::ColumnRef { source: SourceKey::of::<R, S>(), position: self.position() }
    }
}

impl<Q: Needs, V: ColumnType> Expression for Expr<Q, V> {
    type Query = Q;
    type Value = V;

    fn into_node(self) -> ast::Expr {
        self.node
    }
}
