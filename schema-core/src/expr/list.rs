//! What `IN` looks among.

use crate::ast;
use crate::expr::{Needs, Operand, value};
use crate::value::Scalar;

/// Values of `B`, or a query that reads one column of them.
#[diagnostic::on_unimplemented(
    message = "this is not a list of `{B}`",
    label = "expected values of `{B}`, or a query that reads one column of them"
)]
pub trait InList<B> {
    /// The tables that it needs.
    type Query: Needs;

    /// That the operand is in the list.
    fn contains(self, operand: ast::Expr) -> ast::Expr;
}

#[diagnostic::do_not_recommend]
impl<B: Scalar, L: IntoIterator<Item: Operand<B, With<()> = ()>>> InList<B> for L {
    type Query = ();

    fn contains(self, operand: ast::Expr) -> ast::Expr {
        ast::Expr::In {
            operand: Box::new(operand),
            values: self.into_iter().map(|one| value(one.into_operand())).collect(),
            kind: B::KIND,
        }
    }
}
