//! Whatever the names and values are: a row is refused by name, or comes back unchanged, and no other
//! table changes.
#![cfg(all(feature = "json", feature = "serde", feature = "postgres", feature = "sqlite"))]

mod models;

use models::{EVERY_TYPE, SQLITE_TYPES, column, identity, nullable, primary_key, table};
use polyschema_core::dynamic::{Select, Write};
use polyschema_core::spec::TableSpec;
use polyschema_core::sqlite::{Location, attach};
use polyschema_core::value::ValueKind;
use polyschema_core::{Catalog, Error, Postgres, Result, Schema, Sqlite};
use polyschema_test_support::{postgres, sqlite};
use proptest::prelude::{Just, ProptestConfig, Strategy, any};
use proptest::strategy::{BoxedStrategy, ValueTree};
use proptest::test_runner::TestRunner;
use proptest::{collection, prop_oneof};
use serde_json::{Map, Number, Value, json};
use sqlx::{PgConnection, SqliteConnection};

const VICTIM: TableSpec = table(
    "Victim",
    "victims",
    &[column("id", ValueKind::I64), column("secret", ValueKind::Text)],
    &[primary_key(&["id"])],
);
const TARGET: TableSpec = table(
    "Target",
    "target",
    &[
        identity("id"),
        column("text", ValueKind::Text),
        nullable("number", ValueKind::I64),
        nullable("document", ValueKind::Json),
    ],
    &[primary_key(&["id"])],
);

schema!(Asia, "asia", Postgres, [&VICTIM, &TARGET]);
schema!(Types, "types", Postgres, [&EVERY_TYPE]);
schema!(AsiaFile, "asia", Sqlite, [&VICTIM, &TARGET]);
schema!(TypesFile, "types", Sqlite, [&SQLITE_TYPES]);

/// A connection of either kind.
enum Connection {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

impl Connection {
    async fn execute(&mut self, write: Write) -> Result<u64> {
        match self {
            Self::Postgres(connection) => write.execute(connection).await,
            Self::Sqlite(connection) => write.execute(connection).await,
        }
    }

    async fn fetch(&mut self, select: Select<'_>) -> Result<Vec<Map<String, Value>>> {
        match self {
            Self::Postgres(connection) => select.fetch_all(connection).await,
            Self::Sqlite(connection) => select.fetch_all(connection).await,
        }
    }

    async fn create(&mut self, catalog: &Catalog) -> Result<()> {
        match self {
            Self::Postgres(connection) => catalog.create_all(connection).await.map(drop),
            Self::Sqlite(connection) => catalog.create_all(connection).await.map(drop),
        }
    }

    async fn drop(&mut self, catalog: &Catalog) -> Result<()> {
        match self {
            Self::Postgres(connection) => catalog.drop_all(connection).await.map(drop),
            Self::Sqlite(connection) => catalog.drop_all(connection).await.map(drop),
        }
    }
}

/// Text that tries to be more than text, and any other.
fn text() -> impl Strategy<Value = String> {
    let hostile = [
        "\"",
        "'",
        "\\",
        ";",
        "--",
        "/*",
        "$1",
        "?1",
        "{",
        "}",
        ",",
        "\u{0}",
        "\u{202e}",
        "é",
        " ",
        "'; DELETE FROM asia.victims; --",
        "\"; DROP TABLE \"asia\".\"victims\"; --",
        "') RETURNING (",
        "\\'; DELETE FROM asia.victims; --",
        "$tag$",
        "NULL",
        "DEFAULT",
        "id",
        "text",
        "2000-01-01",
    ];
    let pieces = collection::vec(proptest::sample::select(hostile.to_vec()), 0..4);
    prop_oneof![pieces.prop_map(|pieces| pieces.concat()), any::<String>()]
}

fn value() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-40_000_i64..40_000).prop_map(Value::from),
        any::<f64>().prop_map(|value| Number::from_f64(value).map_or(Value::Null, Value::from)),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            collection::btree_map(text(), inner, 0..4)
                .prop_map(|entries| Value::from(entries.into_iter().collect::<Map<_, _>>())),
        ]
    })
    .boxed()
}

