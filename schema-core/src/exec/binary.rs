//! PostgreSQL's binary form of values: the elements of an array, the fields of `COPY`.
//!
//! The common kinds are written here; sqlx knows how to write the others. Source: the `_recv` functions
//! of PostgreSQL, and `array_recv`.

use sqlx::Encode;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgTypeInfo};
use sqlx::{Arguments, Type};

use crate::error::{Error, Result};
use crate::exec::postgres::{Elements, Jsonb};
use crate::value::{BindWriter, ColumnWriter, ValueKind, ValueRef};

/// The most bytes of a message that the server takes. Source: `MaxAllocSize` of PostgreSQL.
const MESSAGE_LIMIT: usize = 0x3fff_ffff;

/// Writes a value after its length in bytes; NULL has the length -1.
///
/// # Errors
/// The value cannot be encoded.
#[inline]
pub(super) fn write(value: ValueRef<'_>, to: &mut PgArgumentBuffer) -> Result<()> {
    match value {
        ValueRef::Null(_) => to.extend_from_slice(&(-1_i32).to_be_bytes()),
        ValueRef::I16(v) => fixed(to, v.to_be_bytes()),
        ValueRef::I32(v) => fixed(to, v.to_be_bytes()),
        ValueRef::I64(v) => fixed(to, v.to_be_bytes()),
        ValueRef::F32(v) => fixed(to, v.to_be_bytes()),
        ValueRef::F64(v) => fixed(to, v.to_be_bytes()),
        ValueRef::Bool(v) => fixed(to, [u8::from(v)]),
        ValueRef::Text(v) | ValueRef::Enum(_, v) => return slice(to, v.as_bytes()),
        ValueRef::Bytes(v) => return slice(to, v),
        #[cfg(feature = "uuid")]
        ValueRef::Uuid(v) => return encoded(v, to),
        #[cfg(feature = "chrono")]
        ValueRef::ChronoDate(v) => return encoded(v, to),
        #[cfg(feature = "chrono")]
        ValueRef::ChronoTime(v) => return encoded(v, to),
        #[cfg(feature = "chrono")]
        ValueRef::ChronoTimestamp(v) => return encoded(v, to),
        #[cfg(feature = "chrono")]
        ValueRef::ChronoTimestampTz(v) => return encoded(v, to),
        #[cfg(feature = "time")]
        ValueRef::Date(v) => return encoded(v, to),
        #[cfg(feature = "time")]
        ValueRef::Time(v) => return encoded(v, to),
        #[cfg(feature = "time")]
        ValueRef::Timestamp(v) => return encoded(v, to),
        #[cfg(feature = "time")]
        ValueRef::TimestampTz(v) => return encoded(v, to),
        #[cfg(feature = "decimal")]
        ValueRef::Decimal(v) => return encoded(v, to),
        ValueRef::Json(v) => return encoded(Jsonb(&v), to),
        ValueRef::Array(array) => return encoded(Elements(array), to),
        ValueRef::Invalid(why) => return Err(Error::Bind { why: why.into_owned() }),
    }
    Ok(())
}

#[inline]
fn fixed<const N: usize>(to: &mut PgArgumentBuffer, bytes: [u8; N]) {
    let bytes = &bytes[..];
    to.reserve(4 + N);
    to.extend_from_slice(&(N as i32).to_be_bytes());
    to.extend_from_slice(bytes);
}

#[inline]
fn slice(to: &mut PgArgumentBuffer, bytes: &[u8]) -> Result<()> {
    let length = length(bytes.len())?;
    to.reserve(4 + bytes.len());
    to.extend_from_slice(&length.to_be_bytes());
    to.extend_from_slice(bytes);
    Ok(())
}

fn length(bytes: usize) -> Result<i32> {
    if bytes > MESSAGE_LIMIT {
        let why = format!("it has {bytes} bytes; PostgreSQL takes {MESSAGE_LIMIT} at once");
        return Err(Error::Bind { why });
    }
    Ok(bytes as i32)
}

