//! From a JSON value to the bind of a column's type, or what is wrong with it.
//!
//! SQLite takes the value in its own type. PostgreSQL takes text, and a cast in the statement says of
//! which type: so one form serves all types, also those that no Rust type stands for.

use std::borrow::Cow;

use serde_json::Value as Json;

use crate::dialect::Dialect;
use crate::dynamic::error::{JsonType, ValueFault};
use crate::dynamic::moment::{self, Spelling};
use crate::metadata::{Catalog, QualifiedName, SqlType, literal_uuid};
use crate::value::{Value, ValueKind, ValueRef};

type Checked<T> = Result<T, ValueFault>;

/// A value that its type has.
enum Typed {
    Int(i64),
    Float(f64),
    Real(f32),
    Bool(bool),
    Text(String),
    Bytes(Vec<u8>),
    /// Its 32 digits.
    Uuid(String),
    Array(Vec<Typed>),
}

/// The bind of a value that is not `null`.
pub(super) fn bind(catalog: &Catalog, sql_type: &SqlType, json: &Json) -> Checked<Value> {
    let dialect = catalog.dialect();
    let typed = Checker { catalog, dialect }.typed(&read_as(sql_type, dialect), json)?;
    Ok(if dialect.has_typed_binds() { Value::text(text(&typed)) } else { own(typed) })
}

/// The bind of NULL.
pub(super) fn null() -> Value {
    Value::plain(ValueRef::Null(ValueKind::Text))
}

/// The type whose values a column has; what is written out is text, save where the database has few
/// types and every word for one is known.
pub(super) fn read_as(sql_type: &SqlType, dialect: Dialect) -> Cow<'_, SqlType> {
    match sql_type {
        SqlType::Custom(written) if dialect.closed_types().is_some() => {
            Cow::Owned(match written.to_ascii_uppercase().as_str() {
                "INT" | "INTEGER" => SqlType::BigInt,
                "REAL" => SqlType::Double,
                "BLOB" => SqlType::Bytes,
                _ => SqlType::Text,
            })
        }
        other => Cow::Borrowed(other),
    }
}

struct Checker<'a> {
    catalog: &'a Catalog,
    dialect: Dialect,
}

impl Checker<'_> {
    fn typed(&self, sql_type: &SqlType, json: &Json) -> Checked<Typed> {
        let digits = self.dialect.subsecond_digits();
        match sql_type {
            SqlType::SmallInt => integer::<i16>(json),
            SqlType::Integer => integer::<i32>(json),
            SqlType::BigInt => integer::<i64>(json),
            SqlType::Real => real(json),
            SqlType::Double => double(json),
            SqlType::Boolean => match json {
                Json::Bool(value) => Ok(Typed::Bool(*value)),
                other => wrong("a boolean", other),
            },
            SqlType::Text | SqlType::Custom(_) => string(json).map(Typed::Text),
            SqlType::Varchar(limit) => limited(json, *limit).map(Typed::Text),
            SqlType::Char(limit) => {
                let text = limited(json, *limit)?;
                if self.dialect.pads_char() && text.ends_with(' ') {
                    return Err(ValueFault::Unstorable("`char` drops spaces at its end"));
                }
                Ok(Typed::Text(text))
            }
            SqlType::Bytes => bytes(json),
            SqlType::Uuid => {
                let expected = "a UUID of 32 hexadecimal digits";
                formed(json, expected.to_owned(), literal_uuid).map(Typed::Uuid)
            }
            SqlType::Date => {
                formed(json, "a date like `2000-12-31`".to_owned(), moment::date).map(Typed::Text)
            }
            SqlType::Time => {
                let expected = format!("a time like `23:59:59.5`, with up to {digits} digits");
                formed(json, expected, |text| moment::time(text, digits)).map(Typed::Text)
            }
            SqlType::Timestamp => self.timestamp(json),
            SqlType::TimestampTz => self.timestamptz(json),
            SqlType::Json => document(json).map(Typed::Text),
            SqlType::Decimal => decimal(json, None).map(Typed::Text),
            SqlType::Numeric { precision, scale } => {
                decimal(json, Some((*precision, *scale))).map(Typed::Text)
            }
            SqlType::Array(element) => self.array(element, json),
            SqlType::Enum(name) => self.label(name, json).map(Typed::Text),
            SqlType::Domain(name) => match self.catalog.find_domain(name) {
                Some(domain) => self.typed(&domain.base, json),
                None => string(json).map(Typed::Text),
            },
        }
    }

    fn timestamp(&self, json: &Json) -> Checked<Typed> {
        let digits = self.dialect.subsecond_digits();
        let expected = format!("like `2000-12-31T23:59:59`, with up to {digits} digits");
        let spelling = match self.dialect {
            Dialect::Postgres => Spelling::RFC_3339,
            Dialect::Sqlite => Spelling::SQLITE_TIMESTAMP,
        };
        let text = formed(json, expected, |text| moment::timestamp(text, digits, spelling))?;
        Ok(Typed::Text(text))
    }

    fn timestamptz(&self, json: &Json) -> Checked<Typed> {
        let digits = self.dialect.subsecond_digits();
        let expected = format!("like `2000-12-31T23:59:59Z`, with up to {digits} digits");
        let spelling = match self.dialect {
            Dialect::Postgres => Spelling::RFC_3339,
            Dialect::Sqlite => Spelling::SQLITE_TIMESTAMPTZ,
        };
        let text = formed(json, expected, |text| moment::timestamptz(text, digits, spelling))?;
        Ok(Typed::Text(text))
    }

    fn array(&self, element: &SqlType, json: &Json) -> Checked<Typed> {
        let Json::Array(elements) = json else {
            return wrong("an array", json);
        };
        let elements = elements.iter().map(|json| self.typed(element, json));
        elements.collect::<Checked<_>>().map(Typed::Array)
    }

    fn label(&self, name: &QualifiedName, json: &Json) -> Checked<String> {
        let label = string(json)?;
        let known = self.catalog.find_enum(name).map_or(&[][..], |def| &def.labels);
        if known.contains(&label) {
            return Ok(label);
        }
        Err(ValueFault::UnknownLabel { label, known: known.to_vec() })
    }
}