/// A value that a column of `every_type` might have.
fn fitting(column: &str) -> BoxedStrategy<Value> {
    let short = "[a-c'\\\\\"{},äö ]{0,4}";
    match column {
        "id" | "i16" | "i32" => any::<i32>().prop_map(|number| json!(number >> 10)).boxed(),
        "f32" => any::<f32>().prop_map(Value::from).boxed(),
        "f64" => any::<f64>().prop_map(Value::from).boxed(),
        "bool" => any::<bool>().prop_map(Value::from).boxed(),
        "bytes" => "([0-9a-f]{2}){0,5}".prop_map(Value::from).boxed(),
        "uuid" => "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}".prop_map(Value::from).boxed(),
        "date" => "[0-9]{4}-[01][0-9]-[0-3][0-9]".prop_map(Value::from).boxed(),
        "time" => {
            "[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{0,5}[1-9])?".prop_map(Value::from).boxed()
        }
        "timestamp" | "timestamptz" => {
            let zone = if column == "timestamp" { "" } else { "Z" };
            let form = "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{0,5}[1-9])?";
            form.prop_map(move |text| json!(text + zone)).boxed()
        }
        "mood" => proptest::sample::select(vec!["happy", "it's ok"]).prop_map(Value::from).boxed(),
        "decimal" | "numeric" => "-?[0-9]{1,8}\\.[0-9]{2}".prop_map(Value::from).boxed(),
        "array" => collection::vec(any::<i32>(), 0..4).prop_map(Value::from).boxed(),
        "texts" => collection::vec(short, 0..4).prop_map(Value::from).boxed(),
        "moods" => collection::vec(Just("it's ok"), 0..3).prop_map(Value::from).boxed(),
        "json" => value(),
        _ => short.prop_map(Value::from).boxed(),
    }
}

/// Whether what is read is what was written; numbers are compared as numbers.
fn same(read: &Value, written: &Value) -> bool {
    match (read, written) {
        (Value::Number(read), Value::Number(written)) => {
            read == written || read.as_f64() == written.as_f64()
        }
        (Value::Array(read), Value::Array(written)) => {
            read.len() == written.len() && read.iter().zip(written).all(|(a, b)| same(a, b))
        }
        (Value::Object(read), Value::Object(written)) => {
            read.len() == written.len()
                && read
                    .iter()
                    .all(|(key, read)| written.get(key).is_some_and(|written| same(read, written)))
        }
        _ => read == written,
    }
}

/// What became of an input.
#[derive(PartialEq)]
enum Done {
    Refused,
    Sent,
}

/// Runs `check` on that many inputs, on both databases; the smallest that fails is not looked for,
/// since a failed statement may have changed the database.
async fn check_all<T: std::fmt::Debug>(
    cases: u32,
    input: impl Strategy<Value = T>,
    mut check: impl AsyncFnMut(&mut Connection, &Catalog, T) -> Done,
) {
    let mut connection = sqlite().await;
    attach(&mut connection, &AsiaFile::schema_ref(), &Location::Memory).await.unwrap();
    attach(&mut connection, &TypesFile::schema_ref(), &Location::Memory).await.unwrap();
    let catalog = Catalog::of::<(AsiaFile, TypesFile)>().unwrap();
    let mut databases = vec![(Connection::Sqlite(connection), catalog)];
    let server = postgres().await;
    if let Some(database) = &server {
        let catalog = Catalog::of::<(Asia, Types)>().unwrap();
        databases.push((Connection::Postgres(database.connect().await), catalog));
    }
    for (mut connection, catalog) in databases {
        connection.create(&catalog).await.unwrap();
        let victims = catalog.table("asia.victims").unwrap();
        let rows = [json!({ "id": 1, "secret": "a" }), json!({ "id": 2, "secret": "b" })];
        connection.execute(victims.insert_many(&rows).unwrap()).await.unwrap();
        let mut runner = TestRunner::new(ProptestConfig::with_cases(cases));
        let mut sent = 0;
        for _ in 0..cases {
            let tree = input.new_tree(&mut runner).unwrap();
            if check(&mut connection, &catalog, tree.current()).await == Done::Sent {
                sent += 1;
            }
            let left = connection.fetch(victims.select().order_by("id")).await.unwrap();
            assert_eq!(json!(left), json!(rows), "of {:?}", tree.current());
        }
        assert!(sent > cases / 10, "only {sent} of {cases} inputs were sent");
    }
}

#[tokio::test]
async fn any_value_is_refused_or_comes_back() {
    let entries = (text(), proptest::option::of(value()), proptest::option::of(value()));
    check_all(256, entries, async |connection, catalog, (text, number, document)| {
        let target = catalog.table("asia.target").unwrap();
        let mut row = json!({ "text": text });
        row.as_object_mut().unwrap().extend(number.map(|json| ("number".to_owned(), json)));
        row.as_object_mut().unwrap().extend(document.map(|json| ("document".to_owned(), json)));
        let insert = match target.insert(&row) {
            Err(Error::Row(_)) => return Done::Refused,
            insert => insert.unwrap(),
        };
        connection.execute(insert).await.unwrap();
        let newest = target.select().order_by_desc("id").limit(1);
        let mut read = connection.fetch(newest).await.unwrap().remove(0);
        let id = read.remove("id").unwrap();
        read.retain(|column, json| !json.is_null() || row.get(column).is_some());
        assert!(same(&json!(read), &row), "{row} came back as {read:?}");
        let found = target.select().filter_eq("text", text.clone()).filter_eq("id", id.clone());
        assert_eq!(connection.fetch(found).await.unwrap().len(), 1, "{text:?}");
        let update = target.update(&id, &json!({ "text": format!("{text}'") })).unwrap();
        assert_eq!(connection.execute(update).await.unwrap(), 1);
        assert_eq!(connection.execute(target.delete(&id).unwrap()).await.unwrap(), 1);
        Done::Sent
    })
    .await;
}

