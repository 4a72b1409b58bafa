//! What a query reads: columns, expressions, whole rows, and tuples of them.

use std::marker::PhantomData;

use crate::ast;
use crate::bound::{BoundTable, Source};
use crate::column::{Column, SourceKey};
use crate::error::Result;
use crate::expr::{
    Aggregate, Base, Expr, Expression, Group, Key, Level, Needs, ReadBy, Reads, Row, Side,
};
use crate::query::Rows;
use crate::schema::Provides;
use crate::table::{Record, Table};
use crate::value::{ColumnType, RowReader, Scalar};

/// What can be read, whatever the query: apart from [`Projection`] so that a column of another table is one error.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read",
    label = "expected a column, an expression, a bound table, or a tuple of them"
)]
pub trait Readable {
    /// Whether it is of single rows or of groups.
    type Level: Level;
}

/// What can be read by a query on the tables `F`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read by this query",
    label = "expected a column, an expression, a bound table, or a tuple of them",
    note = "a column or table must be one that the query reads"
)]
pub trait Projection<F, I>: Readable {
    /// The type in which it is read.
    type Output: Send + 'static;

    /// Adds what is read.
    fn select(&self, items: &mut Vec<ast::SelectItem>);

    /// Reads it.
    ///
    /// # Errors
    /// A column holds a value that its Rust type does not have.
    fn read<R: RowReader>(row: &mut R) -> Result<Self::Output>;
}

type SideOf<F, Q, I> = <Q as ReadBy<F, I>>::Side;