fn wrong<T>(expected: &'static str, json: &Json) -> Checked<T> {
    Err(ValueFault::WrongType { expected, found: JsonType::of(json) })
}

fn out_of_range<T>(json: &Json) -> Checked<T> {
    Err(ValueFault::OutOfRange { value: json.to_string() })
}

fn integer<T: TryFrom<i64> + Into<i64>>(json: &Json) -> Checked<Typed> {
    match json {
        Json::Number(number) if !number.is_f64() => {
            match number.as_i64().and_then(|value| T::try_from(value).ok()) {
                Some(value) => Ok(Typed::Int(value.into())),
                None => out_of_range(json),
            }
        }
        other => wrong("an integer", other),
    }
}

/// Integers that the type would round are out of its range.
fn double(json: &Json) -> Checked<Typed> {
    let Json::Number(number) = json else {
        return wrong("a number", json);
    };
    let Some(value) = number.as_f64().filter(|value| value.is_finite()) else {
        return out_of_range(json);
    };
    let exact = match (number.as_i64(), number.as_u64()) {
        (Some(integer), _) => value as i128 == i128::from(integer),
        (None, Some(integer)) => value as i128 == i128::from(integer),
        (None, None) => true,
    };
    if exact { Ok(Typed::Float(value)) } else { out_of_range(json) }
}

/// Fractions are rounded to the type's seven digits; integers that would be are out of its range.
fn real(json: &Json) -> Checked<Typed> {
    let Typed::Float(value) = double(json)? else {
        return wrong("a number", json);
    };
    let rounded = value as f32;
    let integer = matches!(JsonType::of(json), JsonType::Integer);
    if !rounded.is_finite() || (integer && f64::from(rounded) != value) {
        return out_of_range(json);
    }
    Ok(Typed::Real(rounded))
}

fn string(json: &Json) -> Checked<String> {
    let Json::String(text) = json else {
        return wrong("a string", json);
    };
    if text.contains('\0') {
        return Err(ValueFault::Unstorable("it contains the character NUL"));
    }
    Ok(text.clone())
}

fn limited(json: &Json, limit: u32) -> Checked<String> {
    let text = string(json)?;
    let characters = text.chars().count();
    if characters > limit as usize {
        return Err(ValueFault::TooLong { characters, limit });
    }
    Ok(text)
}

fn formed(
    json: &Json,
    expected: String,
    form: impl FnOnce(&str) -> Option<String>,
) -> Checked<String> {
    let text = string(json)?;
    form(&text).ok_or(ValueFault::Malformed { text, expected })
}

