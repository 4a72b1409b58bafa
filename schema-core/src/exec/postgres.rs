//! PostgreSQL through sqlx.

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgQueryResult, PgRow, PgTypeInfo, PgValueRef};
use sqlx::{Arguments, Column, Decode, Encode, Row, Type, ValueRef as _};

use crate::dialect::Postgres;
use crate::error::{Error, Result};
use crate::exec::driver::Driver;
use crate::exec::reader::common_reads;
use crate::exec::refusal;
use crate::query::About;
use crate::value::{ArrayRef, ArrayValue, BindWriter, RowReader, ValueKind, ValueRef, array_types};

impl Driver for Postgres {
    type Sqlx = sqlx::Postgres;
    type Connection = sqlx::PgConnection;
    type Arguments = PgArguments;
    type Reader<'r> = PgReader<'r>;

    fn reader(row: &PgRow, check: bool) -> PgReader<'_> {
        PgReader { row, next: 0, check, passed_over: false }
    }

    fn passed_over(reader: &PgReader<'_>) -> bool {
        reader.passed_over
    }

    fn rows_affected(result: &PgQueryResult) -> u64 {
        result.rows_affected()
    }

    fn database_error(source: sqlx::Error, about: &About) -> Error {
        refusal::postgres(source, about).into()
    }
}

impl BindWriter for PgArguments {
    #[inline]
    fn write(&mut self, value: ValueRef<'_>) -> Result<()> {
        let added = match value {
            ValueRef::Null(kind) => null(self, kind),
            ValueRef::I16(v) => self.add(v),
            ValueRef::I32(v) => self.add(v),
            ValueRef::I64(v) => self.add(v),
            ValueRef::F32(v) => self.add(v),
            ValueRef::F64(v) => self.add(v),
            ValueRef::Bool(v) => self.add(v),
            ValueRef::Text(v) => self.add(v),
            ValueRef::Bytes(v) => self.add(v),
            #[cfg(feature = "uuid")]
            ValueRef::Uuid(v) => self.add(v),
            #[cfg(feature = "chrono")]
            ValueRef::ChronoDate(v) => self.add(v),
            #[cfg(feature = "chrono")]
            ValueRef::ChronoTime(v) => self.add(v),
            #[cfg(feature = "chrono")]
            ValueRef::ChronoTimestamp(v) => self.add(v),
            #[cfg(feature = "chrono")]
            ValueRef::ChronoTimestampTz(v) => self.add(v),
            #[cfg(feature = "time")]
            ValueRef::Date(v) => self.add(v),
            #[cfg(feature = "time")]
            ValueRef::Time(v) => self.add(v),
            #[cfg(feature = "time")]
            ValueRef::Timestamp(v) => self.add(v),
            #[cfg(feature = "time")]
            ValueRef::TimestampTz(v) => self.add(v),
            ValueRef::Json(v) => self.add(Jsonb(&v)),
            #[cfg(feature = "decimal")]
            ValueRef::Decimal(v) => self.add(v),
            ValueRef::Enum(_, label) => self.add(label),
            ValueRef::Array(array) => add_array(self, array),
            ValueRef::Invalid(why) => return Err(Error::Bind { why: why.into_owned() }),
        };
        added.map_err(|error| Error::Bind { why: error.to_string() })
    }
}

fn null(arguments: &mut PgArguments, kind: ValueKind) -> Result<(), BoxDynError> {
    match kind {
        ValueKind::I16 => arguments.add(None::<i16>),
        ValueKind::I32 => arguments.add(None::<i32>),
        ValueKind::I64 => arguments.add(None::<i64>),
        ValueKind::F32 => arguments.add(None::<f32>),
        ValueKind::F64 => arguments.add(None::<f64>),
        ValueKind::Bool => arguments.add(None::<bool>),
        ValueKind::Text | ValueKind::Enum(_) => arguments.add(None::<&str>),
        ValueKind::Bytes => arguments.add(None::<&[u8]>),
        ValueKind::Json => arguments.add(None::<Jsonb<'_>>),
        // These have a fixed type of their own that needs no Rust type behind a feature.
        ValueKind::Uuid => arguments.add(Null("uuid")),
        ValueKind::Date => arguments.add(Null("date")),
        ValueKind::Time => arguments.add(Null("time")),
        ValueKind::Timestamp => arguments.add(Null("timestamp")),
        ValueKind::TimestampTz => arguments.add(Null("timestamptz")),
        ValueKind::Decimal => arguments.add(Null("numeric")),
        ValueKind::Array(element) => arguments.add(Null(array_type(*element))),
    }
}

/// Source: `pg_type.typname` of array types.
const fn array_type(element: ValueKind) -> &'static str {
    match element {
        ValueKind::I16 => "_int2",
        ValueKind::I32 => "_int4",
        ValueKind::I64 => "_int8",
        ValueKind::F32 => "_float4",
        ValueKind::F64 => "_float8",
        ValueKind::Bool => "_bool",
        ValueKind::Text | ValueKind::Enum(_) | ValueKind::Array(_) => "_text",
        ValueKind::Bytes => "_bytea",
        ValueKind::Uuid => "_uuid",
        ValueKind::Date => "_date",
        ValueKind::Time => "_time",
        ValueKind::Timestamp => "_timestamp",
        ValueKind::TimestampTz => "_timestamptz",
        ValueKind::Json => "_jsonb",
        ValueKind::Decimal => "_numeric",
    }
}

/// NULL of a type that has a name of its own.
struct Null(&'static str);

impl Type<sqlx::Postgres> for Null {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("unknown")
    }
}

impl Encode<'_, sqlx::Postgres> for Null {
    fn produces(&self) -> Option<PgTypeInfo> {
        Some(PgTypeInfo::with_name(self.0))
    }

    fn encode_by_ref(&self, _: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Ok(IsNull::Yes)
    }
}