/// Writes what sqlx makes of a value after its length.
fn encoded<'q, T: Encode<'q, sqlx::Postgres>>(value: T, to: &mut PgArgumentBuffer) -> Result<()> {
    let before = to.len();
    to.extend_from_slice(&[0; 4]);
    match value.encode(to) {
        Ok(_) => {}
        Err(error) => return Err(Error::Bind { why: error.to_string() }),
    }
    let length = length(to.len() - before - 4)?;
    to[before..before + 4].copy_from_slice(&length.to_be_bytes());
    Ok(())
}

/// A column of rows, as an array in the making: its elements.
#[derive(Debug)]
pub struct PgColumn {
    kind: ValueKind,
    rows: usize,
    has_nulls: bool,
    elements: PgArgumentBuffer,
}

impl BindWriter for PgColumn {
    #[inline]
    fn write(&mut self, value: ValueRef<'_>) -> Result<()> {
        self.has_nulls |= matches!(value, ValueRef::Null(_));
        write(value, &mut self.elements)
    }
}

impl ColumnWriter for PgArguments {
    type Column = PgColumn;

    fn with_capacity(binds: usize) -> Self {
        let mut arguments = Self::default();
        arguments.reserve(binds, binds * 8);
        arguments
    }

    fn column(kind: ValueKind, rows: usize) -> PgColumn {
        let mut elements = PgArgumentBuffer::default();
        elements.reserve(rows.saturating_mul(4 + width(kind)));
        PgColumn { kind, rows, has_nulls: false, elements }
    }

    fn write_column(&mut self, column: PgColumn) -> Result<()> {
        self.add(column).map_err(|error| Error::Bind { why: error.to_string() })
    }
}

impl Type<sqlx::Postgres> for PgColumn {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("unknown")
    }
}

impl Encode<'_, sqlx::Postgres> for PgColumn {
    fn produces(&self) -> Option<PgTypeInfo> {
        Some(PgTypeInfo::with_oid(oids(self.kind).1))
    }

    fn encode_by_ref(&self, to: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        if to.len() + self.elements.len() > MESSAGE_LIMIT {
            return Err("the rows take more than the 1 GB of one statement; use `copy_in`".into());
        }
        let (dimensions, lower_bound) = (1_i32, 1_i32);
        to.reserve(20 + self.elements.len());
        to.extend_from_slice(&dimensions.to_be_bytes());
        to.extend_from_slice(&i32::from(self.has_nulls).to_be_bytes());
        to.extend_from_slice(&oids(self.kind).0.0.to_be_bytes());
        to.extend_from_slice(&i32::try_from(self.rows)?.to_be_bytes());
        to.extend_from_slice(&lower_bound.to_be_bytes());
        to.extend_from_slice(&self.elements);
        Ok(IsNull::No)
    }
}

/// The bytes of a value; a guess where they differ.
const fn width(kind: ValueKind) -> usize {
    match kind {
        ValueKind::Bool => 1,
        ValueKind::I16 => 2,
        ValueKind::I32 | ValueKind::F32 | ValueKind::Date => 4,
        ValueKind::I64 | ValueKind::F64 => 8,
        ValueKind::Time | ValueKind::Timestamp | ValueKind::TimestampTz => 8,
        _ => 16,
    }
}

/// An element type, and the type of its arrays. Source: `pg_type.dat` of PostgreSQL.
const fn oids(element: ValueKind) -> (Oid, Oid) {
    let (element, array) = match element {
        ValueKind::I16 => (21, 1005),
        ValueKind::I32 => (23, 1007),
        ValueKind::I64 => (20, 1016),
        ValueKind::F32 => (700, 1021),
        ValueKind::F64 => (701, 1022),
        ValueKind::Bool => (16, 1000),
        ValueKind::Text | ValueKind::Enum(_) | ValueKind::Array(_) => (25, 1009),
        ValueKind::Bytes => (17, 1001),
        ValueKind::Uuid => (2950, 2951),
        ValueKind::Date => (1082, 1182),
        ValueKind::Time => (1083, 1183),
        ValueKind::Timestamp => (1114, 1115),
        ValueKind::TimestampTz => (1184, 1185),
        ValueKind::Json => (3802, 3807),
        ValueKind::Decimal => (1700, 1231),
    };
    (Oid(element), Oid(array))
}
