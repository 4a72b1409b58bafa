//! `AND`, `OR`, `NOT`.

use crate::ast;
use crate::expr::{Expr, Expression};

impl<Q> Expr<Q, bool> {
    /// `AND`.
    pub fn and<E: Expression<Value = bool>>(self, other: E) -> Expr<(Q, E::Query), bool> {
        Expr::new(match (self.into_node(), other.into_node()) {
            (ast::Expr::All(mut all), other) => {
                all.push(other);
                ast::Expr::All(all)
            }
            (one, other) => ast::Expr::All(vec![one, other]),
        })
    }

    /// `OR`.
    pub fn or<E: Expression<Value = bool>>(self, other: E) -> Expr<(Q, E::Query), bool> {
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
pub fn not<E: Expression<Value = bool>>(predicate: E) -> Expr<E::Query, bool> {
    Expr::new(ast::Expr::Not(Box::new(predicate.into_node())))
}

/// All of the predicates, which are of one type; true when there are none.
pub fn all<E: Expression<Value = bool>>(
    predicates: impl IntoIterator<Item = E>,
) -> Expr<E::Query, bool> {
    Expr::new(ast::Expr::All(predicates.into_iter().map(E::into_node).collect()))
}

/// Any of the predicates, which are of one type; false when there are none.
pub fn any<E: Expression<Value = bool>>(
    predicates: impl IntoIterator<Item = E>,
) -> Expr<E::Query, bool> {
    Expr::new(ast::Expr::Any(predicates.into_iter().map(E::into_node).collect()))
}