/// JSON text as `jsonb`: a version byte before it. Source: `jsonb_recv` of PostgreSQL.
pub(super) struct Jsonb<'a>(pub(super) &'a str);

impl Type<sqlx::Postgres> for Jsonb<'_> {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("jsonb")
    }
}

impl Encode<'_, sqlx::Postgres> for Jsonb<'_> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        buffer.push(1);
        buffer.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }
}

/// The text of a `json` or `jsonb` value.
struct JsonText(String);

impl Type<sqlx::Postgres> for JsonText {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("jsonb")
    }

    fn compatible(info: &PgTypeInfo) -> bool {
        matches!(&*info.to_string(), "JSON" | "JSONB" | "json" | "jsonb")
    }
}

impl<'r> Decode<'r, sqlx::Postgres> for JsonText {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        let versioned = value.format() == sqlx::postgres::PgValueFormat::Binary
            && value.type_info().to_string().eq_ignore_ascii_case("jsonb");
        let bytes = value.as_bytes()?;
        let text = match (versioned, bytes) {
            (true, [1, text @ ..]) => text,
            (true, _) => return Err("unknown version of jsonb".into()),
            (false, text) => text,
        };
        Ok(Self(std::str::from_utf8(text)?.to_owned()))
    }
}

/// An array as it is sent.
pub(super) struct Elements<'a>(pub(super) ArrayRef<'a>);

/// Passes an array of each element type on.
macro_rules! arrays {
    ($($(#[$attribute:meta])* $variant:ident($type:ty);)*) => {
        fn add_array(arguments: &mut PgArguments, array: ArrayRef<'_>) -> Result<(), BoxDynError> {
            match array {
                $($(#[$attribute])* ArrayRef::$variant(elements) => arguments.add(elements),)*
            }
        }

        impl Encode<'_, sqlx::Postgres> for Elements<'_> {
            fn encode_by_ref(&self, to: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
                match self.0 {
                    $($(#[$attribute])* ArrayRef::$variant(elements) => {
                        Encode::<sqlx::Postgres>::encode(elements, to)
                    })*
                }
            }
        }

        fn read_array(reader: &mut PgReader<'_>, like: ArrayRef<'_>) -> Result<Option<ArrayValue>> {
            Ok(match like {
                $($(#[$attribute])* ArrayRef::$variant(_) => {
                    reader.column::<Vec<$type>>()?.map(ArrayValue::$variant)
                })*
            })
        }
    };
}

array_types!(arrays);

/// Reads a row of PostgreSQL by position.
#[derive(Debug)]
pub struct PgReader<'r> {
    row: &'r PgRow,
    next: usize,
    /// Whether the columns' types are compared with what is read: once for each statement.
    check: bool,
    /// Whether that was left out for a row that is absent.
    passed_over: bool,
}

impl<'r> PgReader<'r> {
    #[inline]
    fn column<T>(&mut self) -> Result<Option<T>>
    where
        T: Decode<'r, sqlx::Postgres> + Type<sqlx::Postgres>,
    {
        let position = self.next;
        self.next += 1;
        if self.check {
            self.check_type::<T>(position)?;
        }
        match self.row.try_get_raw(position) {
            Ok(value) if value.is_null() => Ok(None),
            Ok(value) => match T::decode(value) {
                Ok(value) => Ok(Some(value)),
                Err(error) => Err(self.fault(position, error.to_string())),
            },
            Err(error) => Err(self.fault(position, error.to_string())),
        }
    }

    #[cold]
    fn check_type<T: Type<sqlx::Postgres>>(&self, position: usize) -> Result<()> {
        let Ok(column) = self.row.try_column(position) else {
            return Err(self.fault(position, "the row has fewer columns".to_owned()));
        };
        let (given, expected) = (column.type_info(), T::type_info());
        if is_plainly(given, &expected) || T::compatible(given) {
            return Ok(());
        }
        Err(self.fault(position, format!("its type is `{given}`, not `{expected}`")))
    }

    #[cold]
    fn fault(&self, position: usize, why: String) -> Error {
        let column = self.row.try_column(position).map_or("", |column| column.name()).to_owned();
        Error::Decode { position, column, why }
    }
}

/// Whether a type is just the expected one, or `varchar` for text: `compatible` goes through lists of names.
fn is_plainly(given: &PgTypeInfo, expected: &PgTypeInfo) -> bool {
    match (given.oid(), expected.oid()) {
        (Some(VARCHAR), Some(TEXT)) => true,
        (Some(given), Some(expected)) => given == expected,
        _ => false,
    }
}

/// Source: `pg_type.dat` of PostgreSQL.
const TEXT: Oid = Oid(25);
const VARCHAR: Oid = Oid(1043);

impl RowReader for PgReader<'_> {
    common_reads!();

    #[cfg(feature = "decimal")]
    fn decimal(&mut self) -> Result<Option<rust_decimal::Decimal>> {
        self.column()
    }

    fn json(&mut self) -> Result<Option<String>> {
        Ok(self.column::<JsonText>()?.map(|json| json.0))
    }

    fn array(&mut self, like: ArrayRef<'_>) -> Result<Option<ArrayValue>> {
        read_array(self, like)
    }

    fn skip_nulls(&mut self, columns: usize) -> Result<bool> {
        for position in self.next..self.next + columns {
            match self.row.try_get_raw(position) {
                Ok(value) if value.is_null() => {}
                Ok(_) => return Ok(false),
                Err(error) => return Err(self.fault(position, error.to_string())),
            }
        }
        self.next += columns;
        self.passed_over = true;
        Ok(true)
    }
}
