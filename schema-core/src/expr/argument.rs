//! What stands beside an expression of a type: a value, or another expression of that type.

use crate::ast;
use crate::column::Column;
use crate::expr::{Aggregate, Base, Expr, Expression, Key, Needs, Operand};
use crate::value::{ColumnType, Scalar};

/// A value or an expression of `B`, which may be NULL: the other side of `+`, an argument of a function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` stands where `{B}` is needed",
    label = "expected `{B}`, or a column or expression of `{B}`"
)]
pub trait Argument<B> {
    /// The tables that it needs.
    type Query: Needs;
    /// `B`, or `Option<B>` where it may be NULL.
    type Value: ColumnType<Base = B>;

    /// The untyped expression.
    fn into_argument(self) -> ast::Expr;
}

/// What `E` and `O` are together: in an `Option` where one of them may be NULL.
pub type Together<E, O> = <<E as Expression>::Value as ColumnType>::OrNull<
    <O as Argument<<<E as Expression>::Value as ColumnType>::Base>>::Value,
>;

#[diagnostic::do_not_recommend]
impl<B: Scalar + ColumnType<Base = B>> Argument<B> for B {
    type Query = ();
    type Value = B;

    fn into_argument(self) -> ast::Expr {
        self.into_operand()
    }
}

#[diagnostic::do_not_recommend]
impl<B: Scalar + ColumnType<Base = B> + Clone> Argument<B> for &B {
    type Query = ();
    type Value = B;

    fn into_argument(self) -> ast::Expr {
        self.into_operand()
    }
}

#[diagnostic::do_not_recommend]
impl<B: Scalar + ColumnType<Base = B>> Argument<B> for Option<B> {
    type Query = ();
    type Value = Option<B>;

    fn into_argument(self) -> ast::Expr {
        ast::Expr::Bind { value: ColumnType::into_value(self), like: None }
    }
}

#[diagnostic::do_not_recommend]
impl Argument<String> for &str {
    type Query = ();
    type Value = String;

    fn into_argument(self) -> ast::Expr {
        self.into_operand()
    }
}

/// Expressions, NULL or not.
macro_rules! expressions {
    ($([$($generic:tt)*] $expression:ident<$($argument:ident),*>;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generic)*, B: Scalar, V: ColumnType<Base = B>> Argument<B> for $expression<$($argument),*, V> {
            type Query = <Self as Expression>::Query;
            type Value = V;

            fn into_argument(self) -> ast::Expr {
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

#[diagnostic::do_not_recommend]
impl<E: Expression, F, J> Argument<Base<E>> for Key<E, F, J> {
    type Query = <Self as Expression>::Query;
    type Value = E::Value;

    fn into_argument(self) -> ast::Expr {
        self.into_node()
    }
}
