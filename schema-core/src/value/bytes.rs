//! Values as bytes: the same bytes for equal values, and read back exactly.
//!
//! Keys are looked up by them, and cursors are made of them. Each value begins with a byte that says what it is.

use crate::value::{ArrayRef, ArrayValue, Value, ValueKind, ValueRef, array_types};

const NULL: u8 = 0;
const FIXED: u8 = 1;
const LONG: u8 = 2;
#[cfg(feature = "chrono")]
const CHRONO: u8 = 3;
const INVALID: u8 = 255;

/// Adds a value.
pub(crate) fn encode(value: ValueRef<'_>, out: &mut Vec<u8>) {
    match value {
        ValueRef::Null(_) => out.push(NULL),
        ValueRef::I16(v) => fixed(out, &v.to_be_bytes()),
        ValueRef::I32(v) => fixed(out, &v.to_be_bytes()),
        ValueRef::I64(v) => fixed(out, &v.to_be_bytes()),
        // Adding zero makes one of the two zeros.
        ValueRef::F32(v) => fixed(out, &(v + 0.0).to_be_bytes()),
        ValueRef::F64(v) => fixed(out, &(v + 0.0).to_be_bytes()),
        ValueRef::Bool(v) => fixed(out, &[v.into()]),
        ValueRef::Text(v) | ValueRef::Enum(_, v) => long(out, v.as_bytes()),
        ValueRef::Bytes(v) => long(out, v),
        ValueRef::Json(v) => long(out, v.as_bytes()),
        #[cfg(feature = "uuid")]
        ValueRef::Uuid(v) => fixed(out, v.as_bytes()),
        #[cfg(feature = "chrono")]
        ValueRef::ChronoDate(v) => chrono(out, &v),
        #[cfg(feature = "chrono")]
        ValueRef::ChronoTime(v) => chrono(out, &v),
        #[cfg(feature = "chrono")]
        ValueRef::ChronoTimestamp(v) => chrono(out, &v),
        #[cfg(feature = "chrono")]
        ValueRef::ChronoTimestampTz(v) => chrono(out, &v.naive_utc()),
        #[cfg(feature = "time")]
        ValueRef::Date(v) => fixed(out, &v.to_julian_day().to_be_bytes()),
        #[cfg(feature = "time")]
        ValueRef::Time(v) => {
            let moment = time::OffsetDateTime::UNIX_EPOCH.replace_time(v);
            fixed(out, &moment.unix_timestamp_nanos().to_be_bytes());
        }
        #[cfg(feature = "time")]
        ValueRef::Timestamp(v) => {
            fixed(out, &v.assume_utc().unix_timestamp_nanos().to_be_bytes());
        }
        #[cfg(feature = "time")]
        ValueRef::TimestampTz(v) => fixed(out, &v.unix_timestamp_nanos().to_be_bytes()),
        #[cfg(feature = "decimal")]
        ValueRef::Decimal(v) => fixed(out, &v.normalize().serialize()),
        ValueRef::Array(v) => array(out, v),
        ValueRef::Invalid(why) => {
            out.push(INVALID);
            long(out, why.as_bytes());
        }
    }
}

