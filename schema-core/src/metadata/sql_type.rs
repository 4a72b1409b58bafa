//! SQL types, before any database's spelling of them.

use std::fmt;

use crate::dialect::Dialect;
use crate::metadata::QualifiedName;
use crate::value::ValueKind;

/// The type of a column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum SqlType {
    /// 16-bit integer.
    SmallInt,
    /// 32-bit integer.
    Integer,
    /// 64-bit integer.
    BigInt,
    /// 32-bit floating-point number.
    Real,
    /// 64-bit floating-point number.
    Double,
    /// Truth value.
    Boolean,
    /// Text of any length.
    Text,
    /// Text of at most so many characters.
    Varchar(u32),
    /// Text of exactly so many characters, padded with spaces where the database does that.
    Char(u32),
    /// Bytes.
    Bytes,
    /// UUID.
    Uuid,
    /// Calendar date.
    Date,
    /// Time of day, without time zone.
    Time,
    /// Date and time, without time zone.
    Timestamp,
    /// A moment in time.
    TimestampTz,
    /// A JSON document.
    Json,
    /// Exact decimal number of any precision.
    Decimal,
    /// Exact decimal number.
    Numeric {
        /// All digits.
        precision: u16,
        /// The digits after the point.
        scale: u16,
    },
    /// One-dimensional array.
    Array(Box<SqlType>),
    /// An enum of the catalog.
    Enum(QualifiedName),
    /// A domain of the catalog.
    Domain(QualifiedName),
    /// A type written out in the database's own words.
    Custom(String),
}

impl SqlType {
    /// Whether columns of a database can be of this type.
    pub fn is_known_to(&self, dialect: Dialect) -> bool {
        match self {
            Self::Decimal | Self::Numeric { .. } => dialect.has_type(ValueKind::Decimal),
            Self::Array(element) => {
                dialect.has_type(ValueKind::Array(&ValueKind::Text)) && element.is_known_to(dialect)
            }
            Self::Custom(written) => match dialect.closed_types() {
                None => true,
                Some(types) => types.iter().any(|known| known.eq_ignore_ascii_case(written)),
            },
            Self::SmallInt
            | Self::Integer
            | Self::BigInt
            | Self::Real
            | Self::Double
            | Self::Boolean
            | Self::Text
            | Self::Varchar(_)
            | Self::Char(_)
            | Self::Bytes
            | Self::Uuid
            | Self::Date
            | Self::Time
            | Self::Timestamp
            | Self::TimestampTz
            | Self::Json
            | Self::Enum(_) => true,
            Self::Domain(_) => dialect.has_domains(),
        }
    }

    /// Whether it is one of the integer types.
    pub const fn is_integer(&self) -> bool {
        matches!(self, Self::SmallInt | Self::Integer | Self::BigInt)
    }

    /// The enum that the type is, or that its elements are.
    pub fn as_enum(&self) -> Option<&QualifiedName> {
        match self {
            Self::Enum(name) => Some(name),
            Self::Array(element) => element.as_enum(),
            _ => None,
        }
    }

    pub(crate) fn as_custom(&self) -> Option<&str> {
        match self {
            Self::Custom(written) => Some(written),
            Self::Array(element) => element.as_custom(),
            _ => None,
        }
    }

    /// The domain that the type is, or that its elements are.
    pub fn as_domain(&self) -> Option<&QualifiedName> {
        match self {
            Self::Domain(name) => Some(name),
            Self::Array(element) => element.as_domain(),
            _ => None,
        }
    }

    /// The name of the enum or domain in it.
    pub(crate) fn name_mut(&mut self) -> Option<&mut QualifiedName> {
        match self {
            Self::Enum(name) | Self::Domain(name) => Some(name),
            Self::Array(element) => element.name_mut(),
            _ => None,
        }
    }
}

/// For messages; `render::types` spells types in SQL.
impl fmt::Display for SqlType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SmallInt => f.write_str("smallint"),
            Self::Integer => f.write_str("integer"),
            Self::BigInt => f.write_str("bigint"),
            Self::Real => f.write_str("real"),
            Self::Double => f.write_str("double precision"),
            Self::Boolean => f.write_str("boolean"),
            Self::Text => f.write_str("text"),
            Self::Varchar(length) => write!(f, "varchar({length})"),
            Self::Char(length) => write!(f, "char({length})"),
            Self::Bytes => f.write_str("bytes"),
            Self::Uuid => f.write_str("uuid"),
            Self::Date => f.write_str("date"),
            Self::Time => f.write_str("time"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::TimestampTz => f.write_str("timestamp with time zone"),
            Self::Json => f.write_str("json"),
            Self::Decimal => f.write_str("numeric"),
            Self::Numeric { precision, scale } => write!(f, "numeric({precision}, {scale})"),
            Self::Array(element) => write!(f, "{element}[]"),
            Self::Enum(name) | Self::Domain(name) => write!(f, "{name}"),
            Self::Custom(written) => f.write_str(written),
        }
    }
}