#[tokio::test]
async fn any_object_is_refused_or_comes_back() {
    let known: Vec<_> = EVERY_TYPE.columns.iter().map(|column| column.name).collect();
    let fitting = proptest::sample::select(known.clone())
        .prop_flat_map(|name| (Just(name.to_owned()), fitting(name)));
    let known = proptest::sample::select(known).prop_map(str::to_owned);
    let entry = prop_oneof![8 => fitting, 2 => (known, value()), 1 => (text(), value())];
    let changes = collection::vec(entry, 1..4);
    check_all(1024, changes, async |connection, catalog, changes| {
        let table = catalog.table("types.every_type").unwrap();
        let changes = Value::from(changes.into_iter().collect::<Map<_, _>>());
        let update = match table.update(&json!(0), &changes) {
            Err(Error::Row(_)) => return Done::Refused,
            update => update.unwrap(),
        };
        let row = json!({
            "id": 0, "i32": 1, "f32": 1, "text": "", "varchar": "", "date": "2000-01-01", "time": "00:00",
            "timestamp": "2000-01-01T00:00",
        });
        connection.execute(table.insert(&row).unwrap()).await.unwrap();
        match connection.execute(update).await {
            Ok(changed) => assert_eq!(changed, 1),
            // A type written out has rules of its own.
            Err(Error::Database(_)) if changes.get("address").is_some() => {
                connection.execute(table.delete(&json!(0)).unwrap()).await.unwrap();
                return Done::Refused;
            }
            Err(error) => panic!("{changes}: {error}"),
        }
        let read = connection.fetch(table.select()).await.unwrap().remove(0);
        for (column, written) in changes.as_object().unwrap() {
            let read = &read[column];
            let same = match (column.as_str(), written) {
                ("address", _) => true,
                ("f32", Value::Number(number)) => {
                    let single = |json: &Value| json.as_f64().map(|value| value as f32);
                    single(read) == number.as_f64().map(|value| value as f32)
                }
                ("decimal" | "numeric", written) => {
                    let number = |json: &Value| match json {
                        Value::String(text) => text.parse().ok(),
                        other => other.as_f64(),
                    };
                    number(read) == number(written)
                }
                _ => same(read, written),
            };
            assert!(same, "{column}: {written} came back as {read}");
        }
        connection.execute(table.delete(&read["id"]).unwrap()).await.unwrap();
        Done::Sent
    })
    .await;
}

/// A catalog with these names for one table and its columns, as from a file of someone else's.
fn catalog_with(catalog: &Catalog, names: &[String]) -> Result<Catalog, serde_json::Error> {
    let column = |name: &String, sql_type: Value| json!({ "name": name, "sql_type": sql_type, "nullable": false });
    let qualified = format!("asia.\"{}\"", names[0].replace('"', "\"\""));
    let table = json!({
        "name": qualified,
        "columns": [
            column(&names[1], json!("big_int")), column(&names[2], json!("text")), column(&names[3], json!("json")),
        ],
        "primary_key": { "name": "pk", "columns": [names[1]] },
    });
    serde_json::from_value(json!({
        "dialect": catalog.dialect(),
        "schemas": { "asia": { "name": "asia", "tables": { &names[0]: table } } },
    }))
}

#[tokio::test]
async fn any_name_is_refused_or_is_a_name() {
    let names = (collection::vec(text(), 4), value());
    check_all(128, names, async |connection, catalog, (names, document)| {
        if matches!(names[0].as_str(), "victims" | "target") {
            return Done::Refused;
        }
        let Ok(own) = catalog_with(catalog, &names) else { return Done::Refused };
        connection.create(&own).await.unwrap();
        let table = own.tables().next().unwrap();
        let row = json!({ &names[1]: 1, &names[2]: "it's", &names[3]: document });
        if let Ok(insert) = table.insert(&row) {
            connection.execute(insert).await.unwrap();
            let select = table.select().filter_eq(&names[2], "it's").order_by(&names[1]);
            let read = connection.fetch(select).await.unwrap();
            assert!(same(&json!(read), &json!([row])), "{row} came back as {read:?}");
            let update = table.update(&json!(1), &json!({ &names[2]: "is" })).unwrap();
            assert_eq!(connection.execute(update).await.unwrap(), 1);
            assert_eq!(connection.execute(table.delete(&json!(1)).unwrap()).await.unwrap(), 1);
        }
        connection.drop(&own).await.unwrap();
        Done::Sent
    })
    .await;
}
