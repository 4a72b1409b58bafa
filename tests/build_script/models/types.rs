//! A column of every type.

use polyschema::prelude::*;
use polyschema::value::Json;
use serde_json::Value;
use uuid::Uuid;

#[derive(Debug, Clone, Table)]
#[table(name = "everything", abstract)]
pub struct Everything {
    #[column(primary_key)]
    pub id: Uuid,
    pub small: i16,
    pub big: Option<i64>,
    pub real: f32,
    pub double: std::option::Option<f64>,
    #[column(default = true)]
    pub yes: bool,
    #[column(char = 3)]
    pub code: String,
    #[column(sql_type = "TEXT")]
    pub custom: String,
    pub bytes: Vec<u8>,
    pub date: chrono::NaiveDate,
    pub time_of_day: chrono::NaiveTime,
    pub stamp: chrono::NaiveDateTime,
    pub moment: Option<chrono::DateTime<chrono::Utc>>,
    pub other_date: time::Date,
    pub other_time: time::Time,
    pub other_stamp: time::PrimitiveDateTime,
    pub other_moment: time::OffsetDateTime,
    pub document: Value,
    pub typed: Option<Json<Vec<String>>>,
}

#[derive(Debug, Clone, Table)]
#[table(name = "lists", abstract)]
pub struct Lists {
    #[column(primary_key, identity)]
    pub id: i32,
    #[column(numeric(10, 2))]
    pub price: rust_decimal::Decimal,
    pub exact: Option<rust_decimal::Decimal>,
    pub words: Vec<String>,
    pub ids: Option<Vec<Uuid>>,
    pub days: Vec<chrono::NaiveDate>,
}
