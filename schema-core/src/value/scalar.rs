//! Which Rust types are columns.

use std::fmt::Debug;

use crate::error::Error;
use crate::spec::ColumnSpec;
use crate::value::{BindWriter, Binding, RowReader, Value, ValueKind, ValueRef, ValueVisitor};

/// A Rust type that a column can hold, NULL apart.
///
/// Derive it for a newtype with `#[derive(DbType)]`, for an enum with `#[derive(DbEnum)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no SQL type",
    label = "this type cannot be a column",
    note = "derive `DbType` on a newtype or `DbEnum` on an enum, or enable the feature of polyschema that brings this type (`uuid`, `chrono`, `time`, `json`, `decimal`)"
)]
pub trait Scalar: Sized + Send + Sync + 'static {
    /// Which databases have `min` and `max` of this type: [`Everywhere`], [`OnSqlite`] or [`Nowhere`].
    type Extremes;

    /// The kind of value that this type is kept as.
    const KIND: ValueKind;

    /// The value as it is bound.
    fn value(&self) -> ValueRef<'_>;

    /// The value, kept for a statement that is sent later.
    fn into_value(self) -> Value {
        self.value().to_value()
    }

    /// Reads the next column of a row.
    ///
    /// # Errors
    /// The column holds a value that this type does not have.
    fn read<R: RowReader>(row: &mut R) -> Result<Option<Self>, Error>;
}

/// All databases have it.
#[derive(Debug, Clone, Copy)]
pub enum Everywhere {}

/// SQLite has it, PostgreSQL has not.
#[derive(Debug, Clone, Copy)]
pub enum OnSqlite {}

/// No database has it.
#[derive(Debug, Clone, Copy)]
pub enum Nowhere {}

/// A Rust type that a field of a table can have: a [`Scalar`], or `Option` of one for a nullable column.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a column: it has no SQL type",
    label = "this field cannot be a column",
    note = "derive `DbType` on a newtype or `DbEnum` on an enum, or enable the feature of polyschema that brings this type (`uuid`, `chrono`, `time`, `json`, `decimal`)"
)]
pub trait ColumnType: Sized + Send + Sync + 'static {
    /// The type without NULL: `i64` for both `i64` and `Option<i64>`.
    type Base: Scalar + ColumnType<Base = Self::Base>;

    /// `V`, in an `Option` if this type is one: what is made of a `V` and of this, which may be NULL.
    type OrNull<V: ColumnType>: ColumnType<Base = V::Base>;

    /// The kind of value, NULL apart.
    const BASE_KIND: ValueKind;

    /// Whether the column may hold NULL.
    const NULLABLE: bool;

    /// A column of this type, of which nothing is said yet. For generated code.
    #[doc(hidden)]
    const COLUMN: ColumnSpec = ColumnSpec::plain("", "", Self::BASE_KIND, Self::NULLABLE);

    /// Binds the value.
    ///
    /// # Errors
    /// The value cannot be encoded for this database.
    fn write<W: BindWriter>(&self, binds: &mut W) -> Result<(), Error>;

    /// Binds the value, unless one before it could not be. For generated code.
    #[doc(hidden)]
    #[inline]
    fn bind_next<W: BindWriter>(&self, binds: &mut Binding<'_, W>) {
        binds.then(|writer| self.write(writer));
    }

    /// The value of a field, as one of a new row's. For generated code.
    #[doc(hidden)]
    fn visit_entry<V: ValueVisitor>(&self, field: &str, row: &mut V)
    where
        Self: Debug,
    {
        row.column(field, self);
    }

    /// Reads the next column of a row.
    ///
    /// # Errors
    /// The column holds NULL, or a value that this type does not have.
    fn read<R: RowReader>(row: &mut R) -> Result<Self, Error>;

    /// The value, kept for a statement that is sent later.
    fn into_value(self) -> Value;
}

#[diagnostic::do_not_recommend]
impl<T: Scalar> ColumnType for T {
    type Base = T;
    type OrNull<V: ColumnType> = V;
    const BASE_KIND: ValueKind = T::KIND;
    const NULLABLE: bool = false;

    #[inline]
    fn write<W: BindWriter>(&self, binds: &mut W) -> Result<(), Error> {
        binds.write(self.value())
    }