/// Expressions, each of a type of its own so that an error names it.
macro_rules! expressions {
    ($([$($generic:tt)*] $expression:ident<$($argument:ident),*>;)*) => {$(
        impl<$($generic)*, V: ColumnType> Readable for $expression<$($argument),*, V> {
            type Level = <QueryOf<Self> as Needs>::Level;
        }

        impl<F, I, $($generic)*, V: ColumnType> Projection<F, I> for $expression<$($argument),*, V>
        where
            QueryOf<Self>: ReadBy<F, I>,
        {
            type Output = <SideOf<F, QueryOf<Self>, I> as Side>::Column<V>;

            fn select(&self, items: &mut Vec<ast::SelectItem>) {
                items.push(ast::SelectItem { expr: self.clone().into_node(), kind: V::Base::KIND });
            }

            fn read<Reader: RowReader>(row: &mut Reader) -> Result<Self::Output> {
                ColumnType::read(row)
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

impl<E: Expression> Readable for Key<E> {
    type Level = Group;
}

impl<F, I, E: Expression> Projection<F, I> for Key<E>
where
    QueryOf<Self>: ReadBy<F, I>,
{
    type Output = <SideOf<F, QueryOf<Self>, I> as Side>::Column<E::Value>;

    fn select(&self, items: &mut Vec<ast::SelectItem>) {
        items.push(ast::SelectItem { expr: self.into_node(), kind: Base::<E>::KIND });
    }

    fn read<Reader: RowReader>(row: &mut Reader) -> Result<Self::Output> {
        ColumnType::read(row)
    }
}

impl<T: Table, S: Provides<T::Root>, R> Readable for BoundTable<T, S, R> {
    type Level = Row;
}

impl<P: Readable> Readable for &P {
    type Level = P::Level;
}

impl<F, I, T, S, R> Projection<F, I> for BoundTable<T, S, R>
where
    T: Table,
    S: Provides<T::Root>,
    R: Source<Root = T::Root>,
    F: Reads<R, S, I>,
{
    type Output = <F::Side as Side>::Row<T>;

    fn select(&self, items: &mut Vec<ast::SelectItem>) {
        let source = SourceKey::of::<R, S>();
        items.extend(T::SPEC.columns.iter().enumerate().map(|(position, column)| {
            ast::SelectItem {
                expr: ast::Expr::Column(ast::ColumnRef { source, position }),
                kind: column.kind,
            }
        }));
    }

    fn read<Reader: RowReader>(row: &mut Reader) -> Result<Self::Output> {
        let absent = <F::Side as Side>::OUTER && row.skip_nulls(T::SPEC.columns.len())?;
        let whole = if absent { None } else { Some(T::read(row)?) };
        match <F::Side as Side>::row(whole) {
            Some(output) => Ok(output),
            None => Err(row.unexpected_null()),
        }
    }
}

impl<F, I, P: Projection<F, I>> Projection<F, I> for &P {
    type Output = P::Output;

    fn select(&self, items: &mut Vec<ast::SelectItem>) {
        (*self).select(items);
    }

    fn read<Reader: RowReader>(row: &mut Reader) -> Result<Self::Output> {
        P::read(row)
    }
}

/// What a query reads, as columns of its own for other queries.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column of its own",
    label = "expected a column, an expression, or a tuple of them"
)]
pub trait QueryColumns<F, I>: Projection<F, I> {
    /// The columns, of the query `R` in the schema `S`.
    type Columns<R: 'static, S: 'static>: Copy;

    /// The columns from the position `next` on, which moves behind them.
    fn columns<R: 'static, S: 'static>(next: &mut u16) -> Self::Columns<R, S>;
}

impl<F, I, E: Expression + Projection<F, I>> QueryColumns<F, I> for E {
    type Columns<R: 'static, S: 'static> = Column<R, S, E::Output>;

    fn columns<R: 'static, S: 'static>(next: &mut u16) -> Self::Columns<R, S> {
        *next += 1;
        Column::at(*next - 1)
    }
}

/// What is read as `Self` fills a field of type `T`: the same type, or an `Option` of it.
#[diagnostic::on_unimplemented(
    message = "a field of type `{T}` cannot be filled with what is read as `{Self}`",
    label = "the field holds `{T}`; this is read as `{Self}`",
    note = "give the field the type that is read: that of the column, in an `Option` if it can be NULL or comes from a left join"
)]
pub trait Fills<T> {
    /// The field's value.
    fn fill(self) -> T;
}

impl<T> Fills<T> for T {
    fn fill(self) -> T {
        self
    }
}

impl<T> Fills<Option<T>> for T {
    fn fill(self) -> Option<T> {
        Some(self)
    }
}

macro_rules! tuples {
    (@level $one:ident) => { $one::Level };
    (@level $one:ident $($rest:ident)+) => {
        <$one::Level as Level>::With<tuples!(@level $($rest)+)>
    };
    ($($part:ident $index:ident)+) => {
        impl<$($part: Readable),+> Readable for ($($part,)+) {
            type Level = tuples!(@level $($part)+);
        }

        #[allow(non_snake_case, reason = "the parts are named as their types")]
        impl<F, $($part, $index),+> Projection<F, ($($index,)+)> for ($($part,)+)
        where
            $($part: Projection<F, $index>),+
        {
            type Output = ($($part::Output,)+);

            fn select(&self, items: &mut Vec<ast::SelectItem>) {
                let ($($part,)+) = self;
                $($part.select(items);)+
            }

            fn read<Reader: RowReader>(row: &mut Reader) -> Result<Self::Output> {
                Ok(($($part::read(row)?,)+))
            }
        }

        impl<F, $($part, $index),+> QueryColumns<F, ($($index,)+)> for ($($part,)+)
        where
            $($part: QueryColumns<F, $index>),+
        {
            type Columns<R: 'static, S: 'static> = ($($part::Columns<R, S>,)+);

            fn columns<R: 'static, S: 'static>(next: &mut u16) -> Self::Columns<R, S> {
                ($($part::columns::<R, S>(next),)+)
            }
        }
    };
}

tuples!(A IA);
tuples!(A IA B IB);
tuples!(A IA B IB C IC);
tuples!(A IA B IB C IC D ID);
tuples!(A IA B IB C IC D ID E IE);
tuples!(A IA B IB C IC D ID E IE G IG);
tuples!(A IA B IB C IC D ID E IE G IG H IH);
tuples!(A IA B IB C IC D ID E IE G IG H IH J IJ);
tuples!(A IA B IB C IC D ID E IE G IG H IH J IJ K IK);
tuples!(A IA B IB C IC D ID E IE G IG H IH J IJ K IK L IL);
tuples!(A IA B IB C IC D ID E IE G IG H IH J IJ K IK L IL M IM);
tuples!(A IA B IB C IC D ID E IE G IG H IH J IJ K IK L IL M IM N IN);

/// Rows are read as whole rows of `T`.
#[derive(Debug, Clone, Copy)]
pub struct Whole<T>(PhantomData<fn() -> T>);

impl<T: Record> Rows for Whole<T> {
    type Row = T;

    fn read<R: RowReader>(row: &mut R) -> Result<T> {
        T::read(row)
    }
}

/// Rows are read as whole rows of `T`, or as `None` where a join found none.
#[derive(Debug, Clone, Copy)]
pub struct WholeOrAbsent<T>(PhantomData<fn() -> T>);

impl<T: Record> Rows for WholeOrAbsent<T> {
    type Row = Option<T>;

    fn read<R: RowReader>(row: &mut R) -> Result<Option<T>> {
        if row.skip_nulls(T::SPEC.columns.len())? { Ok(None) } else { T::read(row).map(Some) }
    }
}

/// Rows that a right or full join may leave absent.
#[diagnostic::on_unimplemented(
    message = "columns are chosen before a join that may leave them absent",
    label = "this join makes `Option`s of all columns read so far",
    note = "join first, then say `.columns(..)`"
)]
pub trait AbsentRows {
    /// The rows after the join.
    type OrAbsent;
}

impl<T> AbsentRows for Whole<T> {
    type OrAbsent = WholeOrAbsent<T>;
}

impl<T> AbsentRows for WholeOrAbsent<T> {
    type OrAbsent = Self;
}

/// Rows are read as the projection `P` of the tables `F`.
#[derive(Debug, Clone, Copy)]
pub struct Projected<P, F, I>(PhantomData<fn() -> (P, F, I)>);

impl<F, I, P: Projection<F, I>> Rows for Projected<P, F, I> {
    type Row = P::Output;

    fn read<R: RowReader>(row: &mut R) -> Result<P::Output> {
        P::read(row)
    }
}

/// No rows are read.
#[derive(Debug, Clone, Copy)]
pub struct Nothing;
