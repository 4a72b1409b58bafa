//! What rows are grouped by, as the groups know it.

use std::fmt;
use std::marker::PhantomData;

use crate::ast;
use crate::expr::{Expression, OfGroup, OfRows, ReadBy};

/// What the rows are grouped by: `E`, one value for each group.
pub struct Key<E> {
    position: u16,
    like: Option<ast::ColumnRef>,
    types: PhantomData<fn() -> E>,
}

impl<E: Expression> Expression for Key<E> {
    type Query = OfGroup<E::Query>;
    type Value = E::Value;

    fn into_node(self) -> ast::Expr {
        ast::Expr::Key { position: self.position, like: self.like }
    }
}

impl<E> Clone for Key<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Key<E> {}

impl<E> fmt::Debug for Key<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.position).finish()
    }
}

/// What the rows of the tables `F` can be grouped by: an expression of single rows, or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "rows cannot be grouped by `{Self}`",
    label = "expected a column or expression of the query's tables, or a tuple of them"
)]
pub trait GroupKeys<F, I> {
    /// The keys, as the groups know them.
    type Keys: Copy;

    /// Adds the keys to those there are.
    fn into_keys(self, keys: &mut Vec<ast::Expr>) -> Self::Keys;
}

impl<F, I, E: Expression<Query: ReadBy<F, I> + OfRows>> GroupKeys<F, I> for E {
    type Keys = Key<E>;

    fn into_keys(self, keys: &mut Vec<ast::Expr>) -> Key<E> {
        // More keys than this are more than any database takes.
        let position = u16::try_from(keys.len()).unwrap_or(u16::MAX);
        let node = self.into_node();
        let like = node.typed_like();
        keys.push(node);
        Key { position, like, types: PhantomData }
    }
}

macro_rules! group_keys {
    ($($part:ident $proof:ident)+) => {
        #[allow(non_snake_case, reason = "the parts are named as their types")]
        impl<F, $($part: GroupKeys<F, $proof>, $proof),+> GroupKeys<F, ($($proof,)+)> for ($($part,)+) {
            type Keys = ($($part::Keys,)+);

            fn into_keys(self, keys: &mut Vec<ast::Expr>) -> Self::Keys {
                let ($($part,)+) = self;
                ($($part.into_keys(keys),)+)
            }
        }
    };
}

group_keys!(A IA);
group_keys!(A IA B IB);
group_keys!(A IA B IB C IC);
group_keys!(A IA B IB C IC D ID);
group_keys!(A IA B IB C IC D ID E IE);
group_keys!(A IA B IB C IC D ID E IE G IG);
group_keys!(A IA B IB C IC D ID E IE G IG H IH);
group_keys!(A IA B IB C IC D ID E IE G IG H IH J IJ);
