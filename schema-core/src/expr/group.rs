//! What rows are grouped by, as the groups know it.

use std::fmt;
use std::marker::PhantomData;

use crate::ast;
use crate::expr::{Expression, OfGroup, OfRows, ReadBy};

/// What the rows of the tables `F` are grouped by: `E`, one value for each group; `J` says whether it may be absent.
pub struct Key<E, F, J> {
    position: u16,
    like: Option<ast::ColumnRef>,
    types: PhantomData<fn() -> (E, F, J)>,
}

impl<E: Expression, F, J> Expression for Key<E, F, J> {
    type Query = OfGroup<F, J>;
    type Value = E::Value;

    fn into_node(self) -> ast::Expr {
        ast::Expr::Key { position: self.position, like: self.like }
    }
}

impl<E, F, J> Clone for Key<E, F, J> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E, F, J> Copy for Key<E, F, J> {}

impl<E, F, J> fmt::Debug for Key<E, F, J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.position).finish()
    }
}

/// What the rows of the tables `F` can be grouped by: an expression of single rows, or a tuple of them. The groups
/// know it as `K`.
#[diagnostic::on_unimplemented(
    message = "rows cannot be grouped by `{Self}`",
    label = "expected a column or expression of the query's tables, or a tuple of them"
)]
pub trait GroupKeys<F, I, K> {
    /// Adds the keys to those there are.
    fn into_keys(self, keys: &mut Vec<ast::Expr>) -> K;
}

impl<F, I, J, E> GroupKeys<F, I, Key<E, F, J>> for E
where
    E: Expression<Query: ReadBy<F, I, Side = J> + OfRows>,
{
    fn into_keys(self, keys: &mut Vec<ast::Expr>) -> Key<E, F, J> {
        // More keys than this are more than any database takes.
        let position = u16::try_from(keys.len()).unwrap_or(u16::MAX);
        let node = self.into_node();
        let like = node.typed_like();
        keys.push(node);
        Key { position, like, types: PhantomData }
    }
}

macro_rules! group_keys {
    ($($part:ident $proof:ident $key:ident)+) => {
        #[allow(non_snake_case, reason = "the parts are named as their types")]
        impl<F, $($part: GroupKeys<F, $proof, $key>, $proof, $key),+>
            GroupKeys<F, ($($proof,)+), ($($key,)+)> for ($($part,)+)
        {
            fn into_keys(self, keys: &mut Vec<ast::Expr>) -> ($($key,)+) {
                let ($($part,)+) = self;
                ($($part.into_keys(keys),)+)
            }
        }
    };
}

group_keys!(A IA KA);
group_keys!(A IA KA B IB KB);
group_keys!(A IA KA B IB KB C IC KC);
group_keys!(A IA KA B IB KB C IC KC D ID KD);
group_keys!(A IA KA B IB KB C IC KC D ID KD E IE KE);
group_keys!(A IA KA B IB KB C IC KC D ID KD E IE KE G IG KG);
group_keys!(A IA KA B IB KB C IC KC D ID KD E IE KE G IG KG H IH KH);
group_keys!(A IA KA B IB KB C IC KC D ID KD E IE KE G IG KG H IH KH J IJ KJ);
