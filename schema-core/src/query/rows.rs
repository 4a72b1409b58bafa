//! How rows are read: a type for each shape that a query can read.

use std::marker::PhantomData;

use crate::column::Column;
use crate::error::Result;
use crate::expr::{InnerSide, Side};
use crate::query::prepared::Rows;
use crate::table::Record;
use crate::value::{ColumnType, RowReader};

/// Rows are read as one value of `V`.
#[derive(Debug, Clone, Copy)]
pub struct OneValue<V>(PhantomData<fn() -> V>);

impl<V: ColumnType> Rows for OneValue<V> {
    type Row = V;

    fn read<R: RowReader>(row: &mut R) -> Result<V> {
        ColumnType::read(row)
    }
}

/// Rows are read as whole rows of `T`, joined as `J`.
#[derive(Debug, Clone, Copy)]
pub struct Whole<T, J = InnerSide>(PhantomData<fn() -> (T, J)>);

impl<T: Record, J: Side> Rows for Whole<T, J> {
    type Row = J::Row<T>;

    fn read<R: RowReader>(row: &mut R) -> Result<J::Row<T>> {
        J::read_row(row)
    }
}

/// No rows are read.
#[derive(Debug, Clone, Copy)]
pub struct Nothing;

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

impl<T, J: Side> AbsentRows for Whole<T, J> {
    type OrAbsent = Whole<T, J::Absent>;
}

/// Rows whose parts are columns of their own for other queries.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column of its own",
    label = "expected a column, an expression, or a tuple of them"
)]
pub trait QueryColumns {
    /// The columns, of the query `R` in the schema `S`.
    type Columns<R: 'static, S: 'static>: Copy;

    /// The columns from the position `next` on, which moves behind them.
    fn columns<R: 'static, S: 'static>(next: &mut u16) -> Self::Columns<R, S>;
}

impl<V: ColumnType> QueryColumns for OneValue<V> {
    type Columns<R: 'static, S: 'static> = Column<R, S, V>;

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
pub trait Fills<T>: Sized {
    /// `O`: a type that is not known where it does not fill the field, so that nothing else is said of it then.
    type By<O: Rows<Row = Self>>: Rows<Row = Self>;

    /// The field's value.
    fn fill(self) -> T;
}

impl<T> Fills<T> for T {
    type By<O: Rows<Row = Self>> = O;

    fn fill(self) -> T {
        self
    }
}

impl<T> Fills<Option<T>> for T {
    type By<O: Rows<Row = Self>> = O;

    fn fill(self) -> Option<T> {
        Some(self)
    }
}

/// What is read as `O` fills a field of type `T`; `By` is `O` as [`Fills::By`].
#[derive(Debug, Clone, Copy)]
pub struct Field<O, T, By>(PhantomData<fn() -> (O, T, By)>);

/// [`Field`] of type `T`, filled by what is read as `O`.
pub type FieldOf<O, T> = Field<O, T, <<O as Rows>::Row as Fills<T>>::By<O>>;

impl<O, T: Send + 'static, By: Rows<Row: Fills<T>>> Rows for Field<O, T, By> {
    type Row = T;

    fn read<R: RowReader>(row: &mut R) -> Result<T> {
        By::read(row).map(Fills::fill)
    }
}

impl<O: QueryColumns, T, By> QueryColumns for Field<O, T, By> {
    type Columns<R: 'static, S: 'static> = O::Columns<R, S>;

    fn columns<R: 'static, S: 'static>(next: &mut u16) -> Self::Columns<R, S> {
        O::columns(next)
    }
}

macro_rules! tuples {
    ($($part:ident)+) => {
        impl<$($part: Rows),+> Rows for ($($part,)+) {
            type Row = ($($part::Row,)+);

            fn read<R: RowReader>(row: &mut R) -> Result<Self::Row> {
                Ok(($($part::read(row)?,)+))
            }
        }

        impl<$($part: QueryColumns),+> QueryColumns for ($($part,)+) {
            type Columns<R: 'static, S: 'static> = ($($part::Columns<R, S>,)+);

            fn columns<R: 'static, S: 'static>(next: &mut u16) -> Self::Columns<R, S> {
                ($($part::columns::<R, S>(next),)+)
            }
        }
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);
tuples!(A B C D E F G H I J K);
tuples!(A B C D E F G H I J K L);
