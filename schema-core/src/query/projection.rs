//! What a query reads: columns, expressions, whole rows, and tuples of them.
//!
//! How it is read is a type of its own (`rows`), which holds neither the tables nor the proof that they are read:
//! what follows does not prove it again, and says nothing where the proof failed.

use crate::ast;
use crate::bound::{BoundTable, Source};
use crate::column::{Column, SourceKey};
use crate::expr::{
    Aggregate, Base, Expr, Expression, Group, Key, Level, Needs, ReadBy, Reads, Row, Side,
};
use crate::query::rows::{OneValue, Whole};
use crate::schema::Provides;
use crate::table::Table;
use crate::value::{ColumnType, Scalar};

/// What can be read, whatever the query: apart from [`Projection`] so that a column of another table is one error.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read",
    label = "expected a column, an expression, a bound table, or a tuple of them"
)]
pub trait Readable {
    /// Whether it is of single rows or of groups.
    type Level: Level;
}

/// What can be read by a query on the tables `F`, as `O`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read by this query",
    label = "expected a column, an expression, a bound table, or a tuple of them",
    note = "a struct that derives `Projection` is read through its `..Columns`, a window function after `.over(..)`"
)]
pub trait Projection<F, I, O>: Readable {
    /// Adds what is read.
    fn select(&self, items: &mut Vec<ast::SelectItem>);
}

/// Expressions, each of a type of its own so that an error names it.
macro_rules! expressions {
    ($([$($generic:tt)*] $expression:ident<$($argument:ident),*>;)*) => {$(
        impl<$($generic)*, V: ColumnType> Readable for $expression<$($argument),*, V> {
            type Level = <QueryOf<Self> as Needs>::Level;
        }

        impl<F, I, J: Side, $($generic)*, V: ColumnType> Projection<F, I, OneValue<J::Column<V>>>
            for $expression<$($argument),*, V>
        where
            QueryOf<Self>: ReadBy<F, I, Side = J>,
        {
            fn select(&self, items: &mut Vec<ast::SelectItem>) {
                items.push(ast::SelectItem { expr: self.clone().into_node(), kind: V::Base::KIND });
            }
        }
    )*};
}

type QueryOf<E> = <E as Expression>::Query;

expressions! {
    [R: 'static, S: 'static] Column<R, S>;
    [Q: Needs] Expr<Q>;
    [Q] Aggregate<Q>;
}

impl<E: Expression, G, J> Readable for Key<E, G, J> {
    type Level = Group;
}

impl<F, I, J: Side, E: Expression, G, H> Projection<F, I, OneValue<J::Column<E::Value>>>
    for Key<E, G, H>
where
    QueryOf<Self>: ReadBy<F, I, Side = J>,
{
    fn select(&self, items: &mut Vec<ast::SelectItem>) {
        items.push(ast::SelectItem { expr: self.into_node(), kind: Base::<E>::KIND });
    }
}

impl<T: Table, S: Provides<T::Root>, R> Readable for BoundTable<T, S, R> {
    type Level = Row;
}

impl<F, I, J: Side, T, S, R> Projection<F, I, Whole<T, J>> for BoundTable<T, S, R>
where
    T: Table,
    S: Provides<T::Root>,
    R: Source<Root = T::Root>,
    F: Reads<R, S, I, Side = J>,
{
    fn select(&self, items: &mut Vec<ast::SelectItem>) {
        let source = SourceKey::of::<R, S>();
        items.extend(T::SPEC.columns.iter().enumerate().map(|(position, column)| {
            ast::SelectItem {
                expr: ast::Expr::Column(ast::ColumnRef { source, position }),
                kind: column.kind,
            }
        }));
    }
}

impl<T: Table, S: Provides<T::Root>, R> Readable for &BoundTable<T, S, R> {
    type Level = Row;
}

/// A table that is bound to a schema with a name of run time cannot be copied.
impl<F, I, O, T, S, R> Projection<F, I, O> for &BoundTable<T, S, R>
where
    T: Table,
    S: Provides<T::Root>,
    BoundTable<T, S, R>: Projection<F, I, O>,
{
    fn select(&self, items: &mut Vec<ast::SelectItem>) {
        (*self).select(items);
    }
}

macro_rules! tuples {
    (@level $one:ident) => { $one::Level };
    (@level $one:ident $($rest:ident)+) => {
        <$one::Level as Level>::With<tuples!(@level $($rest)+)>
    };
    ($($part:ident $index:ident $rows:ident)+) => {
        impl<$($part: Readable),+> Readable for ($($part,)+) {
            type Level = tuples!(@level $($part)+);
        }

        #[allow(non_snake_case, reason = "the parts are named as their types")]
        impl<F, $($part, $index, $rows),+> Projection<F, ($($index,)+), ($($rows,)+)>
            for ($($part,)+)
        where
            $($part: Projection<F, $index, $rows>),+
        {
            fn select(&self, items: &mut Vec<ast::SelectItem>) {
                let ($($part,)+) = self;
                $($part.select(items);)+
            }
        }
    };
}

tuples!(A IA RA);
tuples!(A IA RA B IB RB);
tuples!(A IA RA B IB RB C IC RC);
tuples!(A IA RA B IB RB C IC RC D ID RD);
tuples!(A IA RA B IB RB C IC RC D ID RD E IE RE);
tuples!(A IA RA B IB RB C IC RC D ID RD E IE RE G IG RG);
tuples!(A IA RA B IB RB C IC RC D ID RD E IE RE G IG RG H IH RH);
tuples!(A IA RA B IB RB C IC RC D ID RD E IE RE G IG RG H IH RH J IJ RJ);
tuples!(A IA RA B IB RB C IC RC D ID RD E IE RE G IG RG H IH RH J IJ RJ K IK RK);
tuples!(A IA RA B IB RB C IC RC D ID RD E IE RE G IG RG H IH RH J IJ RJ K IK RK L IL RL);
tuples!(A IA RA B IB RB C IC RC D ID RD E IE RE G IG RG H IH RH J IJ RJ K IK RK L IL RL M IM RM);
tuples!(A IA RA B IB RB C IC RC D ID RD E IE RE G IG RG H IH RH J IJ RJ K IK RK L IL RL M IM RM N IN RN);
