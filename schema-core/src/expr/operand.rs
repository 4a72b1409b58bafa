//! What stands on the other side of a comparison, or is stored in a column.

use crate::ast;
use crate::column::Column;
use crate::expr::{Aggregate, Expr, Expression, Key, Needs};
use crate::value::{ColumnType, Scalar, Value, ValueRef};

/// What compares with a `B`: a value, or an expression, that is never NULL.
#[diagnostic::on_unimplemented(
    message = "`{B}` cannot be compared with `{Self}`",
    label = "expected `{B}`, or a column or expression of `{B}`",
    note = "what may be NULL (`Option`) stands on the left side, or goes through `.is_not_distinct_from(..)`"
)]
pub trait Operand<B> {
    /// The tables that it needs together with `Q`, which are those of the left side.
    type With<Q: Needs>: Needs;

    /// The untyped expression.
    fn into_operand(self) -> ast::Expr;
}

/// What can be stored in a column of `V`; an `Option` only where the column is nullable.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored in a column of `{V}`",
    label = "expected `{V}`, or a column or expression of it",
    note = "only a nullable column takes an `Option`"
)]
pub trait Assign<V> {
    /// The tables that it needs.
    type Query: Needs;

    /// The untyped expression.
    fn into_assigned(self) -> ast::Expr;
}

fn bind(value: Value) -> ast::Expr {
    ast::Expr::Bind { value, like: None }
}

/// The value that an expression is, where only values are possible.
pub(crate) fn value(expr: ast::Expr) -> Value {
    match expr {
        ast::Expr::Bind { value, .. } => value,
        _ => Value::plain(ValueRef::Invalid("an expression stands where a value is needed".into())),
    }
}

#[diagnostic::do_not_recommend]
impl<B: Scalar> Operand<B> for B {
    type With<Q: Needs> = Q;

    fn into_operand(self) -> ast::Expr {
        bind(Scalar::into_value(self))
    }
}

#[diagnostic::do_not_recommend]
impl<B: Scalar + Clone> Operand<B> for &B {
    type With<Q: Needs> = Q;

    fn into_operand(self) -> ast::Expr {
        bind(self.value().to_value())
    }
}

#[diagnostic::do_not_recommend]
impl Operand<String> for &str {
    type With<Q: Needs> = Q;

    fn into_operand(self) -> ast::Expr {
        bind(ValueRef::Text(self).to_value())
    }
}

#[diagnostic::do_not_recommend]
impl Operand<Vec<u8>> for &[u8] {
    type With<Q: Needs> = Q;

    fn into_operand(self) -> ast::Expr {
        bind(ValueRef::Bytes(self).to_value())
    }
}

impl<B: Scalar> Assign<B> for B {
    type Query = ();

    fn into_assigned(self) -> ast::Expr {
        bind(Scalar::into_value(self))
    }
}

impl<B: Scalar> Assign<Option<B>> for B {
    type Query = ();

    fn into_assigned(self) -> ast::Expr {
        bind(Scalar::into_value(self))
    }
}

impl<B: Scalar> Assign<Option<B>> for Option<B> {
    type Query = ();

    fn into_assigned(self) -> ast::Expr {
        bind(ColumnType::into_value(self))
    }
}

#[diagnostic::do_not_recommend]
impl<B: Scalar + Clone> Assign<B> for &B {
    type Query = ();

    fn into_assigned(self) -> ast::Expr {
        bind(self.value().to_value())
    }
}

#[diagnostic::do_not_recommend]
impl<B: Scalar + Clone> Assign<Option<B>> for &B {
    type Query = ();

    fn into_assigned(self) -> ast::Expr {
        bind(self.value().to_value())
    }
}

/// Text and bytes are also taken borrowed, for nullable columns too.
macro_rules! borrowed {
    ($($borrowed:ty => $owned:ty, $variant:ident;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Assign<$owned> for &$borrowed {
            type Query = ();

            fn into_assigned(self) -> ast::Expr {
                bind(ValueRef::$variant(self).to_value())
            }
        }

        #[diagnostic::do_not_recommend]
        impl Assign<Option<$owned>> for &$borrowed {
            type Query = ();

            fn into_assigned(self) -> ast::Expr {
                bind(ValueRef::$variant(self).to_value())
            }
        }
    )*};
}

borrowed! {
    str => String, Text;
    [u8] => Vec<u8>, Bytes;
}

/// Expressions: of `B` for both, of `Option<B>` for nullable columns.
macro_rules! expressions {
    ($([$($generic:tt)*] $expression:ident<$($argument:ident),*>;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generic)*, B: Scalar> Operand<B> for $expression<$($argument),*, B> {
            type With<N: Needs> = (N, <Self as Expression>::Query);

            fn into_operand(self) -> ast::Expr {
                self.into_node()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($generic)*, B: Scalar> Assign<B> for $expression<$($argument),*, B> {
            type Query = <Self as Expression>::Query;

            fn into_assigned(self) -> ast::Expr {
                self.into_node()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($generic)*, B: Scalar> Assign<Option<B>> for $expression<$($argument),*, B> {
            type Query = <Self as Expression>::Query;

            fn into_assigned(self) -> ast::Expr {
                self.into_node()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($generic)*, B: Scalar> Assign<Option<B>> for $expression<$($argument),*, Option<B>> {
            type Query = <Self as Expression>::Query;

            fn into_assigned(self) -> ast::Expr {
                self.into_node()
            }
        }
    )*};
}

expressions! {
    [R: 'static, S: 'static] Column<R, S>;
    [Q: Needs] Expr<Q>;
    [Q] Aggregate<Q>;
}

/// A key of `GROUP BY`, as what it is a key of.
#[diagnostic::do_not_recommend]
impl<E: Expression<Value = B>, B: Scalar, F, J> Operand<B> for Key<E, F, J> {
    type With<N: Needs> = (N, <Self as Expression>::Query);

    fn into_operand(self) -> ast::Expr {
        self.into_node()
    }
}
