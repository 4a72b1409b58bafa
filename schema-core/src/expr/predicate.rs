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

pub(super) fn and(left: ast::Expr, right: ast::Expr) -> ast::Expr {
    match left {
        ast::Expr::All(mut all) => {
            all.push(right);
            ast::Expr::All(all)
        }
        left => ast::Expr::All(vec![left, right]),
    }
}

pub(super) fn or(left: ast::Expr, right: ast::Expr) -> ast::Expr {
    match left {
        ast::Expr::Any(mut any) => {
            any.push(right);
            ast::Expr::Any(any)
        }
        left => ast::Expr::Any(vec![left, right]),
    }
}
