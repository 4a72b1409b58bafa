//! Rows known only at run time: what is refused before anything is sent, and what comes back.
#![cfg(all(feature = "json", feature = "postgres", feature = "sqlite"))]

mod models;

use models::{
    CAPITAL, COUNTRY, EVERY_TYPE, SQLITE_CAPITAL, SQLITE_TYPES, column, primary_key, table,
};
use polyschema_core::dynamic::{RowError, Write};
use polyschema_core::spec::TableSpec;
use polyschema_core::sqlite::{Location, attach};
use polyschema_core::value::ValueKind;
use polyschema_core::{Catalog, Error, Postgres, Result, Schema, Sqlite};
use polyschema_test_support::{PostgresDatabase, postgres, sqlite};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection, SqliteConnection};

const VISIT: TableSpec = table(
    "Visit",
    "visits",
    &[
        column("who", ValueKind::Text),
        column("day", ValueKind::Date),
        column("note", ValueKind::Text),
    ],
    &[primary_key(&["who", "day"])],
);
const LOG: TableSpec = table("Log", "log", &[column("line", ValueKind::Text)], &[]);

schema!(Asia, "asia", Postgres, [&CAPITAL, &COUNTRY, &VISIT, &LOG]);
schema!(Types, "types", Postgres, [&EVERY_TYPE]);
schema!(AsiaFile, "asia", Sqlite, [&SQLITE_CAPITAL, &COUNTRY, &VISIT, &LOG]);
schema!(TypesFile, "types", Sqlite, [&SQLITE_TYPES]);

fn asia() -> Catalog {
    Catalog::of::<Asia>().unwrap()
}

async fn on_postgres() -> Option<(PgConnection, Catalog, PostgresDatabase)> {
    let database = postgres().await?;
    let mut connection = database.connect().await;
    let catalog = Catalog::of::<(Asia, Types)>().unwrap();
    catalog.create_all(&mut connection).await.unwrap();
    Some((connection, catalog, database))
}

async fn on_sqlite() -> Option<(SqliteConnection, Catalog, ())> {
    let mut connection = sqlite().await;
    attach(&mut connection, &AsiaFile::schema_ref(), &Location::Memory).await.unwrap();
    attach(&mut connection, &TypesFile::schema_ref(), &Location::Memory).await.unwrap();
    let catalog = Catalog::of::<(AsiaFile, TypesFile)>().unwrap();
    catalog.create_all(&mut connection).await.unwrap();
    Some((connection, catalog, ()))
}

fn row_error<T: std::fmt::Debug>(result: Result<T>) -> RowError {
    match result.unwrap_err() {
        Error::Row(error) => *error,
        other => panic!("no fault of a row: {other}"),
    }
}

fn insert(row: &Value) -> Result<Write> {
    asia().table("asia.countries")?.insert(row)
}

