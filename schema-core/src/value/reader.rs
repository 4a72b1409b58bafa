//! The two sides a value meets: what takes binds, and what hands out a row's columns in order.

use crate::error::Error;
use crate::value::{ArrayRef, ArrayValue, Value, ValueKind, ValueRef};

/// Takes the binds of a statement, in order.
pub trait BindWriter {
    /// Takes the next bind.
    ///
    /// # Errors
    /// The value cannot be encoded for this database.
    fn write(&mut self, value: ValueRef<'_>) -> Result<(), Error>;

    /// Takes a value that a statement has kept as the next bind.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    fn write_kept(&mut self, value: &Value) -> Result<(), Error> {
        self.write(value.as_ref())
    }
}

/// Takes all binds of a statement; on databases that have arrays, whole columns of rows as one bind each.
pub trait ColumnWriter: BindWriter + Sized + Send {
    /// A column in the making: takes one value of each row, NULL too.
    type Column: BindWriter;

    /// One for about so many binds.
    fn with_capacity(binds: usize) -> Self;

    /// A column of so many rows.
    fn column(kind: ValueKind, rows: usize) -> Self::Column;

    /// Takes the column as the next bind.
    ///
    /// # Errors
    /// It has more values or bytes than this database takes.
    fn write_column(&mut self, column: Self::Column) -> Result<(), Error>;
}

/// Binds one value after another, up to the first that cannot be bound.
///
/// Generated code has no `?` for each column: its branches are most of what a derive costs the compiler.
pub struct Binding<'w, W> {
    writer: &'w mut W,
    done: Result<(), Error>,
}

impl<'w, W> Binding<'w, W> {
    /// Runs code that binds values.
    ///
    /// # Errors
    /// A value could not be bound.
    #[inline]
    pub fn run(writer: &'w mut W, bind: impl FnOnce(&mut Self)) -> Result<(), Error> {
        let mut binds = Self { writer, done: Ok(()) };
        bind(&mut binds);
        binds.done
    }

    /// Binds what is next.
    #[inline]
    pub(crate) fn then(&mut self, bind: impl FnOnce(&mut W) -> Result<(), Error>) {
        if self.done.is_ok() {
            self.done = bind(self.writer);
        }
    }
}

/// Hands out the columns of a row, in order; `None` is SQL's NULL.
///
/// Every method moves to the next column, and fails when its value is of another type.
#[allow(missing_docs, reason = "one method for each `ValueKind`, named after it")]
pub trait RowReader {
    fn i16(&mut self) -> Result<Option<i16>, Error>;
    fn i32(&mut self) -> Result<Option<i32>, Error>;
    fn i64(&mut self) -> Result<Option<i64>, Error>;
    fn f32(&mut self) -> Result<Option<f32>, Error>;
    fn f64(&mut self) -> Result<Option<f64>, Error>;
    fn bool(&mut self) -> Result<Option<bool>, Error>;
    fn text(&mut self) -> Result<Option<String>, Error>;
    fn bytes(&mut self) -> Result<Option<Vec<u8>>, Error>;
    #[cfg(feature = "uuid")]
    fn uuid(&mut self) -> Result<Option<uuid::Uuid>, Error>;
    #[cfg(feature = "chrono")]
    fn chrono_date(&mut self) -> Result<Option<chrono::NaiveDate>, Error>;
    #[cfg(feature = "chrono")]
    fn chrono_time(&mut self) -> Result<Option<chrono::NaiveTime>, Error>;
    #[cfg(feature = "chrono")]
    fn chrono_timestamp(&mut self) -> Result<Option<chrono::NaiveDateTime>, Error>;
    #[cfg(feature = "chrono")]
    fn chrono_timestamptz(&mut self) -> Result<Option<chrono::DateTime<chrono::Utc>>, Error>;
    #[cfg(feature = "time")]
    fn date(&mut self) -> Result<Option<time::Date>, Error>;
    #[cfg(feature = "time")]
    fn time(&mut self) -> Result<Option<time::Time>, Error>;
    #[cfg(feature = "time")]
    fn timestamp(&mut self) -> Result<Option<time::PrimitiveDateTime>, Error>;
    #[cfg(feature = "time")]
    fn timestamptz(&mut self) -> Result<Option<time::OffsetDateTime>, Error>;
    /// A JSON document as text.
    fn json(&mut self) -> Result<Option<String>, Error>;
    #[cfg(feature = "decimal")]
    fn decimal(&mut self) -> Result<Option<rust_decimal::Decimal>, Error>;
    /// An array whose elements are of the same type as those of `like`.
    fn array(&mut self, like: ArrayRef<'_>) -> Result<Option<ArrayValue>, Error>;

    /// Whether the next `columns` columns are all NULL; moves past them when they are.
    ///
    /// An outer join's absent side reads as `None` through this.
    fn skip_nulls(&mut self, columns: usize) -> Result<bool, Error>;

    /// The error for a NULL where the column's type allows none.
    fn unexpected_null(&self) -> Error;

    /// The error for a value that the column's Rust type refuses, and why.
    fn invalid(&self, why: String) -> Error;
}
