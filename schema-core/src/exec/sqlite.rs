//! SQLite through sqlx.

use sqlx::sqlite::{SqliteArguments, SqliteQueryResult, SqliteRow};
use sqlx::{Arguments, Column, Decode, Row, Type, ValueRef as _};

use crate::dialect::Sqlite;
use crate::error::{Error, Result};
use crate::exec::driver::Driver;
use crate::exec::reader::common_reads;
use crate::exec::refusal;
use crate::query::About;
use crate::value::{
    ArrayRef, ArrayValue, BindWriter, ColumnWriter, RowReader, ValueKind, ValueRef,
};

impl Driver for Sqlite {
    type Sqlx = sqlx::Sqlite;
    type Connection = sqlx::SqliteConnection;
    type Arguments = SqliteArguments;
    type Reader<'r> = SqliteReader<'r>;

    fn reader(row: &SqliteRow, _: bool) -> SqliteReader<'_> {
        SqliteReader { row, next: 0 }
    }

    fn passed_over(_: &SqliteReader<'_>) -> bool {
        false
    }

    fn rows_affected(result: &SqliteQueryResult) -> u64 {
        result.rows_affected()
    }

    fn database_error(source: sqlx::Error, about: &About) -> Error {
        refusal::sqlite(source, about).into()
    }
}

impl BindWriter for SqliteArguments {
    #[inline]
    fn write(&mut self, value: ValueRef<'_>) -> Result<()> {
        let added = match value {
            ValueRef::Null(_) => self.add(None::<i64>),
            ValueRef::I16(v) => self.add(v),
            ValueRef::I32(v) => self.add(v),
            ValueRef::I64(v) => self.add(v),
            ValueRef::F32(v) if v.is_nan() => return Err(lacks("NaN: it would store NULL")),
            ValueRef::F64(v) if v.is_nan() => return Err(lacks("NaN: it would store NULL")),
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
            ValueRef::TimestampTz(v) => self.add(moment(v)?),
            ValueRef::Json(v) => self.add(v.into_owned()),
            #[cfg(feature = "decimal")]
            ValueRef::Decimal(_) => return Err(lacks("exact decimal numbers")),
            ValueRef::Enum(_, label) => self.add(label),
            ValueRef::Array(_) => return Err(lacks("arrays")),
            ValueRef::Invalid(why) => return Err(Error::Bind { why: why.into_owned() }),
        };
        added.map_err(|error| Error::Bind { why: error.to_string() })
    }
}

/// SQLite has no arrays, so `query` makes no columns for it.
#[derive(Debug)]
pub struct NoColumn;

impl BindWriter for NoColumn {
    fn write(&mut self, _: ValueRef<'_>) -> Result<()> {
        Err(lacks("arrays"))
    }
}

impl ColumnWriter for SqliteArguments {
    type Column = NoColumn;

    fn with_capacity(binds: usize) -> Self {
        let mut arguments = Self::default();
        arguments.reserve(binds, binds * 8);
        arguments
    }

    fn column(_: ValueKind, _: usize) -> NoColumn {
        NoColumn
    }

    fn write_column(&mut self, _: NoColumn) -> Result<()> {
        Err(lacks("arrays"))
    }
}

/// A moment as sqlx writes chrono's: in UTC, so that text is equal and in order where moments are.
#[cfg(feature = "time")]
fn moment(moment: time::OffsetDateTime) -> Result<String> {
    let utc = moment.checked_to_offset(time::UtcOffset::UTC).filter(|utc| utc.year() >= 0);
    let Some(utc) = utc else {
        return Err(lacks("moments outside of the years 0 to 9999"));
    };
    let (date, (hour, minute, second, nano)) = (utc.date(), utc.to_hms_nano());
    let fraction = match nano {
        0 => String::new(),
        _ if nano % 1_000_000 == 0 => format!(".{:03}", nano / 1_000_000),
        _ if nano % 1_000 == 0 => format!(".{:06}", nano / 1_000),
        _ => format!(".{nano:09}"),
    };
    let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
    Ok(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}+00:00"))
}

fn lacks(what: &str) -> Error {
    Error::Bind { why: format!("SQLite has no {what}") }
}

/// Reads a row of SQLite by position; every value has a type of its own there, so each is checked.
#[derive(Debug)]
pub struct SqliteReader<'r> {
    row: &'r SqliteRow,
    next: usize,
}

impl<'r> SqliteReader<'r> {
    #[inline]
    fn column<T>(&mut self) -> Result<Option<T>>
    where
        T: Decode<'r, sqlx::Sqlite> + Type<sqlx::Sqlite>,
    {
        let position = self.next;
        self.next += 1;
        match self.row.try_get::<Option<T>, _>(position) {
            Ok(value) => Ok(value),
            Err(error) => Err(self.fault(position, error.to_string())),
        }
    }

    #[cold]
    fn fault(&self, position: usize, why: String) -> Error {
        let column = self.row.try_column(position).map_or("", |column| column.name()).to_owned();
        Error::Decode { position, column, why }
    }
}

impl RowReader for SqliteReader<'_> {
    common_reads!();

    fn json(&mut self) -> Result<Option<String>> {
        self.column()
    }

    #[cfg(feature = "decimal")]
    fn decimal(&mut self) -> Result<Option<rust_decimal::Decimal>> {
        Err(lacks("exact decimal numbers"))
    }

    fn array(&mut self, _: ArrayRef<'_>) -> Result<Option<ArrayValue>> {
        Err(lacks("arrays"))
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
        Ok(true)
    }
}
