//! `CAST` between numbers and text.

use crate::ast::Syntax;
use crate::expr::{Base, Expr, Expression};
use crate::value::{ColumnType, Scalar};

/// A type whose values can be cast to `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be cast to `{T}`",
    label = "casts are between numbers and text, and from `bool` to `i32`"
)]
pub trait CastTo<T>: Scalar {
    #[doc(hidden)]
    const SYNTAX: &'static Syntax;
}

/// `CAST` of an expression.
pub trait Cast: Expression {
    /// `CAST`: from a fraction to an integer towards zero.
    ///
    /// A number that `T` does not hold is refused, by SQLite where it is read or stored. Text that is no number is
    /// refused by PostgreSQL; SQLite reads as much of it as is one, and else 0. Floating-point numbers become
    /// text as each database writes them.
    fn cast_as<T: ColumnType>(self) -> Expr<Self::Query, <Self::Value as ColumnType>::OrNull<T>>
    where
        Base<Self>: CastTo<T>,
    {
        Expr::form(<Base<Self> as CastTo<T>>::SYNTAX, [self.into_node()])
    }
}

impl<E: Expression> Cast for E {}

macro_rules! casts {
    ($($from:ty => $to:ty: [$before:literal, $after:literal], $sqlite:literal;)*) => {$(
        impl CastTo<$to> for $from {
            const SYNTAX: &'static Syntax = &Syntax::each(
                &[concat!("CAST(", $before), concat!($after, ")")],
                &["CAST(", concat!(" AS ", $sqlite, ")")],
            );
        }
    )*};
}

casts! {
    i16 => i32: ["", " AS integer"], "INTEGER";
    i16 => i64: ["", " AS bigint"], "INTEGER";
    i16 => f32: ["", " AS real"], "REAL";
    i16 => f64: ["", " AS double precision"], "REAL";
    i16 => String: ["", " AS text"], "TEXT";
    i32 => i16: ["", " AS smallint"], "INTEGER";
    i32 => i64: ["", " AS bigint"], "INTEGER";
    i32 => f32: ["", " AS real"], "REAL";
    i32 => f64: ["", " AS double precision"], "REAL";
    i32 => String: ["", " AS text"], "TEXT";
    i64 => i16: ["", " AS smallint"], "INTEGER";
    i64 => i32: ["", " AS integer"], "INTEGER";
    i64 => f32: ["", " AS real"], "REAL";
    i64 => f64: ["", " AS double precision"], "REAL";
    i64 => String: ["", " AS text"], "TEXT";
    f32 => f64: ["", " AS double precision"], "REAL";
    f32 => String: ["", " AS text"], "TEXT";
    f64 => f32: ["", " AS real"], "REAL";
    f64 => String: ["", " AS text"], "TEXT";
    String => i16: ["", " AS smallint"], "INTEGER";
    String => i32: ["", " AS integer"], "INTEGER";
    String => i64: ["", " AS bigint"], "INTEGER";
    String => f32: ["", " AS real"], "REAL";
    String => f64: ["", " AS double precision"], "REAL";
    bool => i32: ["", " AS integer"], "INTEGER";
}

// PostgreSQL would round.
casts! {
    f32 => i16: ["trunc(", ") AS smallint"], "INTEGER";
    f32 => i32: ["trunc(", ") AS integer"], "INTEGER";
    f32 => i64: ["trunc(", ") AS bigint"], "INTEGER";
    f64 => i16: ["trunc(", ") AS smallint"], "INTEGER";
    f64 => i32: ["trunc(", ") AS integer"], "INTEGER";
    f64 => i64: ["trunc(", ") AS bigint"], "INTEGER";
}

// SQLite has no columns of exact decimal numbers, so that nothing becomes one there.
#[cfg(feature = "decimal")]
casts! {
    rust_decimal::Decimal => i32: ["trunc(", ") AS integer"], "INTEGER";
    rust_decimal::Decimal => i64: ["trunc(", ") AS bigint"], "INTEGER";
    rust_decimal::Decimal => f64: ["", " AS double precision"], "REAL";
    rust_decimal::Decimal => String: ["", " AS text"], "TEXT";
}