fn bytes(json: &Json) -> Checked<Typed> {
    let text = string(json)?;
    let pairs = text.as_bytes().chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?;
        // `from_str_radix` would take a sign.
        let digits = pair.bytes().all(|byte| byte.is_ascii_hexdigit());
        u8::from_str_radix(pair, 16).ok().filter(|_| digits)
    });
    match pairs.collect() {
        Some(bytes) => Ok(Typed::Bytes(bytes)),
        None => {
            let expected = "pairs of hexadecimal digits".to_owned();
            Err(ValueFault::Malformed { text, expected })
        }
    }
}

/// Decimal digits that the type takes without rounding.
fn decimal(json: &Json, limits: Option<(u16, u16)>) -> Checked<String> {
    let text = match json {
        Json::String(_) => string(json)?,
        // Rust writes no exponents.
        Json::Number(number) if number.is_f64() => {
            number.as_f64().map(|value| value.to_string()).unwrap_or_default()
        }
        Json::Number(number) => number.to_string(),
        other => return wrong("a decimal number, best in a string", other),
    };
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(&text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let complete = !whole.is_empty() && !unsigned.ends_with('.');
    if !(complete && digits(whole) && digits(fraction)) {
        let expected = "a decimal number like `-12.50`".to_owned();
        return Err(ValueFault::Malformed { text, expected });
    }
    // Source: PostgreSQL manual, 8.1.2: the most digits of `numeric` without a precision.
    let (before, after) = match limits {
        Some((precision, scale)) => (usize::from(precision.saturating_sub(scale)), scale.into()),
        None => (131_072, 16_383),
    };
    let whole = whole.trim_start_matches('0').len();
    let fraction = fraction.trim_end_matches('0').len();
    if whole > before || fraction > after {
        return Err(ValueFault::OutOfRange { value: text });
    }
    Ok(text)
}

/// The deepest document that is read back: `serde_json`'s own limit.
const DEEPEST: usize = 127;

fn document(json: &Json) -> Checked<String> {
    check_document(json, 1)?;
    Ok(json.to_string())
}

fn check_document(json: &Json, depth: usize) -> Checked<()> {
    if depth > DEEPEST {
        return Err(ValueFault::Unstorable("it is nested too deeply"));
    }
    let text = |text: &str| match text.contains('\0') {
        true => Err(ValueFault::Unstorable("it contains the character NUL")),
        false => Ok(()),
    };
    match json {
        Json::String(string) => text(string),
        Json::Array(items) => items.iter().try_for_each(|item| check_document(item, depth + 1)),
        Json::Object(entries) => entries.iter().try_for_each(|(key, item)| {
            text(key)?;
            check_document(item, depth + 1)
        }),
        Json::Null | Json::Bool(_) | Json::Number(_) => Ok(()),
    }
}

/// As PostgreSQL reads it, whatever the type.
fn text(typed: &Typed) -> String {
    match typed {
        Typed::Int(value) => value.to_string(),
        Typed::Float(value) => format!("{value:?}"),
        Typed::Real(value) => format!("{value:?}"),
        Typed::Bool(value) => value.to_string(),
        Typed::Text(value) => value.clone(),
        Typed::Bytes(value) => {
            value.iter().fold(String::from(r"\x"), |text, byte| text + &format!("{byte:02x}"))
        }
        Typed::Uuid(digits) => digits.clone(),
        Typed::Array(elements) => {
            let elements: Vec<String> = elements.iter().map(|one| quoted(&text(one))).collect();
            format!("{{{}}}", elements.join(","))
        }
    }
}

/// An element of an array's text. Source: PostgreSQL manual, 8.15.6.
fn quoted(element: &str) -> String {
    format!("\"{}\"", element.replace('\\', r"\\").replace('"', "\\\""))
}

/// As SQLite takes it.
fn own(typed: Typed) -> Value {
    match typed {
        Typed::Int(value) => Value::plain(ValueRef::I64(value)),
        Typed::Float(value) => Value::plain(ValueRef::F64(value)),
        Typed::Real(value) => Value::plain(ValueRef::F64(value.into())),
        Typed::Bool(value) => Value::plain(ValueRef::Bool(value)),
        Typed::Text(value) => Value::text(value),
        Typed::Bytes(value) => Value::bytes(value),
        Typed::Uuid(digits) => {
            let pairs = (0..digits.len()).step_by(2).map(|at| &digits[at..at + 2]);
            Value::bytes(pairs.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect())
        }
        Typed::Array(_) => Value::plain(ValueRef::Invalid("the database has no arrays".into())),
    }
}