    #[inline]
    fn read<R: RowReader>(row: &mut R) -> Result<Self, Error> {
        match <T as Scalar>::read(row)? {
            Some(value) => Ok(value),
            None => Err(row.unexpected_null()),
        }
    }

    fn into_value(self) -> Value {
        Scalar::into_value(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar> ColumnType for Option<T> {
    type Base = T;
    type OrNull<V: ColumnType> = Option<V::Base>;
    const BASE_KIND: ValueKind = T::KIND;
    const NULLABLE: bool = true;

    #[inline]
    fn write<W: BindWriter>(&self, binds: &mut W) -> Result<(), Error> {
        binds.write(match self {
            Some(value) => value.value(),
            None => ValueRef::Null(T::KIND),
        })
    }

    #[inline]
    fn read<R: RowReader>(row: &mut R) -> Result<Self, Error> {
        <T as Scalar>::read(row)
    }

    fn into_value(self) -> Value {
        match self {
            Some(value) => Scalar::into_value(value),
            None => Value::plain(ValueRef::Null(T::KIND)),
        }
    }
}

/// Implements [`Scalar`] for types that are copied into their value.
macro_rules! copied {
    ($($(#[$attribute:meta])* $type:ty => $kind:ident, $variant:ident, $read:ident, $extremes:ident;)*) => {$(
        $(#[$attribute])*
        impl Scalar for $type {
            type Extremes = $extremes;
            const KIND: ValueKind = ValueKind::$kind;

            #[inline]
            fn value(&self) -> ValueRef<'_> {
                ValueRef::$variant(*self)
            }

            fn into_value(self) -> Value {
                Value::plain(ValueRef::$variant(self))
            }

            #[inline]
            fn read<R: RowReader>(row: &mut R) -> Result<Option<Self>, Error> {
                row.$read()
            }
        }
    )*};
}

copied! {
    i16 => I16, I16, i16, Everywhere;
    i32 => I32, I32, i32, Everywhere;
    i64 => I64, I64, i64, Everywhere;
    f32 => F32, F32, f32, Everywhere;
    f64 => F64, F64, f64, Everywhere;
    bool => Bool, Bool, bool, OnSqlite;
    #[cfg(feature = "uuid")]
    uuid::Uuid => Uuid, Uuid, uuid, OnSqlite;
    #[cfg(feature = "chrono")]
    chrono::NaiveDate => Date, ChronoDate, chrono_date, Everywhere;
    #[cfg(feature = "chrono")]
    chrono::NaiveTime => Time, ChronoTime, chrono_time, Everywhere;
    #[cfg(feature = "chrono")]
    chrono::NaiveDateTime => Timestamp, ChronoTimestamp, chrono_timestamp, Everywhere;
    #[cfg(feature = "chrono")]
    chrono::DateTime<chrono::Utc> => TimestampTz, ChronoTimestampTz, chrono_timestamptz, Everywhere;
    #[cfg(feature = "time")]
    time::Date => Date, Date, date, Everywhere;
    #[cfg(feature = "time")]
    time::Time => Time, Time, time, Everywhere;
    #[cfg(feature = "time")]
    time::PrimitiveDateTime => Timestamp, Timestamp, timestamp, Everywhere;
    #[cfg(feature = "time")]
    time::OffsetDateTime => TimestampTz, TimestampTz, timestamptz, Everywhere;
    #[cfg(feature = "decimal")]
    rust_decimal::Decimal => Decimal, Decimal, decimal, Everywhere;
}

impl Scalar for String {
    type Extremes = Everywhere;
    const KIND: ValueKind = ValueKind::Text;

    #[inline]
    fn value(&self) -> ValueRef<'_> {
        ValueRef::Text(self)
    }

    fn into_value(self) -> Value {
        Value::text(self)
    }

    #[inline]
    fn read<R: RowReader>(row: &mut R) -> Result<Option<Self>, Error> {
        row.text()
    }
}

impl Scalar for Vec<u8> {
    type Extremes = OnSqlite;
    const KIND: ValueKind = ValueKind::Bytes;

    #[inline]
    fn value(&self) -> ValueRef<'_> {
        ValueRef::Bytes(self)
    }

    fn into_value(self) -> Value {
        Value::bytes(self)
    }

    #[inline]
    fn read<R: RowReader>(row: &mut R) -> Result<Option<Self>, Error> {
        row.bytes()
    }
}
