//! Aggregates.

use crate::ast;
use crate::expr::{Expr, Expression, Present};
use crate::value::Scalar;

/// A number that can be summed up.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be summed up",
    label = "only numbers have a sum"
)]
pub trait Sum: Scalar {
    /// The type of the sum: 64-bit for integers, so it can overflow only there.
    type Output: Scalar;
    #[doc(hidden)]
    const FUNCTION: ast::Aggregate;
}

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
            const FUNCTION: ast::Aggregate = ast::Aggregate::$function;
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

/// `count(*)`.
pub const fn count_all() -> Expr<(), i64> {
    Expr::new(ast::Expr::Aggregate {
        function: ast::Aggregate::Count,
        operand: None,
        distinct: false,
    })
}

pub(crate) fn aggregate<E: Expression, Q, V>(
    function: ast::Aggregate,
    operand: E,
    distinct: bool,
) -> Expr<Q, V> {
    let operand = Some(Box::new(operand.into_node()));
    Expr::new(ast::Expr::Aggregate { function, operand, distinct })
}

/// The type of a count: never NULL, whatever is counted.
pub(crate) type Count<Q> = Expr<Present<Q>, i64>;
