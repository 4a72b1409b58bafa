//! How the rows of raw SQL are read.

use std::marker::PhantomData;

use crate::error::Result;
use crate::expr::{Here, InnerSide, Reads, Ungrouped};
use crate::query::prepared::Rows;
use crate::value::{ColumnType, RowReader};

/// A row that is read by position: a column type, or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "rows of raw SQL cannot be read as `{Self}`",
    label = "expected a column type, or a tuple of them",
    note = "whole rows of a table and structs that derive `Projection` are read with `.rows_like(..)`"
)]
pub trait RawRow: Sized + Send + 'static {
    /// Reads it.
    ///
    /// # Errors
    /// A column holds a value that its Rust type does not have.
    fn read<R: RowReader>(row: &mut R) -> Result<Self>;
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType> RawRow for V {
    fn read<R: RowReader>(row: &mut R) -> Result<Self> {
        ColumnType::read(row)
    }
}

macro_rules! tuples {
    ($($part:ident)+) => {
        #[diagnostic::do_not_recommend]
        impl<$($part: ColumnType),+> RawRow for ($($part,)+) {
            fn read<R: RowReader>(row: &mut R) -> Result<Self> {
                Ok(($(<$part as ColumnType>::read(row)?,)+))
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

/// Rows are read as `T`, by position.
#[derive(Debug, Clone, Copy)]
pub struct ByPosition<T>(PhantomData<fn() -> T>);

impl<T: RawRow> Rows for ByPosition<T> {
    type Row = T;

    fn read<R: RowReader>(row: &mut R) -> Result<T> {
        T::read(row)
    }
}

/// The tables that raw SQL reads: nobody has looked which.
#[derive(Debug, Clone, Copy)]
pub enum AnyTables {}

impl<R, S> Reads<R, S, Here> for AnyTables {
    type Side = InnerSide;
}

impl Ungrouped for AnyTables {
    type Rows = Self;
}
