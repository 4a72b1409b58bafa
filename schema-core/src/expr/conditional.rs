//! Choices between values: `CASE`, `coalesce`, `nullif`, the greater and the lesser; and values by themselves.

use std::fmt;
use std::marker::PhantomData;

use crate::ast::{self, Syntax};
use crate::expr::argument::Together;
use crate::expr::{Argument, Base, Expr, Expression, Needs, Operand, OrElse, Predicate};
use crate::value::{ColumnType, Scalar};

static COALESCE: Syntax = Syntax::both(&["coalesce(", ", ", ")"]).like_first();
static NULLIF: Syntax = Syntax::both(&["nullif(", ", ", ")"]).like_first();
static GREATEST: Syntax =
    Syntax::each(&["greatest(", ", ", ")"], &["max(", ", ", ")"]).like_first();
static LEAST: Syntax = Syntax::each(&["least(", ", ", ")"], &["min(", ", ", ")"]).like_first();

/// A value as an expression, for where it stands alone.
///
/// ```
/// # use polyschema_core::expr::{Expression, literal};
/// let one = literal(1).asc();
/// ```
pub fn literal<B: Scalar>(value: B) -> Expr<(), B> {
    Expr::new(value.into_operand())
}

/// Choices that depend on NULL, or on which value is the greater.
pub trait Conditional: Expression {
    /// `coalesce`: the other one where this is NULL; never NULL unless the other may be.
    fn coalesce<O: Argument<Base<Self>>>(
        self,
        other: O,
    ) -> Expr<OrElse<Self::Query, O::Query>, O::Value> {
        pair(&COALESCE, self, other)
    }

    /// `nullif`: NULL where it equals the other.
    fn nullif<O: Operand<Base<Self>>>(
        self,
        other: O,
    ) -> Expr<O::With<Self::Query>, Option<Base<Self>>> {
        let this = self.into_node();
        let other = other.into_operand().like(&this);
        Expr::form(&NULLIF, [this, other])
    }

    /// `greatest`: the greater of two. Where one is NULL, PostgreSQL gives the other, SQLite NULL.
    fn greatest<O: Argument<Base<Self>>>(
        self,
        other: O,
    ) -> Expr<(Self::Query, O::Query), Together<Self, O>> {
        pair(&GREATEST, self, other)
    }

    /// `least`: the lesser of two. Where one is NULL, PostgreSQL gives the other, SQLite NULL.
    fn least<O: Argument<Base<Self>>>(
        self,
        other: O,
    ) -> Expr<(Self::Query, O::Query), Together<Self, O>> {
        pair(&LEAST, self, other)
    }
}

impl<E: Expression> Conditional for E {}

fn pair<E: Expression, O: Argument<Base<E>>, Q, V>(
    syntax: &'static Syntax,
    left: E,
    right: O,
) -> Expr<Q, V> {
    let (left, right) = (left.into_node(), right.into_argument());
    let right = right.like(&left);
    Expr::form(syntax, [left.like(&right), right])
}

/// `CASE`, before its first branch.
#[derive(Debug, Clone, Copy)]
#[must_use = "say what it chooses from: `.when(predicate, value)`"]
pub struct EmptyCase;

/// `CASE`: the value of the first predicate that holds.
///
/// ```
/// # use polyschema_core::expr::{Expression, case};
/// # fn example<E: Expression<Value = i64> + Copy>(population: E) {
/// let size = case().when(population.gt(100_000_000), "large").otherwise("small");
/// # }
/// ```
pub const fn case() -> EmptyCase {
    EmptyCase
}

impl EmptyCase {
    /// The value where the predicate holds.
    pub fn when<P: Predicate, B: Scalar, A: Argument<B>>(
        self,
        predicate: P,
        value: A,
    ) -> Case<OrElse<P::Query, A::Query>, A::Value> {
        Case { branches: vec![(predicate.into_node(), value.into_argument())], types: PhantomData }
    }
}

/// `CASE` of type `V`, which needs the tables `Q`; say what it is otherwise, or end it.
#[must_use = "say what it is otherwise: `.otherwise(value)`, or `.end()` for NULL"]
pub struct Case<Q, V> {
    branches: Vec<(ast::Expr, ast::Expr)>,
    types: PhantomData<fn() -> (Q, V)>,
}

impl<Q: Needs, V: ColumnType> Case<Q, V> {
    /// The value where the predicate holds, and none before did.
    pub fn when<P: Predicate, A: Argument<V::Base>>(
        mut self,
        predicate: P,
        value: A,
    ) -> Case<(Q, OrElse<P::Query, A::Query>), V::OrNull<A::Value>> {
        self.branches.push((predicate.into_node(), value.into_argument()));
        Case { branches: self.branches, types: PhantomData }
    }

    /// The value where no predicate holds.
    pub fn otherwise<A: Argument<V::Base>>(
        self,
        value: A,
    ) -> Expr<(Q, A::Query), V::OrNull<A::Value>> {
        Expr::new(ast::Expr::case(self.branches, Some(value.into_argument())))
    }

    /// NULL where no predicate holds.
    pub fn end(self) -> Expr<Q, Option<V::Base>> {
        Expr::new(ast::Expr::case(self.branches, None))
    }
}

impl<Q, V> Clone for Case<Q, V> {
    fn clone(&self) -> Self {
        Self { branches: self.branches.clone(), types: PhantomData }
    }
}

impl<Q, V> fmt::Debug for Case<Q, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.branches.fmt(f)
    }
}
