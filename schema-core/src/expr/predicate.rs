//! Predicates, and `AND`, `OR`, `NOT` of them.

use crate::ast;
use crate::expr::{Expr, Expression, Needs};
use crate::value::ColumnType;

/// An expression that is true or false, or NULL, which a filter does not keep.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a predicate",
    label = "expected a comparison, or a column of `bool`"
)]
pub trait Predicate: Expression<Value: ColumnType<Base = bool>> {}

#[diagnostic::do_not_recommend]
impl<E: Expression<Value: ColumnType<Base = bool>>> Predicate for E {}

/// `NOT`.
pub fn not<E: Predicate>(predicate: E) -> Expr<E::Query, E::Value> {
    Expr::new(ast::Expr::Not(Box::new(predicate.into_node())))
}

/// Predicates: an array or `Vec` of one type, or a tuple of up to eight.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of predicates",
    label = "expected an array, a `Vec` or a tuple of predicates"
)]
pub trait Predicates {
    /// The tables that they need.
    type Query: Needs;
    /// `bool`, or `Option<bool>` where one of them may be NULL.
    type Value: ColumnType<Base = bool>;

    /// The predicates, untyped.
    fn into_nodes(self) -> Vec<ast::Expr>;
}

/// All of the predicates; true when there are none.
pub fn all<P: Predicates>(predicates: P) -> Expr<P::Query, P::Value> {
    Expr::new(ast::Expr::All(predicates.into_nodes()))
}

/// Any of the predicates; false when there are none.
pub fn any<P: Predicates>(predicates: P) -> Expr<P::Query, P::Value> {
    Expr::new(ast::Expr::Any(predicates.into_nodes()))
}

impl<E: Predicate> Predicates for Vec<E> {
    type Query = E::Query;
    type Value = E::Value;

    fn into_nodes(self) -> Vec<ast::Expr> {
        self.into_iter().map(E::into_node).collect()
    }
}

impl<E: Predicate, const N: usize> Predicates for [E; N] {
    type Query = E::Query;
    type Value = E::Value;

    fn into_nodes(self) -> Vec<ast::Expr> {
        self.into_iter().map(E::into_node).collect()
    }
}

macro_rules! predicates {
    (@query $one:ident) => { $one::Query };
    (@query $one:ident $($rest:ident)+) => { ($one::Query, predicates!(@query $($rest)+)) };
    (@value $one:ident) => { $one::Value };
    (@value $one:ident $($rest:ident)+) => {
        <$one::Value as ColumnType>::OrNull<predicates!(@value $($rest)+)>
    };
    ($($part:ident)+) => {
        #[allow(non_snake_case, reason = "the predicates are named as their types")]
        impl<$($part: Predicate),+> Predicates for ($($part,)+) {
            type Query = predicates!(@query $($part)+);
            type Value = predicates!(@value $($part)+);

            fn into_nodes(self) -> Vec<ast::Expr> {
                let ($($part,)+) = self;
                vec![$($part.into_node()),+]
            }
        }
    };
}

predicates!(A);
predicates!(A B);
predicates!(A B C);
predicates!(A B C D);
predicates!(A B C D E);
predicates!(A B C D E F);
predicates!(A B C D E F G);
predicates!(A B C D E F G H);
