//! Nothing is silent in SQLite either: each statement that can change a schema, and every form of a column and
//! of a constraint. Either a diff sees it, and a plan takes it back, or reflection reports it.

use polyschema_core::render::ddl::to_sql;
use polyschema_migrate::diff::{Scope, diff};
use polyschema_migrate::plan::Form;
use polyschema_migrate::reflect::{Reflected, Which, reflect};
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::statements::{plan_between, sql_of, statements};

const START: &str = include_str!("statements/sqlite/start.sql");
const COMPARED: &str = include_str!("statements/sqlite/compared.sql");
const REPORTED: &str = include_str!("statements/sqlite/reported.sql");

async fn send(connection: &mut SqliteConnection, sql: &str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.map(|_| ())
}

async fn all(connection: &mut SqliteConnection) -> Reflected {
    reflect(connection, &Which::All).await.unwrap()
}

/// What is wrong with each statement of a file, run in a database of its own.
async fn check_each(
    file: &str,
    check: impl AsyncFn(&mut SqliteConnection, &Reflected, &Reflected) -> Result<(), String>,
) {
    let mut failures = Vec::new();
    /// All statements are of all versions of SQLite.
    const ANY: u32 = 0;
    for statement in statements(file, ANY) {
        let mut connection = polyschema_test_support::sqlite().await;
        send(&mut connection, START).await.unwrap();
        let before = all(&mut connection).await;
        let sent = send(&mut connection, &statement).await;
        sent.unwrap_or_else(|error| panic!("{statement}: {error}"));
        let after = all(&mut connection).await;
        if let Err(failure) = check(&mut connection, &before, &after).await {
            failures.push(format!("{statement}\n{failure}\n"));
        }
    }
    assert!(failures.is_empty(), "{}\n{} statements", failures.join("\n"), failures.len());
}

/// From what a statement left, a plan leads back to what there was.
async fn is_taken_back(
    connection: &mut SqliteConnection,
    before: &Reflected,
    after: &Reflected,
) -> Result<(), String> {
    let plan = plan_between(&after.catalog, &before.catalog, Form::Direct);
    if plan.is_empty() {
        return Err("silent".to_owned());
    }
    send(connection, "PRAGMA foreign_keys = OFF").await.unwrap();
    for statement in plan.statements() {
        let sql = to_sql(statement, plan.dialect);
        let sent = send(connection, &sql).await;
        sent.map_err(|error| format!("{error}: {sql}\n{}", sql_of(&plan)))?;
    }
    let again = all(connection).await;
    let left = diff(&again.catalog, &before.catalog, &Scope::between_snapshots());
    if !left.is_empty() {
        return Err(format!("not taken back:\n{left}after:\n{}", sql_of(&plan)));
    }
    Ok(())
}

#[tokio::test]
async fn what_a_diff_sees_is_taken_back() {
    check_each(COMPARED, is_taken_back).await;
}

#[tokio::test]
async fn what_a_catalog_cannot_express_is_reported() {
    check_each(REPORTED, async |_, before, after| match before.unsupported != after.unsupported {
        true => Ok(()),
        false => Err("silent".to_owned()),
    })
    .await;
}
