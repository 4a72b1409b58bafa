//! Aggregates.

use std::fmt;
use std::marker::PhantomData;

use crate::ast;
use crate::dialect::{Postgres, Sqlite};
use crate::expr::{Base, Expression, OfDatabase, Predicate, Present, SortKey};
use crate::value::{ArrayElement, ColumnType, Everywhere, OnSqlite, Scalar};

/// A number that can be summed up.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be summed up",
    label = "only numbers have a sum"
)]
pub trait Sum: Scalar {
    /// The type of the sum: 64-bit for integers, so it can overflow only there.
    type Output: Scalar;
    #[doc(hidden)]
    const FUNCTION: ast::AggregateFunction;
}

/// A type of which a database has `min` and `max`.
///
/// Source: PostgreSQL manual, 9.21: not of truth values, `uuid` and `bytea`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has neither `min` nor `max`",
    label = "no value of `{Self}` is the least or the greatest",
    note = "numbers, text, dates and enums have them"
)]
pub trait Extremes: Scalar {
    /// What they need beside what their operand needs: `Q`, of a database that has them.
    type Needs<Q>;
}

#[diagnostic::do_not_recommend]
impl<T: Scalar<Extremes: Available>> Extremes for T {
    type Needs<Q> = <T::Extremes as Available>::Needs<Q>;
}

/// Databases that have something, as what an expression needs.
pub trait Available {
    /// `Q`, of these databases.
    type Needs<Q>;
}

impl Available for Everywhere {
    type Needs<Q> = Q;
}

impl Available for OnSqlite {
    type Needs<Q> = OfDatabase<Sqlite, Q>;
}

/// What `min` and `max` of `E` need.
pub(crate) type ExtremeOf<E> = <Base<E> as Extremes>::Needs<<E as Expression>::Query>;

/// A number that has an average.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no average",
    label = "only numbers have an average"
)]
pub trait Average: Scalar {}

macro_rules! numbers {
    ($($number:ty => $sum:ty, $function:ident;)*) => {$(
        impl Sum for $number {
            type Output = $sum;
            const FUNCTION: ast::AggregateFunction = ast::AggregateFunction::$function;
        }

        impl Average for $number {}
    )*};
}

numbers! {
    i16 => i64, SumInteger;
    i32 => i64, SumInteger;
    i64 => i64, SumInteger;
    f32 => f64, SumFloat;
    f64 => f64, SumFloat;
}

#[cfg(feature = "decimal")]
numbers! {
    rust_decimal::Decimal => rust_decimal::Decimal, Sum;
}

/// An aggregate that only PostgreSQL has.
type OnPostgres<E, V> = Aggregate<OfDatabase<Postgres, <E as Expression>::Query>, Option<V>>;

