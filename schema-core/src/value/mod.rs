//! Values: what a column holds, apart from any database driver.
//!
//! [`Scalar`] is what a Rust type implements to be a column; [`ColumnType`] adds `Option` of each.
//! A type never meets a driver: it hands out a [`ValueRef`] and reads itself through a [`RowReader`].

mod array;
pub(crate) mod bytes;
mod columns;
mod json;
mod kept;
mod reader;
mod scalar;

pub(crate) use array::array_types;
pub use array::{ArrayElement, ArrayRef, ArrayValue};
#[doc(hidden)]
pub use columns::{ColumnTypes, ColumnValues, ValueVisitor, columns};
#[cfg(feature = "json")]
pub use json::Json;
pub use reader::{BindWriter, Binding, ColumnWriter, RowReader};
pub use scalar::{ColumnType, Everywhere, Nowhere, OnSqlite, Scalar};

use std::borrow::Cow;

use crate::spec::EnumSpec;

/// The kind of a value, before any database's spelling of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// 16-bit signed integer.
    I16,
    /// 32-bit signed integer.
    I32,
    /// 64-bit signed integer.
    I64,
    /// 32-bit floating-point number.
    F32,
    /// 64-bit floating-point number.
    F64,
    /// Truth value.
    Bool,
    /// Text in UTF-8.
    Text,
    /// Bytes.
    Bytes,
    /// UUID, 128 bits.
    Uuid,
    /// Calendar date without time zone.
    Date,
    /// Time of day without time zone.
    Time,
    /// Date and time without time zone.
    Timestamp,
    /// A moment in time.
    TimestampTz,
    /// A JSON document.
    Json,
    /// Exact decimal number.
    Decimal,
    /// One of an enum's labels.
    Enum(&'static EnumSpec),
    /// One-dimensional array without NULL elements.
    Array(&'static ValueKind),
}

/// A value that is bound to a statement, borrowed from where it lies.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ValueRef<'a> {
    /// SQL's NULL of a kind.
    Null(ValueKind),
    /// See [`ValueKind::I16`].
    I16(i16),
    /// See [`ValueKind::I32`].
    I32(i32),
    /// See [`ValueKind::I64`].
    I64(i64),
    /// See [`ValueKind::F32`].
    F32(f32),
    /// See [`ValueKind::F64`].
    F64(f64),
    /// See [`ValueKind::Bool`].
    Bool(bool),
    /// See [`ValueKind::Text`].
    Text(&'a str),
    /// See [`ValueKind::Bytes`].
    Bytes(&'a [u8]),
    /// See [`ValueKind::Uuid`].
    #[cfg(feature = "uuid")]
    Uuid(uuid::Uuid),
    /// See [`ValueKind::Date`].
    #[cfg(feature = "chrono")]
    ChronoDate(chrono::NaiveDate),
    /// See [`ValueKind::Time`].
    #[cfg(feature = "chrono")]
    ChronoTime(chrono::NaiveTime),
    /// See [`ValueKind::Timestamp`].
    #[cfg(feature = "chrono")]
    ChronoTimestamp(chrono::NaiveDateTime),
    /// See [`ValueKind::TimestampTz`].
    #[cfg(feature = "chrono")]
    ChronoTimestampTz(chrono::DateTime<chrono::Utc>),
    /// See [`ValueKind::Date`].
    #[cfg(feature = "time")]
    Date(time::Date),
    /// See [`ValueKind::Time`].
    #[cfg(feature = "time")]
    Time(time::Time),
    /// See [`ValueKind::Timestamp`].
    #[cfg(feature = "time")]
    Timestamp(time::PrimitiveDateTime),
    /// See [`ValueKind::TimestampTz`].
    #[cfg(feature = "time")]
    TimestampTz(time::OffsetDateTime),
    /// A JSON document as text.
    Json(Cow<'a, str>),
    /// See [`ValueKind::Decimal`].
    #[cfg(feature = "decimal")]
    Decimal(rust_decimal::Decimal),
    /// A label of an enum.
    Enum(&'static EnumSpec, &'static str),
    /// See [`ValueKind::Array`].
    Array(ArrayRef<'a>),
    /// A value that cannot be encoded, and why; sending the statement reports it.
    Invalid(Cow<'a, str>),
}

/// A [`ValueRef`] that owns what it holds: how statements keep their binds.
#[derive(Debug, Clone, PartialEq)]
pub struct Value(pub(crate) Owned);

/// The owned kinds. Those without borrowed data are kept as they are.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Owned {
    Plain(ValueRef<'static>),
    Text(String),
    Bytes(Vec<u8>),
    Array(ArrayValue),
    Hole(Parameter),
}

/// What a bind of a reusable query will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parameter {
    /// The value that is given for the parameter at a position.
    At(u16),
    /// The name of the schema.
    SchemaName,
}

impl Value {
    /// Keeps a value that borrows nothing.
    pub const fn plain(value: ValueRef<'static>) -> Self {
        Self(Owned::Plain(value))
    }

    /// Keeps text.
    pub const fn text(text: String) -> Self {
        Self(Owned::Text(text))
    }

    /// Keeps bytes.
    pub const fn bytes(bytes: Vec<u8>) -> Self {
        Self(Owned::Bytes(bytes))
    }

    /// Keeps an array.
    pub const fn array(array: ArrayValue) -> Self {
        Self(Owned::Array(array))
    }

    pub(crate) const fn hole(parameter: Parameter) -> Self {
        Self(Owned::Hole(parameter))
    }

    /// The parameter that it stands for, if it does.
    pub(crate) const fn parameter(&self) -> Option<Parameter> {
        match self.0 {
            Owned::Hole(parameter) => Some(parameter),
            _ => None,
        }
    }

    /// The value as it is bound.
    pub fn as_ref(&self) -> ValueRef<'_> {
        match &self.0 {
            Owned::Plain(value) => value.clone(),
            Owned::Text(text) => ValueRef::Text(text),
            Owned::Bytes(bytes) => ValueRef::Bytes(bytes),
            Owned::Array(array) => ValueRef::Array(array.as_ref()),
            Owned::Hole(_) => ValueRef::Invalid(Cow::Borrowed(
                "a parameter has no value outside of its reusable query",
            )),
        }
    }
}

impl ValueRef<'_> {
    /// Copies what is borrowed.
    pub fn to_value(&self) -> Value {
        match self {
            Self::Null(kind) => Value::plain(ValueRef::Null(*kind)),
            Self::I16(v) => Value::plain(ValueRef::I16(*v)),
            Self::I32(v) => Value::plain(ValueRef::I32(*v)),
            Self::I64(v) => Value::plain(ValueRef::I64(*v)),
            Self::F32(v) => Value::plain(ValueRef::F32(*v)),
            Self::F64(v) => Value::plain(ValueRef::F64(*v)),
            Self::Bool(v) => Value::plain(ValueRef::Bool(*v)),
            Self::Text(v) => Value::text((*v).to_owned()),
            Self::Bytes(v) => Value::bytes((*v).to_owned()),
            #[cfg(feature = "uuid")]
            Self::Uuid(v) => Value::plain(ValueRef::Uuid(*v)),
            #[cfg(feature = "chrono")]
            Self::ChronoDate(v) => Value::plain(ValueRef::ChronoDate(*v)),
            #[cfg(feature = "chrono")]
            Self::ChronoTime(v) => Value::plain(ValueRef::ChronoTime(*v)),
            #[cfg(feature = "chrono")]
            Self::ChronoTimestamp(v) => Value::plain(ValueRef::ChronoTimestamp(*v)),
            #[cfg(feature = "chrono")]
            Self::ChronoTimestampTz(v) => Value::plain(ValueRef::ChronoTimestampTz(*v)),
            #[cfg(feature = "time")]
            Self::Date(v) => Value::plain(ValueRef::Date(*v)),
            #[cfg(feature = "time")]
            Self::Time(v) => Value::plain(ValueRef::Time(*v)),
            #[cfg(feature = "time")]
            Self::Timestamp(v) => Value::plain(ValueRef::Timestamp(*v)),
            #[cfg(feature = "time")]
            Self::TimestampTz(v) => Value::plain(ValueRef::TimestampTz(*v)),
            Self::Json(v) => Value::plain(ValueRef::Json(Cow::Owned(v.clone().into_owned()))),
            #[cfg(feature = "decimal")]
            Self::Decimal(v) => Value::plain(ValueRef::Decimal(*v)),
            Self::Enum(spec, label) => Value::plain(ValueRef::Enum(spec, label)),
            Self::Array(array) => Value::array(array.to_value()),
            Self::Invalid(why) => {
                Value::plain(ValueRef::Invalid(Cow::Owned(why.clone().into_owned())))
            }
        }
    }
}
