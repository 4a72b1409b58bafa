//! Sort keys.

use std::marker::PhantomData;

use crate::ast;
use crate::expr::{Expression, Needs};
use crate::spec::Nulls;

/// A sort key of type `V` that needs the tables `Q`.
#[derive(Debug, Clone)]
pub struct Sort<Q, V> {
    key: ast::OrderBy,
    types: PhantomData<fn() -> (Q, V)>,
}

/// What a query is sorted by.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a sort key",
    label = "say in which order: `.asc()` or `.desc()`"
)]
pub trait SortKey {
    /// The tables that it needs.
    type Query: Needs;

    /// The key, untyped.
    fn into_key(self) -> ast::OrderBy;
}

impl<Q: Needs, V> SortKey for Sort<Q, V> {
    type Query = Q;

    fn into_key(self) -> ast::OrderBy {
        self.key
    }
}

impl<Q: Needs, V> Sort<Q, V> {
    pub(crate) fn new<E: Expression<Query = Q, Value = V>>(
        expression: E,
        descending: bool,
    ) -> Self {
        let key = ast::OrderBy { expr: expression.into_node(), descending, nulls: None };
        Self { key, types: PhantomData }
    }

    /// NULLs before all values.
    pub fn nulls_first(mut self) -> Self {
        self.key.nulls = Some(Nulls::First);
        self
    }

    /// NULLs after all values.
    pub fn nulls_last(mut self) -> Self {
        self.key.nulls = Some(Nulls::Last);
        self
    }
}