macro_rules! statistics {
    ($($(#[$attribute:meta])* $name:ident: $function:ident;)*) => {$(
        $(#[$attribute])*
        fn $name(self) -> OnPostgres<Self, f64>
        where
            Base<Self>: Average,
        {
            Aggregate::of(ast::AggregateFunction::$function, self, false)
        }
    )*};
}

/// Further aggregates; NULL is no value to them, and they are NULL when there are no values.
///
/// ```
/// # use polyschema_core::expr::{Aggregates, Expression};
/// # fn example<E: Expression<Value = i64> + Copy>(population: E) {
/// let all_large = population.gt(1_000_000).bool_and();
/// # }
/// ```
pub trait Aggregates: Expression {
    /// `bool_and`, in SQLite `min`: whether it holds for all.
    fn bool_and(self) -> Aggregate<Self::Query, Option<bool>>
    where
        Self: Predicate,
    {
        Aggregate::of(ast::AggregateFunction::BoolAnd, self, false)
    }

    /// `bool_or`, in SQLite `max`: whether it holds for any.
    fn bool_or(self) -> Aggregate<Self::Query, Option<bool>>
    where
        Self: Predicate,
    {
        Aggregate::of(ast::AggregateFunction::BoolOr, self, false)
    }

    /// `array_agg`: the values in an array, without NULLs. PostgreSQL only.
    ///
    /// `.order_by(..)` says in which order.
    fn array_agg(self) -> OnPostgres<Self, Vec<Base<Self>>>
    where
        Base<Self>: ArrayElement,
    {
        let operand = self.into_node();
        let is_null = ast::Expr::IsNull(Box::new(operand.clone()));
        let mut all = Aggregate::of_node(ast::AggregateFunction::ArrayAgg, operand, false);
        all.call.filter = Some(ast::Expr::Not(Box::new(is_null)));
        all
    }

    statistics! {
        /// `stddev`: the standard deviation of a sample, NULL of one value. PostgreSQL only.
        stddev: StddevSample;
        /// `stddev_pop`: the standard deviation of all that there are. PostgreSQL only.
        stddev_pop: StddevPopulation;
        /// `variance`: of a sample, NULL of one value. PostgreSQL only.
        variance: VarianceSample;
        /// `var_pop`: the variance of all that there are. PostgreSQL only.
        var_pop: VariancePopulation;
    }
}

impl<E: Expression> Aggregates for E {}

/// An aggregate of type `V` over the rows of the tables `Q`.
pub struct Aggregate<Q, V> {
    call: ast::AggregateCall,
    types: PhantomData<fn() -> (Q, V)>,
}

/// `count(*)`: of the rows.
pub const fn count_all() -> Aggregate<(), i64> {
    let call = ast::AggregateCall {
        function: ast::AggregateFunction::Count,
        operand: None,
        arguments: Vec::new(),
        distinct: false,
        order_by: Vec::new(),
        filter: None,
    };
    Aggregate { call, types: PhantomData }
}

impl<Q, V> Aggregate<Q, V> {
    pub(crate) fn of<E: Expression>(
        function: ast::AggregateFunction,
        operand: E,
        distinct: bool,
    ) -> Self {
        Self::of_node(function, operand.into_node(), distinct)
    }

    fn of_node(function: ast::AggregateFunction, operand: ast::Expr, distinct: bool) -> Self {
        let operand = Some(operand);
        let (arguments, order_by) = (Vec::new(), Vec::new());
        let call =
            ast::AggregateCall { function, operand, arguments, distinct, order_by, filter: None };
        Self { call, types: PhantomData }
    }

    pub(crate) fn with(mut self, argument: ast::Expr) -> Self {
        self.call.arguments.push(argument);
        self
    }

    /// Takes the values in this order, after the keys given before: it matters to
    /// [`string_agg`](crate::expr::TextFunctions::string_agg) and [`array_agg`](Aggregates::array_agg). PostgreSQL
    /// only.
    pub fn order_by<K: SortKey>(
        mut self,
        key: K,
    ) -> Aggregate<OfDatabase<Postgres, (Q, K::Query)>, V> {
        self.call.order_by.push(key.into_key());
        Aggregate { call: self.call, types: PhantomData }
    }

    /// `FILTER (WHERE ..)`: over those rows only for which the predicate holds; all of several must hold.
    pub fn filter<E: Predicate>(mut self, predicate: E) -> Aggregate<(Q, E::Query), V> {
        let predicate = predicate.into_node();
        self.call.filter = Some(match self.call.filter.take() {
            Some(before) => ast::Expr::and(before, predicate),
            None => predicate,
        });
        Aggregate { call: self.call, types: PhantomData }
    }
}

impl<Q, V: ColumnType> Expression for Aggregate<Q, V> {
    type Query = Present<Q>;
    type Value = V;

    fn into_node(self) -> ast::Expr {
        ast::Expr::Aggregate(Box::new(self.call))
    }
}

impl<Q, V> Clone for Aggregate<Q, V> {
    fn clone(&self) -> Self {
        Self { call: self.call.clone(), types: PhantomData }
    }
}

impl<Q, V> fmt::Debug for Aggregate<Q, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}
