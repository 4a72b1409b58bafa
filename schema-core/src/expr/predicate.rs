//! `AND`, `OR`, `NOT`.

use crate::ast;
use crate::expr::{Expr, Expression};

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
