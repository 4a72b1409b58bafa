//! Arithmetic: of two numbers of one type, in that type.

use std::ops;

use crate::ast::Syntax;
use crate::column::Column;
use crate::dialect::Postgres;
use crate::expr::argument::Together;
use crate::expr::{Aggregate, Argument, Base, Expr, Expression, Key, Needs, OfDatabase};
use crate::value::{ColumnType, Scalar};

/// A number to calculate with.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number",
    label = "only numbers are calculated with"
)]
pub trait Number: Scalar {}

/// A number with digits after the point.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no fraction",
    label = "only `f32`, `f64` and decimal numbers are rounded"
)]
pub trait Fraction: Number {
    #[doc(hidden)]
    const ROUND: &'static Syntax;
    #[doc(hidden)]
    const FLOOR: &'static Syntax;
    #[doc(hidden)]
    const CEIL: &'static Syntax;
    #[doc(hidden)]
    const ROUND_TO: &'static Syntax;
}

/// A number whose division leaves a remainder.
#[diagnostic::on_unimplemented(
    message = "a division of `{Self}` leaves no remainder",
    label = "only integers and decimal numbers have one"
)]
pub trait Remainder: Number {}

macro_rules! marks {
    ($trait:ident: $($number:ty),*) => {$( impl $trait for $number {} )*};
}

marks!(Number: i16, i32, i64, f32, f64);
marks!(Remainder: i16, i32, i64);
#[cfg(feature = "decimal")]
marks!(Number: rust_decimal::Decimal);
#[cfg(feature = "decimal")]
marks!(Remainder: rust_decimal::Decimal);

/// PostgreSQL rounds to digits in `numeric`, and a `real` in `double precision`: `$open` and `$close` go back.
macro_rules! fraction {
    ($number:ty, $open:literal, $close:literal) => {
        impl Fraction for $number {
            const ROUND: &'static Syntax =
                &Syntax::each(&[concat!($open, "round("), concat!(")", $close)], &["round(", ")"]);
            const FLOOR: &'static Syntax =
                &Syntax::both(&[concat!($open, "floor("), concat!(")", $close)]);
            const CEIL: &'static Syntax =
                &Syntax::both(&[concat!($open, "ceil("), concat!(")", $close)]);
            const ROUND_TO: &'static Syntax = &Syntax::each(
                &[concat!($open, "round(CAST("), " AS numeric), ", concat!(")", $close)],
                &["round(", ", ", ")"],
            );
        }
    };
}

fraction!(f32, "CAST(", " AS real)");
fraction!(f64, "CAST(", " AS double precision)");
#[cfg(feature = "decimal")]
fraction!(rust_decimal::Decimal, "", "");

static ADD: Syntax = Syntax::both(&["", " + ", ""]).operator();
static SUB: Syntax = Syntax::both(&["", " - ", ""]).operator();
static MUL: Syntax = Syntax::both(&["", " * ", ""]).operator();
static DIV: Syntax = Syntax::both(&["", " / ", ""]).operator();
static REM: Syntax = Syntax::both(&["", " % ", ""]).operator();
static NEG: Syntax = Syntax::both(&["-", ""]).operator();
static ABS: Syntax = Syntax::both(&["abs(", ")"]);

/// Arithmetic of an expression: also as `+`, `-`, `*`, `/` and `%` behind a column.
///
/// A result outside of the type is refused: by PostgreSQL where it arises; by SQLite, which counts in 64
/// bits, where it is stored or read.
///
/// ```
/// # use polyschema_core::expr::{Arithmetic, Expression};
/// # fn example<E: Expression<Value = Option<i64>> + Copy>(population: E) {
/// let millions = population.div(1_000_000);
/// let even = population.rem(2).eq(0);
/// # }
/// ```
pub trait Arithmetic: Expression {
    /// `+`.
    fn add<O: Argument<Base<Self>>>(
        self,
        other: O,
    ) -> Expr<(Self::Query, O::Query), Together<Self, O>>
    where
        Base<Self>: Number,
    {
        Expr::form(&ADD, [self.into_node(), other.into_argument()])
    }

    /// `-`.
    fn sub<O: Argument<Base<Self>>>(
        self,
        other: O,
    ) -> Expr<(Self::Query, O::Query), Together<Self, O>>
    where
        Base<Self>: Number,
    {
        Expr::form(&SUB, [self.into_node(), other.into_argument()])
    }

