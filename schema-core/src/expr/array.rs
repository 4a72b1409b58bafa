//! Arrays, which PostgreSQL alone has.

use crate::ast::Syntax;
use crate::dialect::Postgres;
use crate::expr::{Base, Expr, Expression, OfDatabase, Operand, Truth};
use crate::value::{ArrayElement, ColumnType, Scalar};

/// An array.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an array",
    label = "only a `Vec` of values is an array"
)]
pub trait Array: Scalar {
    /// The type of its elements.
    type Element: Scalar;
}

impl<T: ArrayElement> Array for Vec<T> {
    type Element = T;
}

static CONTAINS: Syntax = Syntax::both(&["", " @> ", ""]).comparison();
static WITHIN: Syntax = Syntax::both(&["", " <@ ", ""]).comparison();
static OVERLAPS: Syntax = Syntax::both(&["", " && ", ""]).comparison();
static HAS: Syntax = Syntax::both(&["", " = ANY(", ")"]).comparison();
static CARDINALITY: Syntax = Syntax::both(&["cardinality(", ")"]);
static APPEND: Syntax = Syntax::both(&["array_append(", ", ", ")"]).like_first();
static ELEMENT: Syntax = Syntax::both(&["(", ")[", "]"]);

/// An expression of `E` and `O` that only PostgreSQL has.
type With<E, O, V> =
    Expr<OfDatabase<Postgres, <O as Operand<V>>::With<<E as Expression>::Query>>, Truth<E>>;
/// The elements of the array `E`.
type Element<E> = <Base<E> as Array>::Element;

/// The functions of arrays. PostgreSQL only.
///
/// ```
/// # use polyschema_core::expr::{ArrayFunctions, Expression};
/// # fn example<E: Expression<Value = Vec<String>> + Copy>(tags: E) {
/// let warm = tags.has("warm").and(tags.cardinality().gt(1));
/// # }
/// ```
pub trait ArrayFunctions: Expression {
    /// `@>`: whether all of these elements are in it.
    fn contains_all<O: Operand<Base<Self>>>(self, elements: O) -> With<Self, O, Base<Self>>
    where
        Base<Self>: Array,
    {
        Expr::form(&CONTAINS, [self.into_node(), elements.into_operand()])
    }

    /// `<@`: whether all of its elements are among these.
    fn within<O: Operand<Base<Self>>>(self, elements: O) -> With<Self, O, Base<Self>>
    where
        Base<Self>: Array,
    {
        Expr::form(&WITHIN, [self.into_node(), elements.into_operand()])
    }

    /// `&&`: whether any of these elements is in it.
    fn overlaps<O: Operand<Base<Self>>>(self, elements: O) -> With<Self, O, Base<Self>>
    where
        Base<Self>: Array,
    {
        Expr::form(&OVERLAPS, [self.into_node(), elements.into_operand()])
    }

    /// `= ANY`: whether the element is in it.
    fn has<O: Operand<Element<Self>>>(self, element: O) -> With<Self, O, Element<Self>>
    where
        Base<Self>: Array,
    {
        Expr::form(&HAS, [element.into_operand(), self.into_node()])
    }

    /// `cardinality`: how many elements it has.
    fn cardinality(
        self,
    ) -> Expr<OfDatabase<Postgres, Self::Query>, <Self::Value as ColumnType>::OrNull<i32>>
    where
        Base<Self>: Array,
    {
        Expr::form(&CARDINALITY, [self.into_node()])
    }

    /// `array_append`: with an element more at its end.
    fn append<O: Operand<Element<Self>>>(
        self,
        element: O,
    ) -> Expr<OfDatabase<Postgres, O::With<Self::Query>>, Self::Value>
    where
        Base<Self>: Array,
    {
        Expr::form(&APPEND, [self.into_node(), element.into_operand()])
    }

    /// The element at a place, from 1; NULL where there is none.
    fn element<O: Operand<i32>>(
        self,
        place: O,
    ) -> Expr<OfDatabase<Postgres, O::With<Self::Query>>, Option<Element<Self>>>
    where
        Base<Self>: Array,
    {
        Expr::form(&ELEMENT, [self.into_node(), place.into_operand()])
    }
}

impl<E: Expression> ArrayFunctions for E {}