/// Takes a value of a kind off the front; `None` if none stands there.
pub(crate) fn decode(kind: ValueKind, from: &mut &[u8]) -> Option<Value> {
    let tag = take(from, 1)?[0];
    if tag == NULL {
        return Some(Value::plain(ValueRef::Null(kind)));
    }
    #[cfg(feature = "chrono")]
    if tag == CHRONO {
        return unchrono(kind, from).map(Value::plain);
    }
    if matches!(kind, ValueKind::Text | ValueKind::Bytes | ValueKind::Json | ValueKind::Enum(_))
        != (tag == LONG)
    {
        return None;
    }
    let value = match kind {
        ValueKind::I16 => ValueRef::I16(i16::from_be_bytes(sized(from)?)),
        ValueKind::I32 => ValueRef::I32(i32::from_be_bytes(sized(from)?)),
        ValueKind::I64 => ValueRef::I64(i64::from_be_bytes(sized(from)?)),
        ValueKind::F32 => ValueRef::F32(f32::from_be_bytes(sized(from)?)),
        ValueKind::F64 => ValueRef::F64(f64::from_be_bytes(sized(from)?)),
        ValueKind::Bool => ValueRef::Bool(match sized(from)? {
            [0] => false,
            [1] => true,
            _ => return None,
        }),
        ValueKind::Text => return unlong(from).and_then(text).map(Value::text),
        ValueKind::Bytes => return unlong(from).map(|bytes| Value::bytes(bytes.to_owned())),
        ValueKind::Json => ValueRef::Json(unlong(from).and_then(text)?.into()),
        ValueKind::Enum(spec) => {
            let label = unlong(from)?;
            let known = spec.labels.iter().find(|known| known.as_bytes() == label)?;
            ValueRef::Enum(spec, known)
        }
        ValueKind::Array(element) => {
            let count = u32::from_be_bytes(sized(from)?);
            let elements: Option<Vec<Value>> = (0..count).map(|_| decode(*element, from)).collect();
            return ArrayValue::from_values(*element, &elements?).map(Value::array);
        }
        #[cfg(feature = "uuid")]
        ValueKind::Uuid => ValueRef::Uuid(uuid::Uuid::from_bytes(sized(from)?)),
        #[cfg(feature = "time")]
        ValueKind::Date => {
            ValueRef::Date(time::Date::from_julian_day(i32::from_be_bytes(sized(from)?)).ok()?)
        }
        #[cfg(feature = "time")]
        ValueKind::Time => ValueRef::Time(moment(from)?.time()),
        #[cfg(feature = "time")]
        ValueKind::Timestamp => {
            let moment = moment(from)?;
            ValueRef::Timestamp(time::PrimitiveDateTime::new(moment.date(), moment.time()))
        }
        #[cfg(feature = "time")]
        ValueKind::TimestampTz => ValueRef::TimestampTz(moment(from)?),
        #[cfg(feature = "decimal")]
        ValueKind::Decimal => ValueRef::Decimal(rust_decimal::Decimal::deserialize(sized(from)?)),
        #[allow(unreachable_patterns, reason = "with all features there is no other kind")]
        _ => return None,
    };
    Some(Value::plain(value))
}

fn fixed(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(FIXED);
    out.extend_from_slice(bytes);
}

fn long(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(LONG);
    out.extend_from_slice(&count(bytes.len()));
    out.extend_from_slice(bytes);
}

/// No value that a database takes is so long that its length is cut.
fn count(count: usize) -> [u8; 4] {
    u32::try_from(count).unwrap_or(u32::MAX).to_be_bytes()
}

fn array(out: &mut Vec<u8>, array: ArrayRef<'_>) {
    macro_rules! elements {
        ($($(#[$attribute:meta])* $variant:ident($type:ty);)*) => {
            match array {
                $($(#[$attribute])* ArrayRef::$variant(elements) => {
                    fixed(out, &count(elements.len()));
                    for element in elements {
                        encode(crate::value::Scalar::value(element), out);
                    }
                })*
            }
        };
    }
    array_types!(elements);
}

fn take<'b>(from: &mut &'b [u8], bytes: usize) -> Option<&'b [u8]> {
    let (taken, rest) = from.split_at_checked(bytes)?;
    *from = rest;
    Some(taken)
}

fn sized<const N: usize>(from: &mut &[u8]) -> Option<[u8; N]> {
    take(from, N)?.try_into().ok()
}

fn unlong<'b>(from: &mut &'b [u8]) -> Option<&'b [u8]> {
    let bytes = u32::from_be_bytes(sized(from)?);
    take(from, usize::try_from(bytes).ok()?)
}

fn text(bytes: &[u8]) -> Option<String> {
    String::from_utf8(bytes.to_owned()).ok()
}

/// chrono writes its types so that it reads them back exactly.
#[cfg(feature = "chrono")]
fn chrono(out: &mut Vec<u8>, value: &dyn std::fmt::Debug) {
    out.push(CHRONO);
    long(out, format!("{value:?}").as_bytes());
}

#[cfg(feature = "chrono")]
fn unchrono(kind: ValueKind, from: &mut &[u8]) -> Option<ValueRef<'static>> {
    if take(from, 1)? != [LONG] {
        return None;
    }
    let text = text(unlong(from)?)?;
    Some(match kind {
        ValueKind::Date => ValueRef::ChronoDate(text.parse().ok()?),
        ValueKind::Time => ValueRef::ChronoTime(text.parse().ok()?),
        ValueKind::Timestamp => ValueRef::ChronoTimestamp(text.parse().ok()?),
        ValueKind::TimestampTz => {
            ValueRef::ChronoTimestampTz(text.parse::<chrono::NaiveDateTime>().ok()?.and_utc())
        }
        _ => return None,
    })
}

/// A moment of so many nanoseconds since 1970.
#[cfg(feature = "time")]
fn moment(from: &mut &[u8]) -> Option<time::OffsetDateTime> {
    time::OffsetDateTime::from_unix_timestamp_nanos(i128::from_be_bytes(sized(from)?)).ok()
}
