//! Predicates, and `AND`, `OR`, `NOT` of them.

use crate::ast;
use crate::expr::{Expr, Expression};
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

/// All of the predicates, which are of one type (else: `.and(..)`); true when there are none.
pub fn all<E: Predicate>(predicates: impl IntoIterator<Item = E>) -> Expr<E::Query, E::Value> {
    Expr::new(ast::Expr::All(predicates.into_iter().map(E::into_node).collect()))
}

/// Any of the predicates, which are of one type (else: `.or(..)`); false when there are none.
pub fn any<E: Predicate>(predicates: impl IntoIterator<Item = E>) -> Expr<E::Query, E::Value> {
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
