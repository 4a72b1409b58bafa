//! Parameters: what stands where a value will be given.

use std::fmt;
use std::marker::PhantomData;

use crate::ast;
use crate::expr::{Assign, Expression, Needs, Operand, value};
use crate::value::{ColumnType, Parameter, Scalar, Value};

/// A parameter of type `V` of a [`reusable`](super::reusable) query: stands where a value of that type can.
pub struct Param<V> {
    at: u16,
    types: PhantomData<fn() -> V>,
}

impl<V> Param<V> {
    const fn at(at: u16) -> Self {
        Self { at, types: PhantomData }
    }

    fn into_bind(self) -> ast::Expr {
        ast::Expr::Bind { value: Value::hole(Parameter::At(self.at)), like: None }
    }
}

impl<V> Clone for Param<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Param<V> {}

impl<V> fmt::Debug for Param<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Param").field(&self.at).finish()
    }
}

impl<V: ColumnType> Expression for Param<V> {
    type Query = ();
    type Value = V;

    fn into_node(self) -> ast::Expr {
        self.into_bind()
    }
}

#[diagnostic::do_not_recommend]
impl<B: Scalar> Operand<B> for Param<B> {
    type With<Q: Needs> = Q;

    fn into_operand(self) -> ast::Expr {
        self.into_bind()
    }
}

#[diagnostic::do_not_recommend]
impl<B: Scalar> Assign<B> for Param<B> {
    type Query = ();

    fn into_assigned(self) -> ast::Expr {
        self.into_bind()
    }
}

#[diagnostic::do_not_recommend]
impl<B: Scalar> Assign<Option<B>> for Param<B> {
    type Query = ();

    fn into_assigned(self) -> ast::Expr {
        self.into_bind()
    }
}

#[diagnostic::do_not_recommend]
impl<B: Scalar> Assign<Option<B>> for Param<Option<B>> {
    type Query = ();

    fn into_assigned(self) -> ast::Expr {
        self.into_bind()
    }
}

/// The parameters of a query: none (`()`), one [`Param`], or a tuple of several.
#[diagnostic::on_unimplemented(
    message = "`{Self}` are not parameters",
    label = "expected `()`, a `Param<..>`, or a tuple of them"
)]
pub trait Params {
    /// The parameters, in order.
    fn params() -> Self;
}

/// Values for the parameters `P`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what the parameters of this query take",
    label = "expected values for `{P}`"
)]
pub trait Arguments<P> {
    /// The values, in order.
    fn into_values(self) -> Vec<Value>;
}

impl Params for () {
    fn params() -> Self {}
}

impl Arguments<()> for () {
    fn into_values(self) -> Vec<Value> {
        Vec::new()
    }
}

impl<V: ColumnType> Params for Param<V> {
    fn params() -> Self {
        Self::at(0)
    }
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType, G: Assign<V, Query = ()>> Arguments<Param<V>> for G {
    fn into_values(self) -> Vec<Value> {
        vec![value(self.into_assigned())]
    }
}

macro_rules! params {
    ($($part:ident $given:ident $at:literal)+) => {
        impl<$($part: ColumnType),+> Params for ($(Param<$part>,)+) {
            fn params() -> Self {
                ($(Param::<$part>::at($at),)+)
            }
        }

        #[diagnostic::do_not_recommend]
        #[allow(non_snake_case, reason = "the values are named as their types")]
        impl<$($part: ColumnType, $given: Assign<$part, Query = ()>),+> Arguments<($(Param<$part>,)+)>
            for ($($given,)+)
        {
            fn into_values(self) -> Vec<Value> {
                let ($($given,)+) = self;
                vec![$(value($given.into_assigned())),+]
            }
        }
    };
}

params!(A GA 0);
params!(A GA 0 B GB 1);
params!(A GA 0 B GB 1 C GC 2);
params!(A GA 0 B GB 1 C GC 2 D GD 3);
params!(A GA 0 B GB 1 C GC 2 D GD 3 E GE 4);
params!(A GA 0 B GB 1 C GC 2 D GD 3 E GE 4 F GF 5);
params!(A GA 0 B GB 1 C GC 2 D GD 3 E GE 4 F GF 5 G GG 6);
params!(A GA 0 B GB 1 C GC 2 D GD 3 E GE 4 F GF 5 G GG 6 H GH 7);