    /// `*`.
    fn mul<O: Argument<Base<Self>>>(
        self,
        other: O,
    ) -> Expr<(Self::Query, O::Query), Together<Self, O>>
    where
        Base<Self>: Number,
    {
        Expr::form(&MUL, [self.into_node(), other.into_argument()])
    }

    /// `/`; of integers without the fraction, towards zero.
    ///
    /// PostgreSQL refuses a division by zero. SQLite makes NULL of it, which only an `Option` reads: give it
    /// `.nullif(0)` as divisor where there may be one.
    fn div<O: Argument<Base<Self>>>(
        self,
        other: O,
    ) -> Expr<(Self::Query, O::Query), Together<Self, O>>
    where
        Base<Self>: Number,
    {
        Expr::form(&DIV, [self.into_node(), other.into_argument()])
    }

    /// `%`: what the division leaves, with the sign of the left side; by zero as `div`.
    fn rem<O: Argument<Base<Self>>>(
        self,
        other: O,
    ) -> Expr<(Self::Query, O::Query), Together<Self, O>>
    where
        Base<Self>: Remainder,
    {
        Expr::form(&REM, [self.into_node(), other.into_argument()])
    }

    /// `-` before a number.
    fn neg(self) -> Expr<Self::Query, Self::Value>
    where
        Base<Self>: Number,
    {
        Expr::form(&NEG, [self.into_node()])
    }

    /// `abs`.
    fn abs(self) -> Expr<Self::Query, Self::Value>
    where
        Base<Self>: Number,
    {
        Expr::form(&ABS, [self.into_node()])
    }

    /// `round`, to a whole number; a half goes away from zero, but to the even side in PostgreSQL's floating point.
    fn round(self) -> Expr<Self::Query, Self::Value>
    where
        Base<Self>: Fraction,
    {
        Expr::form(Base::<Self>::ROUND, [self.into_node()])
    }

    /// `round`, to so many digits after the point.
    fn round_to<O: Argument<i32>>(
        self,
        digits: O,
    ) -> Expr<(Self::Query, O::Query), <Self::Value as ColumnType>::OrNull<Base<Self>>>
    where
        Base<Self>: Fraction,
    {
        Expr::form(Base::<Self>::ROUND_TO, [self.into_node(), digits.into_argument()])
    }

    /// `floor`: the next whole number below. PostgreSQL only: SQLite is often built without it.
    fn floor(self) -> Expr<OfDatabase<Postgres, Self::Query>, Self::Value>
    where
        Base<Self>: Fraction,
    {
        Expr::form(Base::<Self>::FLOOR, [self.into_node()])
    }

    /// `ceil`: the next whole number above. PostgreSQL only: SQLite is often built without it.
    fn ceil(self) -> Expr<OfDatabase<Postgres, Self::Query>, Self::Value>
    where
        Base<Self>: Fraction,
    {
        Expr::form(Base::<Self>::CEIL, [self.into_node()])
    }
}

impl<E: Expression> Arithmetic for E {}

/// Rust's operators, for each type of expression.
macro_rules! operators {
    ($([$($generic:tt)*] $expression:ty, $value:ty;)*) => {$(
        operators!(@ Add add Number [$($generic)*] $expression, $value);
        operators!(@ Sub sub Number [$($generic)*] $expression, $value);
        operators!(@ Mul mul Number [$($generic)*] $expression, $value);
        operators!(@ Div div Number [$($generic)*] $expression, $value);
        operators!(@ Rem rem Remainder [$($generic)*] $expression, $value);

        impl<$($generic)*> ops::Neg for $expression
        where
            <$value as ColumnType>::Base: Number,
        {
            type Output = Expr<<Self as Expression>::Query, <Self as Expression>::Value>;

            fn neg(self) -> Self::Output {
                Arithmetic::neg(self)
            }
        }
    )*};
    (@ $operator:ident $method:ident $number:ident [$($generic:tt)*] $expression:ty, $value:ty) => {
        impl<$($generic)*, O: Argument<<$value as ColumnType>::Base>> ops::$operator<O> for $expression
        where
            <$value as ColumnType>::Base: $number,
        {
            type Output = Expr<(<Self as Expression>::Query, O::Query), Together<Self, O>>;

            fn $method(self, other: O) -> Self::Output {
                Arithmetic::$method(self, other)
            }
        }
    };
}

operators! {
    [R: 'static, S: 'static, V: ColumnType] Column<R, S, V>, V;
    [Q: Needs, V: ColumnType] Expr<Q, V>, V;
    [Q, V: ColumnType] Aggregate<Q, V>, V;
    [E: Expression, F, J] Key<E, F, J>, E::Value;
}
