//! Columns that stand side by side, as a tuple of their types: one call for all of them.
//!
//! A call and a `?` for each column are most of what a derive would cost the compiler; here they are
//! compiled once. Invariant: for generated code alone, which cuts longer rows into several tuples, and
//! leaves out a type that may be no column: the error would be about the tuple.

use std::fmt::{Debug, DebugStruct};

use crate::error::Error;
use crate::spec::{ColumnSpec, ColumnWord};
use crate::value::{BindWriter, Binding, ColumnType, RowReader, ValueKind};

/// The types of columns that stand side by side.
pub trait ColumnTypes: Sized {
    /// The kind of value of each, and whether it may be NULL.
    const KINDS: &'static [(ValueKind, bool)];

    /// Reads the next columns of a row.
    ///
    /// # Errors
    /// A column holds NULL where it cannot, or a value that its type does not have.
    fn read<R: RowReader>(row: &mut R) -> Result<Self, Error>;
}

/// References to the values of columns that stand side by side.
pub trait ColumnValues {
    /// Binds them, up to the first that cannot be bound.
    fn bind_all<W: BindWriter>(self, binds: &mut Binding<'_, W>);

    /// Shows them as fields of a struct.
    fn show(self, fields: &[&str], shown: &mut DebugStruct<'_, '_>);
}

/// Goes through the values of columns, to bind them or to show them: the compiler checks one body, not two.
pub trait ValueVisitor {
    /// Columns that stand side by side, with the names of their fields.
    fn columns<V: ColumnValues>(&mut self, fields: &[&str], values: V);

    /// A column.
    fn column<V: ColumnType + Debug>(&mut self, field: &str, value: &V);
}

impl<W: BindWriter> ValueVisitor for Binding<'_, W> {
    fn columns<V: ColumnValues>(&mut self, _: &[&str], values: V) {
        values.bind_all(self);
    }

    fn column<V: ColumnType + Debug>(&mut self, _: &str, value: &V) {
        value.bind_next(self);
    }
}

impl ValueVisitor for DebugStruct<'_, '_> {
    fn columns<V: ColumnValues>(&mut self, fields: &[&str], values: V) {
        values.show(fields, self);
    }

    fn column<V: ColumnType + Debug>(&mut self, field: &str, value: &V) {
        self.field(field, value);
    }
}

macro_rules! column_tuples {
    ($(($($column:ident)+))+) => {$(
        impl<$($column: ColumnType),+> ColumnTypes for ($($column,)+) {
            const KINDS: &'static [(ValueKind, bool)] =
                &[$(($column::BASE_KIND, $column::NULLABLE)),+];

            #[inline]
            fn read<R: RowReader>(row: &mut R) -> Result<Self, Error> {
                Ok(($(<$column as ColumnType>::read(row)?,)+))
            }
        }

        impl<$($column: ColumnType + Debug),+> ColumnValues for ($(&$column,)+) {
            #[inline]
            fn bind_all<W: BindWriter>(self, binds: &mut Binding<'_, W>) {
                #[allow(non_snake_case, reason = "a value has the name of its type")]
                let ($($column,)+) = self;
                $(binds.then(|writer| $column.write(writer));)+
            }

            fn show(self, fields: &[&str], shown: &mut DebugStruct<'_, '_>) {
                #[allow(non_snake_case, reason = "a value has the name of its type")]
                let ($($column,)+) = self;
                let values: &[&dyn Debug] = &[$($column),+];
                for (field, value) in fields.iter().zip(values) {
                    shown.field(field, value);
                }
            }
        }
    )+};
}

column_tuples! {
    (A)
    (A B)
    (A B C)
    (A B C D)
    (A B C D E)
    (A B C D E F)
    (A B C D E F G)
    (A B C D E F G H)
    (A B C D E F G H I)
    (A B C D E F G H I J)
    (A B C D E F G H I J K)
    (A B C D E F G H I J K L)
}

/// The columns of the types `T`, from their fields and what the attributes say of some of them.
pub const fn columns<T: ColumnTypes, const N: usize>(
    fields: [&'static str; N],
    words: &[(usize, ColumnWord)],
) -> [ColumnSpec; N] {
    let mut columns = [ColumnSpec::plain("", "", ValueKind::Bool, false); N];
    let mut i = 0;
    while i < N {
        let (kind, nullable) = T::KINDS[i];
        columns[i].field = fields[i];
        columns[i].name = fields[i];
        columns[i].kind = kind;
        columns[i].nullable = nullable;
        i += 1;
    }
    let mut i = 0;
    while i < words.len() {
        let (position, word) = words[i];
        columns[position].say(word);
        i += 1;
    }
    columns
}
