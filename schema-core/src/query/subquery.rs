//! Queries inside of expressions: `EXISTS`, `IN`, and the one value that a query reads.

use crate::ast;
use crate::expr::{Expr, InList, Needs, OfSchema, Tables};
use crate::query::Select;
use crate::query::combined::Combined;
use crate::query::rows::OneValue;
use crate::schema::Schema;
use crate::value::{ColumnType, Scalar};

/// A query that can stand inside of another one, in the schema that it starts from.
pub trait Subquery: Sized {
    /// What it needs of the query around it.
    type Query: Needs;
    /// How its rows are read.
    type Rows;

    /// The query, untyped.
    fn into_compound(self) -> ast::Compound;

    /// `EXISTS`: whether it reads any row.
    fn exists(self) -> Expr<Self::Query, bool> {
        Expr::new(ast::Expr::Exists(Box::new(self.into_compound())))
    }

    /// The one value that it reads; NULL where there is no row.
    ///
    /// PostgreSQL refuses a second row when the statement runs; SQLite takes the first.
    fn scalar(self) -> Expr<Self::Query, Option<<Self::Rows as OneColumn>::Base>>
    where
        Self::Rows: OneColumn,
    {
        Expr::new(ast::Expr::Scalar(Box::new(self.into_compound())))
    }
}

impl<S: Schema, F: Tables<Outer: Needs>, O> Subquery for Select<S, F, O> {
    type Query = OfSchema<S, F::Outer>;
    type Rows = O;

    fn into_compound(self) -> ast::Compound {
        self.select.into()
    }
}

impl<S: Schema, O> Subquery for Combined<S, O> {
    type Query = OfSchema<S, ()>;
    type Rows = O;

    fn into_compound(self) -> ast::Compound {
        self.compound
    }
}

/// Rows of one column.
#[diagnostic::on_unimplemented(
    message = "this query does not read just one column",
    label = "expected a query of one column",
    note = "choose it with `.columns(column)`"
)]
pub trait OneColumn {
    /// The column's type, NULL apart.
    type Base: Scalar;
}

impl<V: ColumnType> OneColumn for OneValue<V> {
    type Base = V::Base;
}

macro_rules! lists {
    ($([$($generic:tt)*] $query:ty;)*) => {$(
        impl<$($generic)*, B: Scalar, O: OneColumn<Base = B>> InList<B> for $query
        where
            Self: Subquery<Rows = O>,
        {
            type Query = <Self as Subquery>::Query;

            fn contains(self, operand: ast::Expr) -> ast::Expr {
                let query = Box::new(self.into_compound());
                ast::Expr::InQuery { operand: Box::new(operand), query }
            }
        }
    )*};
}

lists! {
    [S, F] Select<S, F, O>;
    [S] Combined<S, O>;
}

/// A query that uses no column of a query around it.
#[diagnostic::on_unimplemented(
    message = "this query uses columns of a query around it",
    label = "cannot stand alone",
    note = "a query with `.correlate(table)` is a subquery: `.exists()`, `.scalar()`, `.is_in(..)`, or a lateral join"
)]
pub trait SelfContained {}

impl SelfContained for () {}
impl<A: SelfContained, B: SelfContained> SelfContained for (A, B) {}
impl<S, Q: SelfContained> SelfContained for OfSchema<S, Q> {}
