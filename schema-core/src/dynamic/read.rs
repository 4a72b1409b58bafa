//! From a row to JSON. The columns come in the forms that `sql` asks for: in PostgreSQL all as text.

use serde_json::{Map, Number, Value as Json};

use crate::dialect::Dialect;
use crate::dynamic::moment::{self, Spelling};
use crate::dynamic::value::read_as;
use crate::error::Result;
use crate::metadata::{ColumnDef, SqlType};
use crate::value::RowReader;

/// Reads all columns of a table, in order.
pub(crate) fn row<R: RowReader>(
    columns: &[ColumnDef],
    dialect: Dialect,
    row: &mut R,
) -> Result<Map<String, Json>> {
    let entries = columns.iter().map(|column| {
        let json = match dialect {
            Dialect::Postgres => postgres(&column.sql_type, row)?,
            Dialect::Sqlite => sqlite(&read_as(&column.sql_type, dialect), row)?,
        };
        Ok((column.name.as_str().to_owned(), json))
    });
    entries.collect()
}

fn postgres<R: RowReader>(sql_type: &SqlType, row: &mut R) -> Result<Json> {
    Ok(match row.text()? {
        None => Json::Null,
        Some(text) => match sql_type {
            SqlType::Json | SqlType::Array(_) => match document(&text, row)? {
                Json::Array(elements) if *sql_type != SqlType::Json => {
                    Json::Array(elements.into_iter().map(|one| element(sql_type, one)).collect())
                }
                other => other,
            },
            _ => from_text(sql_type, text),
        },
    })
}

/// An element of an array, or an array of an array with several dimensions.
fn element(array: &SqlType, json: Json) -> Json {
    match (array, json) {
        (_, Json::Array(inner)) => {
            Json::Array(inner.into_iter().map(|one| element(array, one)).collect())
        }
        (SqlType::Array(of), Json::String(text)) => from_text(of, text),
        (_, other) => other,
    }
}

fn from_text(sql_type: &SqlType, text: String) -> Json {
    match sql_type {
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => {
            text.parse::<i64>().map_or(Json::String(text), Json::from)
        }
        SqlType::Real | SqlType::Double => match text.parse() {
            Ok(value) => float(value),
            Err(_) => Json::String(text),
        },
        SqlType::Boolean => match text.as_str() {
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            _ => Json::String(text),
        },
        SqlType::Json => serde_json::from_str(&text).unwrap_or(Json::String(text)),
        SqlType::Bytes => Json::String(text.strip_prefix(r"\x").unwrap_or(&text).to_owned()),
        other => Json::String(moment_of(other, text)),
    }
}

fn sqlite<R: RowReader>(sql_type: &SqlType, row: &mut R) -> Result<Json> {
    Ok(match sql_type {
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => row.i64()?.into(),
        SqlType::Boolean => row.i64()?.map(|value| value != 0).into(),
        SqlType::Real => row.f64()?.map_or(Json::Null, real),
        SqlType::Double => row.f64()?.map_or(Json::Null, float),
        SqlType::Bytes => row.bytes()?.map(|bytes| hex(&bytes)).into(),
        SqlType::Uuid => row.bytes()?.map(|bytes| uuid(&bytes)).into(),
        SqlType::Json => match row.text()? {
            Some(text) => document(&text, row)?,
            None => Json::Null,
        },
        other => row.text()?.map(|text| moment_of(other, text)).into(),
    })
}

fn document<R: RowReader>(text: &str, row: &R) -> Result<Json> {
    serde_json::from_str(text).map_err(|error| row.invalid(error.to_string()))
}

/// JSON has no infinities, and no number that is none.
fn float(value: f64) -> Json {
    Number::from_f64(value).map_or_else(|| Json::String(value.to_string()), Json::Number)
}

/// With the digits of the type: 0.1, and not what is nearest to it among numbers of twice the size.
fn real(value: f64) -> Json {
    float((value as f32).to_string().parse().unwrap_or(value))
}

/// A date or time in the one spelling; other text as it is.
fn moment_of(sql_type: &SqlType, text: String) -> String {
    const DIGITS: usize = 9;
    let spelled = match sql_type {
        SqlType::Date => moment::date(&text),
        SqlType::Time => moment::time(&text, DIGITS),
        SqlType::Timestamp => moment::timestamp(&text, DIGITS, Spelling::RFC_3339),
        SqlType::TimestampTz => moment::timestamptz(&text, DIGITS, Spelling::RFC_3339),
        _ => None,
    };
    spelled.unwrap_or(text)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn uuid(bytes: &[u8]) -> String {
    let mut text = hex(bytes);
    if bytes.len() == 16 {
        for at in [20, 16, 12, 8] {
            text.insert(at, '-');
        }
    }
    text
}