#[test]
fn statements_are_qualified_cast_and_bound() {
    let catalog = Catalog::of::<(Asia, Types)>().unwrap();
    let countries = catalog.table("asia.countries").unwrap();
    let japan = json!({ "name": "Japan", "mood": "happy" });
    let sql = countries.insert(&japan).unwrap().to_sql().unwrap();
    insta::assert_snapshot!(sql, @r#"INSERT INTO "asia"."countries" ("name", "population", "mood") VALUES ($1::text, $2::text::bigint, $3::text::"asia"."mood")"#);
    let sql = countries.update(&json!(1), &json!({ "population": 1 })).unwrap().to_sql().unwrap();
    insta::assert_snapshot!(sql, @r#"UPDATE "asia"."countries" SET "population" = $1::text::bigint WHERE "countries"."country_id" = $2::text::integer"#);
    let sql =
        countries.delete(&json!({ "country_id": 1 })).unwrap().returning_all().to_sql().unwrap();
    insta::assert_snapshot!(sql, @r#"DELETE FROM "asia"."countries" WHERE "countries"."country_id" = $1::text::integer RETURNING "countries"."country_id"::text, "countries"."name"::text, "countries"."population"::text, "countries"."mood"::text, "countries"."name_length"::text"#);
    let select = countries.select().filter_eq("name", "Japan").filter_eq("population", Value::Null);
    let sql = select.order_by_desc("population").order_by("name").limit(3).to_sql().unwrap();
    insta::assert_snapshot!(sql, @r#"SELECT "countries"."country_id"::text, "countries"."name"::text, "countries"."population"::text, "countries"."mood"::text, "countries"."name_length"::text FROM "asia"."countries" WHERE "countries"."name" = $1::text AND "countries"."population" IS NULL ORDER BY "countries"."population" DESC, "countries"."name" LIMIT $2"#);
    let file = Catalog::of::<AsiaFile>().unwrap();
    let sql = file.table("asia.countries").unwrap().insert(&japan).unwrap().to_sql().unwrap();
    insta::assert_snapshot!(sql, @r#"INSERT INTO "asia"."countries" ("name", "population", "mood") VALUES (?1, ?2, ?3)"#);
    let types = catalog.table("types.every_type").unwrap();
    let row = json!({
        "id": 1, "i32": 1, "f32": 1, "text": "", "varchar": "", "date": "2000-01-01", "time": "00:00",
        "timestamp": "2000-01-01T00:00", "texts": ["a"], "address": "::1",
    });
    insta::assert_snapshot!(types.insert(&row).unwrap().to_sql().unwrap(), @r#"INSERT INTO "types"."every_type" ("id", "i32", "f32", "text", "varchar", "char", "date", "time", "timestamp", "mood", "custom", "decimal", "numeric", "array", "texts", "moods", "address") VALUES ($1::text::bigint, $2::text::integer, $3::text::real, $4::text, $5::text, $6::text, $7::text::date, $8::text::time, $9::text::timestamp, $10::text::"types"."mood", $11::text::TEXT, $12::text::numeric, $13::text::numeric(10, 2), $14::text::integer[], $15::text::varchar(5)[], $16::text::"types"."mood"[], $17::text::inet)"#);
}

#[test]
fn all_faults_of_a_row_are_said_at_once() {
    let row = json!({
        "country_id": 1, "nmae": "Japan", "population": "many", "mood": "sad", "name_length": 5, "x": null,
    });
    let error = row_error(insert(&row));
    insta::assert_snapshot!(error, @r#"
    insert of `asia.countries` was not sent: 7 faults
    - column `country_id` is filled by the database (identity); leave it out
    - column `mood` (asia.mood): `sad` is no label; known: `happy`, `it's ok`
    - column `name_length` is filled by the database (generated); leave it out
    - there is no column `nmae`; did you mean `name`?
    - column `population` (bigint): expected an integer, found a string
    - there is no column `x`
    - column `name` (varchar(100)) is missing
    "#);
    assert_eq!((error.operation, error.faults.len()), ("insert", 7));
}

#[track_caller]
fn check_refused(row: Value, message: &str) {
    let error = row_error(insert(&row));
    let expected = format!("insert of `asia.countries` was not sent: {message}");
    assert_eq!(error.to_string(), expected, "{row}");
}

#[test]
fn rows_are_refused_by_name() {
    check_refused(json!(["Japan"]), "a row is a JSON object, not an array");
    check_refused(json!({}), "column `name` (varchar(100)) is missing");
    check_refused(json!({ "name": null }), "column `name` (varchar(100)) cannot be NULL");
    check_refused(
        json!({ "name": "x".repeat(101) }),
        "column `name` (varchar(100)): it has 101 characters; the most are 100",
    );
    check_refused(
        json!({ "name": "a\0" }),
        "column `name` (varchar(100)): it contains the character NUL",
    );
    check_refused(
        json!({ "name": "", "population": 9_223_372_036_854_775_808_u64 }),
        "column `population` (bigint): `9223372036854775808` is out of range",
    );
    check_refused(
        json!({ "name": "", "population": 1.5 }),
        "column `population` (bigint): expected an integer, found a number with a fraction",
    );
    check_refused(
        json!({ "name": "", "mood": "HAPPY" }),
        "column `mood` (asia.mood): `HAPPY` is no label; known: `happy`, `it's ok`",
    );
    check_refused(json!({ "name": "", "mood": null }), "column `mood` (asia.mood) cannot be NULL");
    assert!(insert(&json!({ "name": "ü".repeat(100), "population": null })).is_ok());
}

#[test]
fn keys_and_clauses_are_refused_by_name() {
    let catalog = asia();
    let visits = catalog.table("asia.visits").unwrap();
    let error = row_error(visits.update(&json!("me"), &json!({ "nite": "x" })));
    insta::assert_snapshot!(error, @r#"
    update of `asia.visits` was not sent: 2 faults
    - the primary key has several columns; give an object with `who`, `day`
    - there is no column `nite`; did you mean `note`?
    "#);
    let error = row_error(visits.delete(&json!({ "who": null, "dya": 1 })));
    insta::assert_snapshot!(error, @r#"
    delete of `asia.visits` was not sent: 3 faults
    - there is no column `dya`; did you mean `day`?
    - column `who` (text) cannot be NULL
    - column `day` (date) is missing
    "#);
    let error = row_error(visits.update(&json!({ "who": "me", "day": "2000-02-30" }), &json!({})));
    insta::assert_snapshot!(error, @r#"
    update of `asia.visits` was not sent: 2 faults
    - column `day` (date): `2000-02-30` is not a date like `2000-12-31`
    - no column is to be changed
    "#);
    let error = row_error(catalog.table("asia.log").unwrap().delete(&json!(1)));
    insta::assert_snapshot!(error, @r#"delete of `asia.log` was not sent: the table has no primary key"#);
    let select = visits.select().filter_eq("day", "today").filter_eq("whom", 1).order_by("dy");
    insta::assert_snapshot!(row_error(select.to_sql()), @r#"
    select of `asia.visits` was not sent: 3 faults
    - column `day` (date): `today` is not a date like `2000-12-31`
    - there is no column `whom`; did you mean `who`?
    - there is no column `dy`; did you mean `day`?
    "#);
    let rows = [json!({ "line": "a" }), json!({ "line": 1 })];
    let error = row_error(catalog.table("asia.log").unwrap().insert_many(&rows));
    insta::assert_snapshot!(error, @r#"insert of `asia.log` was not sent: row 2: column `line` (text): expected a string, found an integer"#);
}

#[track_caller]
fn check_value(column: &str, value: Value, message: &str) {
    let catalog = Catalog::of::<Types>().unwrap();
    let table = catalog.table("types.every_type").unwrap();
    let error = row_error(table.update(&json!(1), &json!({ column: value })));
    let (_, said) = error.faults[0]
        .to_string()
        .split_once("): ")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    assert_eq!(said, message);
}

#[test]
fn values_are_refused_by_type() {
    check_value("i16", json!(32_768), "`32768` is out of range");
    check_value("i32", json!(-2_147_483_649_i64), "`-2147483649` is out of range");
    check_value("f32", json!(1e39), "`1e+39` is out of range");
    check_value("f32", json!(16_777_217), "`16777217` is out of range");
    check_value("f64", json!(9_007_199_254_740_993_i64), "`9007199254740993` is out of range");
    check_value("f64", json!("1"), "expected a number, found a string");
    check_value("bool", json!(1), "expected a boolean, found an integer");
    check_value("text", json!({}), "expected a string, found an object");
    check_value("char", json!("a "), "`char` drops spaces at its end");
    check_value("bytes", json!("0"), "`0` is not pairs of hexadecimal digits");
    check_value("bytes", json!("+1"), "`+1` is not pairs of hexadecimal digits");
    check_value("uuid", json!("67e5"), "`67e5` is not a UUID of 32 hexadecimal digits");
    check_value("date", json!("2000-02-30"), "`2000-02-30` is not a date like `2000-12-31`");
    check_value(
        "time",
        json!("24:00"),
        "`24:00` is not a time like `23:59:59.5`, with up to 6 digits",
    );
    check_value(
        "timestamp",
        json!("2000-01-01"),
        "`2000-01-01` is not like `2000-12-31T23:59:59`, with up to 6 digits",
    );
    check_value(
        "timestamptz",
        json!("2000-01-01T00:00"),
        "`2000-01-01T00:00` is not like `2000-12-31T23:59:59Z`, with up to 6 digits",
    );
    check_value("json", json!({ "a": ["\0"] }), "it contains the character NUL");
    check_value("decimal", json!("1e5"), "`1e5` is not a decimal number like `-12.50`");
    check_value("numeric", json!("1.005"), "`1.005` is out of range");
    check_value("numeric", json!(123_456_789), "`123456789` is out of range");
    check_value("array", json!([1, "2"]), "expected an integer, found a string");
    check_value("array", json!([1, null]), "expected an integer, found null");
    check_value("texts", json!(["abcdef"]), "it has 6 characters; the most are 5");
    check_value("moods", json!(["sad"]), "`sad` is no label; known: `happy`, `it's ok`");
}

/// A value for each column of `every_type`, and what is read if it is not just that.
fn every_value() -> Value {
    json!({
        "id": i64::MIN, "i16": -32_768, "i32": 2_147_483_647, "f32": 0.1, "f64": 1e-300, "bool": false,
        "text": "a'b\"c\\d; --\n{}", "varchar": "äöü", "char": "ab", "bytes": "00ff7f",
        "uuid": "67e55044-10b1-426f-9247-bb680e5fe0c8", "date": "0001-01-01", "time": "23:59:59.123456",
        "timestamp": "9999-12-31T23:59:59.5", "timestamptz": "2000-01-01T00:00:00Z",
        "json": { "a": [1, 2.5, null, true, "\"\\", {}], "": u64::MAX, "tiny": 5e-324 },
        "mood": "it's ok", "custom": "x",
    })
}

macro_rules! dynamic {
    ($module:ident, $open:ident) => {
        mod $module {
            use super::*;

            #[tokio::test]
            async fn rows_are_written_and_read() {
                let Some((mut connection, catalog, _server)) = $open().await else { return };
                let countries = catalog.table("asia.countries").unwrap();
                let rows = [
                    json!({ "name": "Japan", "population": 126_529_100 }),
                    json!({ "name": "India", "mood": "happy" }),
                    json!({ "name": "Nepal", "mood": "happy", "population": 3 }),
                ];
                let insert = countries.insert_many(&rows).unwrap();
                assert_eq!(insert.to_sql().unwrap().matches("INSERT").count(), 2);
                assert_eq!(insert.execute(&mut connection).await.unwrap(), 3);
                let select = countries.select().order_by("population").fetch_all(&mut connection);
                let order: Vec<_> =
                    select.await.unwrap().iter().map(|row| row["population"].clone()).collect();
                let nulls_first = order.iter().position(Value::is_null) == Some(0);
                assert_eq!(order.iter().filter_map(Value::as_i64).collect::<Vec<_>>(), [3, 126_529_100]);
                assert_eq!(nulls_first, catalog.dialect() == polyschema_core::Dialect::Sqlite);
                let select = countries.select().order_by_desc("name").limit(2);
                assert_eq!(
                    json!(select.fetch_all(&mut connection).await.unwrap()),
                    json!([
                        { "country_id": 3, "name": "Nepal", "population": 3, "mood": "happy", "name_length": 5 },
                        { "country_id": 1, "name": "Japan", "population": 126_529_100, "mood": "it's ok", "name_length": 5 },
                    ])
                );
                let update = countries.update(&json!(2), &json!({ "name": "Bharat", "population": 5 }));
                assert_eq!(
                    json!(update.unwrap().returning_all().fetch_all(&mut connection).await.unwrap()),
                    json!([{ "country_id": 2, "name": "Bharat", "population": 5, "mood": "happy", "name_length": 6 }])
                );
                let delete = countries.delete(&json!({ "country_id": 3 })).unwrap();
                let mut transaction = connection.begin().await.unwrap();
                assert_eq!(delete.clone().execute(&mut transaction).await.unwrap(), 1);
                assert_eq!(delete.execute(&mut *transaction).await.unwrap(), 0);
                transaction.commit().await.unwrap();
                let nulls = countries.select().filter_eq("population", Value::Null);
                assert!(nulls.fetch_all(&mut connection).await.unwrap().is_empty());
                let happy = countries.select().filter_eq("mood", "happy").filter_eq("population", 5);
                assert_eq!(happy.fetch_all(&mut connection).await.unwrap()[0]["name"], "Bharat");
                let none = countries.insert_many(&[]).unwrap();
                assert_eq!(none.execute(&mut connection).await.unwrap(), 0);
            }

            #[tokio::test]
            async fn keys_of_several_columns() {
                let Some((mut connection, catalog, _server)) = $open().await else { return };
                let visits = catalog.table("asia.visits").unwrap();
                let rows: Vec<_> = ["2000-01-01", "2000-01-02"]
                    .iter()
                    .map(|day| json!({ "who": "me", "day": day, "note": "" }))
                    .collect();
                visits.insert_many(&rows).unwrap().execute(&mut connection).await.unwrap();
                let key = json!({ "day": "2000-01-02", "who": "me" });
                let update = visits.update(&key, &json!({ "note": "here" })).unwrap();
                assert_eq!(update.execute(&mut connection).await.unwrap(), 1);
                assert_eq!(visits.delete(&key).unwrap().execute(&mut connection).await.unwrap(), 1);
                let left = visits.select().fetch_all(&mut connection).await.unwrap();
                assert_eq!(json!(left), json!([rows[0]]));
            }

            #[tokio::test]
            async fn every_type_comes_back_as_it_was() {
                let Some((mut connection, catalog, _server)) = $open().await else { return };
                let table = catalog.table("types.every_type").unwrap();
                let mut row = every_value();
                if table.column("array").is_some() {
                    row.as_object_mut().unwrap().extend([
                        ("decimal".to_owned(), json!("-123456789012345678901234567890.5")),
                        ("numeric".to_owned(), json!("12345678.90")),
                        ("array".to_owned(), json!([1, -2])),
                        ("texts".to_owned(), json!(["a,b", "\"\\'", "NULL", "", "{}"])),
                        ("moods".to_owned(), json!(["it's ok", "happy"])),
                        ("address".to_owned(), json!("::1/128")),
                    ]);
                }
                table.insert(&row).unwrap().execute(&mut connection).await.unwrap();
                let read = table.select().fetch_all(&mut connection).await.unwrap();
                assert_eq!(json!(read), json!([row]));
                for (column, value) in row.as_object().unwrap() {
                    if matches!(column.as_str(), "f32" | "char") {
                        continue;
                    }
                    let found = table.select().filter_eq(column, value.clone());
                    assert_eq!(found.fetch_all(&mut connection).await.unwrap().len(), 1, "{column}");
                }
            }

            #[tokio::test]
            async fn nulls_and_defaults_come_back() {
                let Some((mut connection, catalog, _server)) = $open().await else { return };
                let table = catalog.table("types.every_type").unwrap();
                let row = json!({
                    "id": 1, "i32": 1, "f32": 16_777_216, "text": "", "varchar": "", "date": "2000-01-01",
                    "time": "00:00", "timestamp": "2000-01-01 00:00", "mood": null,
                    "timestamptz": "2000-01-01T01:30:00.5+01:30",
                });
                let insert = table.insert(&row).unwrap().returning_all();
                let mut read = insert.fetch_all(&mut connection).await.unwrap().remove(0);
                read.retain(|_, value| !value.is_null());
                assert_eq!(
                    json!(read),
                    json!({
                        "id": 1, "i16": -1, "i32": 1, "f32": 16_777_216.0, "f64": 1.5, "bool": true, "text": "",
                        "varchar": "", "bytes": "61275c62", "uuid": "67e55044-10b1-426f-9247-bb680e5fe0c8",
                        "date": "2000-01-01", "time": "00:00:00", "timestamp": "2000-01-01T00:00:00",
                        "timestamptz": "2000-01-01T00:00:00.5Z", "json": { "a": 1 },
                    })
                );
            }

            #[tokio::test]
            async fn what_the_database_refuses_is_named() {
                let Some((mut connection, catalog, _server)) = $open().await else { return };
                let countries = catalog.table("asia.countries").unwrap();
                let rows = [json!({ "name": "Japan" }), json!({ "name": "Japan", "mood": "happy" })];
                let insert = countries.insert_many(&rows).unwrap();
                assert_eq!(
                    insert.execute(&mut connection).await.unwrap_err().to_string(),
                    "insert of `asia.countries` was refused: it violates the unique constraint `uq_countries_name`"
                );
                assert_eq!(countries.select().fetch_all(&mut connection).await.unwrap(), []);
                let negative = json!({ "name": "Japan", "population": -1 });
                let insert = countries.insert(&negative).unwrap().returning_all();
                assert_eq!(
                    insert.fetch_all(&mut connection).await.unwrap_err().to_string(),
                    "insert of `asia.countries` was refused: it violates the check `ck_countries_population`"
                );
            }
        }
    };
}

dynamic!(in_postgres, on_postgres);
dynamic!(in_sqlite, on_sqlite);

#[tokio::test]
async fn another_kind_of_database_is_refused() {
    let mut connection = sqlite().await;
    let catalog = asia();
    let select = catalog.table("asia.log").unwrap().select();
    let error = select.fetch_all(&mut connection).await.unwrap_err();
    assert_eq!(error.to_string(), "the catalog is of Postgres, the connection to Sqlite");
}

#[tokio::test]
async fn statements_go_through_pools() {
    let pool = sqlx::SqlitePool::connect_lazy("sqlite::memory:").unwrap();
    let catalog = asia();
    let insert = catalog.table("asia.log").unwrap().insert(&json!({ "line": "" })).unwrap();
    let sent = tokio::spawn(async move { insert.execute(&pool).await });
    assert!(sent.await.unwrap().is_err(), "a task of its own can send it");
}
