//! Aggregates.

use std::fmt;
use std::marker::PhantomData;

use crate::ast;
use crate::dialect::Postgres;
use crate::expr::{Expression, OfDatabase, Predicate, Present, SortKey};
use crate::value::{ColumnType, Scalar};

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

/// A type whose values have a least and a greatest one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no order",
    label = "no value of `{Self}` is the least or the greatest",
    note = "numbers, text, dates and enums have an order"
)]
pub trait Ordered: Scalar {}

impl<T: Scalar> Ordered for T {}

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
        let operand = Some(operand.into_node());
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
    /// [`string_agg`](crate::expr::TextFunctions::string_agg) and to arrays. PostgreSQL only.
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
