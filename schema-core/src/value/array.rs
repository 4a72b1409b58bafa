//! Arrays: `Vec<T>` columns on PostgreSQL, and the one bind of `is_in`.

use crate::error::Error;
use crate::value::{Everywhere, RowReader, Scalar, Value, ValueKind, ValueRef};

/// Declares the element types once: the borrowed array, the owned one, and their elements.
macro_rules! arrays {
    ($($(#[$attribute:meta])* $variant:ident($type:ty);)*) => {
        /// An array that is bound, borrowed.
        #[derive(Debug, Clone, Copy, PartialEq)]
        #[non_exhaustive]
        #[allow(missing_docs, reason = "one variant for each element type, named after its kind")]
        pub enum ArrayRef<'a> {
            $($(#[$attribute])* $variant(&'a [$type]),)*
        }

        /// An array that was read, or that a statement keeps.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        #[allow(missing_docs, reason = "one variant for each element type, named after its kind")]
        pub enum ArrayValue {
            $($(#[$attribute])* $variant(Vec<$type>),)*
        }

        impl ArrayValue {
            /// The array as it is bound.
            pub fn as_ref(&self) -> ArrayRef<'_> {
                match self {
                    $($(#[$attribute])* Self::$variant(elements) => ArrayRef::$variant(elements),)*
                }
            }
        }

        impl ArrayRef<'_> {
            /// Copies the elements.
            pub fn to_value(&self) -> ArrayValue {
                match self {
                    $($(#[$attribute])* Self::$variant(elements) => ArrayValue::$variant(elements.to_vec()),)*
                }
            }
        }

        $(
            $(#[$attribute])*
            impl ArrayElement for $type {
                #[inline]
                fn array(elements: &[Self]) -> ArrayRef<'_> {
                    ArrayRef::$variant(elements)
                }

                fn from_array(array: ArrayValue) -> Option<Vec<Self>> {
                    match array {
                        ArrayValue::$variant(elements) => Some(elements),
                        #[allow(unreachable_patterns, reason = "one element type may be all there is")]
                        _ => None,
                    }
                }
            }
        )*
    };
}

/// A type whose `Vec` is an array column on PostgreSQL.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no element of an array",
    label = "there are no arrays of `{Self}`"
)]
pub trait ArrayElement: Scalar + Clone {
    /// The elements as they are bound.
    fn array(elements: &[Self]) -> ArrayRef<'_>;

    /// The elements, if the array is of this type.
    fn from_array(array: ArrayValue) -> Option<Vec<Self>>;
}

/// Hands the element types to another macro, so that there is one list of them.
macro_rules! array_types {
    ($macro:ident) => {
        $macro! {
            I16(i16);
            I32(i32);
            I64(i64);
            F32(f32);
            F64(f64);
            Bool(bool);
            Text(String);
            Bytes(Vec<u8>);
            #[cfg(feature = "uuid")]
            Uuid(uuid::Uuid);
            #[cfg(feature = "chrono")]
            ChronoDate(chrono::NaiveDate);
            #[cfg(feature = "chrono")]
            ChronoTime(chrono::NaiveTime);
            #[cfg(feature = "chrono")]
            ChronoTimestamp(chrono::NaiveDateTime);
            #[cfg(feature = "chrono")]
            ChronoTimestampTz(chrono::DateTime<chrono::Utc>);
            #[cfg(feature = "time")]
            Date(time::Date);
            #[cfg(feature = "time")]
            Time(time::Time);
            #[cfg(feature = "time")]
            Timestamp(time::PrimitiveDateTime);
            #[cfg(feature = "time")]
            TimestampTz(time::OffsetDateTime);
            #[cfg(feature = "decimal")]
            Decimal(rust_decimal::Decimal);
        }
    };
}
pub(crate) use array_types;

array_types!(arrays);

impl ArrayValue {
    /// Values of one kind as an array, for a comparison with any of them; `None` if arrays of the
    /// kind cannot be bound, or a value cannot.
    pub(crate) fn from_values(kind: ValueKind, values: &[Value]) -> Option<Self> {
        fn all<T>(values: &[Value], one: impl Fn(ValueRef<'_>) -> Option<T>) -> Option<Vec<T>> {
            values.iter().map(|value| one(value.as_ref())).collect()
        }
        macro_rules! of {
            ($array:ident, $value:ident) => {
                all(values, |value| match value {
                    ValueRef::$value(value) => Some(value.to_owned()),
                    _ => None,
                })
                .map(Self::$array)
            };
        }
        // A kind of two Rust types: the values are of the one or the other.
        #[cfg(feature = "chrono")]
        if let Some(array) = match kind {
            ValueKind::Date => of!(ChronoDate, ChronoDate),
            ValueKind::Time => of!(ChronoTime, ChronoTime),
            ValueKind::Timestamp => of!(ChronoTimestamp, ChronoTimestamp),
            ValueKind::TimestampTz => of!(ChronoTimestampTz, ChronoTimestampTz),
            _ => None,
        } {
            return Some(array);
        }
        match kind {
            ValueKind::I16 => of!(I16, I16),
            ValueKind::I32 => of!(I32, I32),
            ValueKind::I64 => of!(I64, I64),
            ValueKind::F32 => of!(F32, F32),
            ValueKind::F64 => of!(F64, F64),
            ValueKind::Bool => of!(Bool, Bool),
            ValueKind::Text => of!(Text, Text),
            ValueKind::Bytes => of!(Bytes, Bytes),
            #[cfg(feature = "uuid")]
            ValueKind::Uuid => of!(Uuid, Uuid),
            #[cfg(feature = "time")]
            ValueKind::Date => of!(Date, Date),
            #[cfg(feature = "time")]
            ValueKind::Time => of!(Time, Time),
            #[cfg(feature = "time")]
            ValueKind::Timestamp => of!(Timestamp, Timestamp),
            #[cfg(feature = "time")]
            ValueKind::TimestampTz => of!(TimestampTz, TimestampTz),
            #[cfg(feature = "decimal")]
            ValueKind::Decimal => of!(Decimal, Decimal),
            ValueKind::Enum(_) => all(values, |value| match value {
                ValueRef::Enum(_, label) => Some(label.to_owned()),
                _ => None,
            })
            .map(Self::Text),
            _ => None,
        }
    }
}

impl<T: ArrayElement> Scalar for Vec<T> {
    type Extremes = Everywhere;
    const KIND: ValueKind = ValueKind::Array(&T::KIND);

    #[inline]
    fn value(&self) -> ValueRef<'_> {
        ValueRef::Array(T::array(self))
    }

    fn into_value(self) -> Value {
        Value::array(T::array(&self).to_value())
    }

    fn read<R: RowReader>(row: &mut R) -> Result<Option<Self>, Error> {
        let Some(array) = row.array(T::array(&[]))? else {
            return Ok(None);
        };
        match T::from_array(array) {
            Some(elements) => Ok(Some(elements)),
            None => Err(row.invalid("the array's elements are of another type".to_owned())),
        }
    }
}
