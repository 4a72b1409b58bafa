//! Predicates, and `AND`, `OR`, `NOT` of them.

use crate::ast;
use crate::expr::{Expr, Expression};

/// An expression that is true or false: what a filter takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a predicate",
    label = "expected a comparison, or a column of `bool`",
    note = "a column of `Option<bool>` is compared first: `.eq(true)`"
)]
pub trait Predicate: Expression<Value = bool> {}

#[diagnostic::do_not_recommend]
impl<E: Expression<Value = bool>> Predicate for E {}

impl<Q> Expr<Q, bool> {
    /// `AND`.
    pub fn and<E: Predicate>(self, other: E) -> Expr<(Q, E::Query), bool> {
        Expr::new(match (self.into_node(), other.into_node()) {
            (ast::Expr::All(mut all), other) => {
                all.push(other);
                ast::Expr::All(all)
            }
            (one, other) => ast::Expr::All(vec![one, other]),
        })
    }

    /// `OR`.
    pub fn or<E: Predicate>(self, other: E) -> Expr<(Q, E::Query), bool> {
        Expr::new(match (self.into_node(), other.into_node()) {
            (ast::Expr::Any(mut any), other) => {
                any.push(other);
                ast::Expr::Any(any)
            }
            (one, other) => ast::Expr::Any(vec![one, other]),
        })
    }
}

/// `NOT`.
pub fn not<E: Predicate>(predicate: E) -> Expr<E::Query, bool> {
    Expr::new(ast::Expr::Not(Box::new(predicate.into_node())))
}

/// All of the predicates, which are of one type; true when there are none.
pub fn all<E: Predicate>(predicates: impl IntoIterator<Item = E>) -> Expr<E::Query, bool> {
    Expr::new(ast::Expr::All(predicates.into_iter().map(E::into_node).collect()))
}

/// Any of the predicates, which are of one type; false when there are none.
pub fn any<E: Predicate>(predicates: impl IntoIterator<Item = E>) -> Expr<E::Query, bool> {
    Expr::new(ast::Expr::Any(predicates.into_iter().map(E::into_node).collect()))
}
