//! Nothing is silent: each statement that can change a schema, by itself, in a database with an object of
//! every kind. Either a diff sees it, and a plan takes it back, or reflection reports it.
//!
//! The statements lie in `statements/`, with what is deliberately outside.

use polyschema_core::Catalog;
use polyschema_core::render::ddl::to_sql;
use polyschema_migrate::diff::{Scope, diff};
use polyschema_migrate::plan::{Form, Options, Plan, plan};
use polyschema_migrate::reflect::{Reflected, Which, reflect};
use polyschema_test_support::version;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

const START: &str = include_str!("statements/start.sql");
const COMPARED: &str = include_str!("statements/compared.sql");
const REPORTED: &str = include_str!("statements/reported.sql");
const OUTSIDE: &str = include_str!("statements/outside.sql");

/// The statements of a file that a version of the database knows; one ends where a line ends with a semicolon.
///
/// Behind the semicolon may stand `-- since 15` or `-- until 17`, the first and the last version.
pub(crate) fn statements(file: &str, version: u32) -> Vec<String> {
    let (mut statements, mut statement) = (Vec::new(), String::new());
    for line in file.lines().filter(|line| !line.starts_with("--")) {
        let (sql, known) = match line.rsplit_once("; -- ") {
            Some((sql, versions)) => (format!("{sql};"), is_of(versions, version)),
            None => (line.to_owned(), true),
        };
        statement += &sql;
        match statement.strip_suffix(';') {
            Some(whole) if known => statements.push(whole.trim().to_owned()),
            Some(_) => {}
            None => {
                statement.push('\n');
                continue;
            }
        }
        statement.clear();
    }
    assert_eq!(statement.trim(), "", "a statement without an end");
    statements
}

/// Whether a version is `since 15` or `until 17`.
fn is_of(versions: &str, version: u32) -> bool {
    let number = |text: &str| text.parse::<u32>().expect("a version is a number");
    match versions.split_once(' ') {
        Some(("since", first)) => version >= number(first),
        Some(("until", last)) => version <= number(last),
        _ => panic!("`{versions}` is no range of versions"),
    }
}

async fn send(connection: &mut PgConnection, sql: &str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.map(|_| ())
}

async fn all(connection: &mut PgConnection) -> Reflected {
    reflect(connection, &Which::All).await.unwrap()
}

pub(crate) fn plan_between(from: &Catalog, to: &Catalog, form: Form) -> Plan {
    let changes = diff(from, to, &Scope::between_snapshots()).changes;
    plan(from, to, &changes, &Options::default().form(form))
}

pub(crate) fn sql_of(plan: &Plan) -> String {
    plan.statements().map(|one| to_sql(one, plan.dialect) + ";\n").collect()
}

/// What is wrong with each statement of a file, run by itself; nothing stays of it.
async fn check_each(
    file: &str,
    check: impl AsyncFn(&mut PgConnection, &Reflected, &Reflected) -> Result<(), String>,
) {
    let Some(server) = polyschema_test_support::postgres().await else { return };
    let mut connection = server.connect().await;
    send(&mut connection, START).await.unwrap();
    let before = all(&mut connection).await;
    let mut failures = Vec::new();
    for statement in statements(file, version(&connection)) {
        let mut transaction = connection.begin().await.unwrap();
        let sent = send(&mut transaction, &statement).await;
        sent.unwrap_or_else(|error| panic!("{statement}: {error}"));
        let after = all(&mut transaction).await;
        if let Err(failure) = check(&mut transaction, &before, &after).await {
            failures.push(format!("{statement}\n{failure}\n"));
        }
        transaction.rollback().await.unwrap();
    }
    assert!(failures.is_empty(), "{}\n{} statements", failures.join("\n"), failures.len());
}

