//! `GROUP BY` and `HAVING`.

use std::fmt;

use crate::ast;
use crate::expr::{GroupKeys, Groups, Predicate, ReadBy, SortKey, Windowless};
use crate::query::prepared::Builder;
use crate::query::projection::Projection;
use crate::query::{Select, and};

impl<S, F, O> Select<S, F, O> {
    /// Groups the rows that agree in an expression, or in all of a tuple.
    ///
    /// What they are grouped by is given to the closures of the clauses that follow.
    ///
    /// ```text
    /// countries.select().group_by(countries.region).columns(|region| (region, count_all()))
    /// ```
    pub fn group_by<E, I, K>(mut self, keys: E) -> Grouped<S, F, K>
    where
        E: GroupKeys<F, I, K>,
    {
        let mut groups = ast::Groups::default();
        let keys = keys.into_keys(&mut groups.keys);
        self.select.groups = Some(Box::new(groups));
        Grouped { select: self.retyped(), keys }
    }
}

/// A query that starts in the schema `S` and groups the rows of the tables `F` by the keys `K`.
#[must_use = "say what is read of each group: `.columns(|key| (key, count_all()))`"]
pub struct Grouped<S, F, K> {
    select: Select<S, Groups<F>, ()>,
    keys: K,
}

impl<S, F, K: Copy> Grouped<S, F, K> {
    /// Keeps the groups for which the predicate holds; several must all hold.
    pub fn having<E, I>(mut self, predicate: impl FnOnce(K) -> E) -> Self
    where
        E: Predicate,
        E::Query: ReadBy<Groups<F>, I> + Windowless,
    {
        let predicate = predicate(self.keys).into_node();
        if let Some(groups) = &mut self.select.select.groups {
            and(&mut groups.having, predicate);
        }
        self
    }

    /// Sorts the groups by a key, after those given before.
    pub fn order_by<O, I>(mut self, key: impl FnOnce(K) -> O) -> Self
    where
        O: SortKey,
        O::Query: ReadBy<Groups<F>, I>,
    {
        self.select.select.order_by.push(key(self.keys).into_key());
        self
    }

    /// Reads of each group what it was grouped by, and aggregates of its rows.
    pub fn columns<P, I, O>(self, projection: impl FnOnce(K) -> P) -> Select<S, Groups<F>, O>
    where
        P: Projection<Groups<F>, I, O>,
    {
        let projection = projection(self.keys);
        self.select.reading(&projection)
    }
}

impl<S, F, K> Builder for Grouped<S, F, K> {}

impl<S, F, K: Clone> Clone for Grouped<S, F, K> {
    fn clone(&self) -> Self {
        Self { select: self.select.clone(), keys: self.keys.clone() }
    }
}

impl<S, F, K> fmt::Debug for Grouped<S, F, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.select.fmt(f)
    }
}
