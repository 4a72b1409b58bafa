//! Numbers, truth, text, bytes, identifiers, documents.

use polyschema::value::Json;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

round_trips!(i16s, i16, |_| vec![0, 1, -1, i16::MIN, i16::MAX]);
round_trips!(i32s, i32, |_| vec![0, 1, -1, i32::MIN, i32::MAX]);
round_trips!(i64s, i64, |_| vec![0, 1, -1, i64::MIN, i64::MAX, 1 << 53, (1 << 53) + 1]);
round_trips!(bools, bool, |_| vec![true, false]);

round_trips!(f32s, f32, |dialect| {
    let mut all = vec![0.0, 0.1, -1.5, f32::MIN, f32::MAX, f32::MIN_POSITIVE, f32::EPSILON];
    all.extend([f32::INFINITY, f32::NEG_INFINITY, 1e-45]);
    if dialect == Dialect::Postgres {
        all.extend([f32::NAN, -0.0]);
    }
    all
});
round_trips!(f64s, f64, |dialect| {
    let mut all = vec![0.0, 0.1, -1.5, f64::MIN, f64::MAX, f64::MIN_POSITIVE, f64::EPSILON];
    all.extend([f64::INFINITY, f64::NEG_INFINITY, 5e-324, 1.0, 9007199254740993.0]);
    if dialect == Dialect::Postgres {
        all.extend([f64::NAN, -0.0]);
    }
    all
});

pub fn texts() -> Vec<String> {
    let mut all =
        ["", " ", "a", "A", " a ", "'", "''", "\"", "\\", "%_", "\n\r\t", "\u{1}", "NULL", "$1 ?1"]
            .map(str::to_owned)
            .to_vec();
    all.extend(
        ["größe", "e\u{301}", "名前", "🦀👩‍👩‍👧", "\u{202e}rtl", "\u{10ffff}"].map(str::to_owned),
    );
    all.push("long ".repeat(50_000));
    all
}

round_trips!(strings, String, |_| texts());

round_trips!(bytes, Vec<u8>, |_| vec![
    vec![],
    vec![0],
    vec![0, 255, 0],
    b"text".to_vec(),
    (0..=255).collect(),
    vec![0x5c; 100_000],
]);
round_trips!(uuids, Uuid, |_| vec![
    Uuid::nil(),
    Uuid::max(),
    Uuid::from_u128(0x0123_4567_89ab_cdef_fedc_ba98_7654_3210),
]);
round_trips!(documents, serde_json::Value, |_| vec![
    json!(null),
    json!(true),
    json!(0),
    json!(i64::MIN),
    json!(u64::MAX),
    json!(0.1),
    json!(1e300),
    json!(""),
    json!("größe \" \\ \n 🦀"),
    json!([]),
    json!({}),
    json!([1, [2, {"three": null}]]),
    json!({"": {"a": [1.5, "x"]}, "b": 2}),
]);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    name: String,
    at: Option<(f64, f64)>,
}

round_trips!(typed_documents, Json<super::Place>, |_| vec![
    Json(super::Place { name: String::new(), at: None }),
    Json(super::Place { name: "größe".to_owned(), at: Some((1.5, -0.25)) }),
]);

round_trips_on_postgres!(decimals, rust_decimal::Decimal, {
    let texts = [
        "0",
        "1",
        "-1",
        "0.1",
        "1.10",
        "79228162514264337593543950335",
        "-79228162514264337593543950335",
    ];
    let small = [
        "0.0000000000000000000000000001",
        "-7.9228162514264337593543950335",
        "10000",
        "123456789.000001",
    ];
    texts.iter().chain(&small).map(|text| text.parse().unwrap()).collect::<Vec<_>>()
});