/// From what a statement left, a plan leads back to what there was.
async fn is_taken_back(
    connection: &mut PgConnection,
    before: &Reflected,
    after: &Reflected,
    form: Form,
) -> Result<(), String> {
    let plan = plan_between(&after.catalog, &before.catalog, form);
    if plan.is_empty() {
        return Err("silent".to_owned());
    }
    for statement in plan.statements() {
        let sql = to_sql(statement, plan.dialect).replace(" CONCURRENTLY", "");
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
    check_each(COMPARED, async |connection, before, after| {
        is_taken_back(connection, before, after, Form::Direct).await
    })
    .await;
}

#[tokio::test]
async fn what_a_diff_sees_is_taken_back_online() {
    check_each(COMPARED, async |connection, before, after| {
        is_taken_back(connection, before, after, Form::Online).await
    })
    .await;
}

/// PostgreSQL 18 knows a `NOT NULL` that old rows need not keep: to a plan it is none yet.
#[tokio::test]
async fn a_not_null_that_is_not_valid_is_made_valid() {
    let Some(server) = polyschema_test_support::postgres().await else { return };
    let mut connection = server.connect().await;
    if version(&connection) < 18 {
        return;
    }
    send(&mut connection, START).await.unwrap();
    for (table, column) in [("plain", "a"), ("events", "what")] {
        let alter = format!("ALTER TABLE asia.{table}");
        let valid = format!("{alter} ALTER COLUMN {column} SET NOT NULL");
        send(&mut connection, &valid).await.unwrap();
        let before = all(&mut connection).await;
        for form in [Form::Direct, Form::Online] {
            let pending = format!(
                "{alter} ALTER COLUMN {column} DROP NOT NULL; {alter} ADD NOT NULL {column} NOT VALID"
            );
            send(&mut connection, &pending).await.unwrap();
            let after = all(&mut connection).await;
            assert_ne!(after.unsupported, before.unsupported);
            is_taken_back(&mut connection, &before, &after, form).await.unwrap();
            assert_eq!(all(&mut connection).await.unsupported, before.unsupported);
        }
    }
}

/// Rows, and the sequences of their columns, come through where a table is made anew.
#[tokio::test]
async fn tables_that_are_made_anew_keep_their_rows() {
    const EARLIER: &str = "CREATE SCHEMA asia; CREATE TABLE asia.logs (
        log_id integer GENERATED ALWAYS AS IDENTITY, n serial, at date NOT NULL,
        CONSTRAINT logs_pkey PRIMARY KEY (at, log_id)) PARTITION BY RANGE (at);
        CREATE TABLE asia.logs_all PARTITION OF asia.logs DEFAULT;";
    let Some(server) = polyschema_test_support::postgres().await else { return };
    let mut connection = server.connect().await;
    send(&mut connection, EARLIER).await.unwrap();
    let before = all(&mut connection).await;
    let later = EARLIER.replace("RANGE (at)", "LIST (at)");
    send(&mut connection, &format!("DROP SCHEMA asia CASCADE; {later}")).await.unwrap();
    send(&mut connection, "INSERT INTO asia.logs (at) VALUES ('2020-02-02'), ('2020-03-03')")
        .await
        .unwrap();
    let after = all(&mut connection).await;
    is_taken_back(&mut connection, &before, &after, Form::Direct).await.unwrap();
    let numbers: Vec<(i32, i32)> =
        sqlx::query_as("SELECT log_id, n FROM asia.logs ORDER BY log_id")
            .fetch_all(&mut connection)
            .await
            .unwrap();
    assert_eq!(numbers, [(1, 1), (2, 2)]);
    let next: i64 = sqlx::query_scalar("SELECT nextval('asia.logs_n_seq')")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(next, 3);
}

#[tokio::test]
async fn what_a_catalog_cannot_express_is_reported() {
    check_each(REPORTED, async |_, before, after| match before.unsupported != after.unsupported {
        true => Ok(()),
        false => Err("silent".to_owned()),
    })
    .await;
}

/// The list of what is outside is true.
#[tokio::test]
async fn what_is_outside_is_not_seen() {
    check_each(OUTSIDE, async |_, before, after| match before == after {
        true => Ok(()),
        false => Err("seen, after all".to_owned()),
    })
    .await;
}
