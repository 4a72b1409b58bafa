//! PostgreSQL.

mod known;
mod normalized;
mod objects;
mod odd;
mod queries;
mod scope;
mod unsupported;

use polyschema_core::ident::Ident;
use polyschema_migrate::reflect::{Reflected, Which, reflect};
use polyschema_test_support::{PostgresDatabase, postgres, version};
use sqlx::{AssertSqlSafe, PgConnection};

/// A fresh database in which some SQL was run; `None` where there is no server.
///
/// A backslash in the SQL is one, whatever the server's settings are.
async fn database(sql: &str) -> Option<(PostgresDatabase, PgConnection)> {
    let database = postgres().await?;
    let mut connection = database.connect().await;
    run(&mut connection, "SET standard_conforming_strings = on").await;
    run(&mut connection, sql).await;
    Some((database, connection))
}

async fn run(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.unwrap();
}

fn schemas(names: &[&str]) -> Which {
    Which::Schemas(names.iter().map(|name| Ident::new(name).unwrap()).collect())
}

async fn all(connection: &mut PgConnection) -> Reflected {
    reflect(connection, &Which::All).await.unwrap()
}

/// The schema `asia` in a few lines: JSON, a line for each element of the lists that matter.
fn asia(reflected: &Reflected) -> String {
    let json = serde_json::to_value(reflected.catalog.schema("asia").unwrap()).unwrap();
    let mut lines = Vec::new();
    write_lines("", &json, &mut lines);
    lines.extend(reflected.unsupported.iter().map(ToString::to_string));
    lines.join("\n")
}

/// A line for each value that holds no further lists of objects.
fn write_lines(path: &str, json: &serde_json::Value, lines: &mut Vec<String>) {
    use serde_json::Value;
    let at = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match json {
        Value::Object(map) if path.matches('.').count() < 2 => {
            map.iter().for_each(|(key, value)| write_lines(&at(key), value, lines));
        }
        Value::Array(list) if list.iter().any(Value::is_object) => {
            list.iter().for_each(|value| lines.push(format!("{path}: {value}")));
        }
        _ => lines.push(format!("{path}: {json}")),
    }
}

/// Runs SQL in a fresh database that has the schema `asia` and gives what is then reflected of it; `None` on a
/// server before the first version that knows the SQL.
async fn reflected(since: u32, sql: &str) -> Option<String> {
    let (_database, connection) = database("").await?;
    if version(&connection) < since {
        return None;
    }
    let sql = format!("CREATE SCHEMA asia; SET search_path = asia, public; {sql}");
    let (_database, mut connection) = database(&sql).await?;
    Some(asia(&reflect(&mut connection, &schemas(&["asia"])).await.unwrap()))
}

macro_rules! check_reflected {
    ($sql:literal, @$expected:literal) => {
        check_reflected!(since 0, $sql, @$expected);
    };
    (since $version:literal, $sql:literal, @$expected:literal) => {
        let Some(shown) = $crate::postgres::reflected($version, $sql).await else { return };
        insta::assert_snapshot!(shown, @$expected);
    };
}
use check_reflected;
