//! Creating and dropping in SQLite files, compared with what they then hold.
#![cfg(feature = "sqlite")]

mod models;

use models::{COUNTRY, EGG, HEN, SQLITE_CAPITAL, SQLITE_TYPES};
use polyschema_core::sqlite::{Attach, Location, attach, detach};
use polyschema_core::{Catalog, Error, Postgres, Schema, SchemaRef, Sqlite};
use polyschema_test_support::sqlite;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};

schema!(Asia, "asia", Sqlite, [&SQLITE_CAPITAL, &COUNTRY]);
schema!(Farm, "farm", Sqlite, [&HEN, &EGG]);
schema!(Types, "types", Sqlite, [&SQLITE_TYPES]);
schema!(Tenant, named, Sqlite, [&COUNTRY]);
schema!(Elsewhere, "elsewhere", Postgres, [&COUNTRY]);

fn tenant(name: &str) -> SchemaRef<Tenant> {
    Tenant::named(name).unwrap()
}

async fn with_asia() -> SqliteConnection {
    let mut connection = sqlite().await;
    attach(&mut connection, &Asia::schema_ref(), &Location::Memory).await.unwrap();
    connection
}

async fn objects(connection: &mut SqliteConnection, schema: &str) -> String {
    let sql = format!("SELECT type || ' ' || name FROM \"{schema}\".sqlite_master ORDER BY 1");
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(connection).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>(0)).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn the_file_has_what_the_catalog_says() {
    let mut connection = with_asia().await;
    let catalog = Catalog::of::<Asia>().unwrap();
    let created = catalog.create_all(&mut connection).await.unwrap();
    assert_eq!(created.statements.len(), 4);
    insta::assert_snapshot!(objects(&mut connection, "asia").await, @r#"
    index ix_countries_expr_country_id
    index ix_countries_population
    index sqlite_autoindex_countries_1
    table capitals
    table countries
    "#);
    let columns = sqlx::query(
        "SELECT name, type, \"notnull\", coalesce(dflt_value, '-'), pk, hidden FROM pragma_table_xinfo('countries', 'asia')",
    );
    let lines: Vec<String> = columns
        .fetch_all(&mut connection)
        .await
        .unwrap()
        .iter()
        .map(|row| {
            format!(
                "{} {} {} {} {} {}",
                row.get::<String, _>(0),
                row.get::<String, _>(1),
                row.get::<i32, _>(2),
                row.get::<String, _>(3),
                row.get::<i32, _>(4),
                row.get::<i32, _>(5)
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    country_id INTEGER 1 - 1 0
    name TEXT 1 - 0 0
    population INTEGER 0 - 0 0
    mood TEXT 1 'it''s ok' 0 0
    name_length INTEGER 1 - 0 3
    "#);
    assert_eq!(catalog.create_all(&mut connection).await.unwrap(), Default::default());
}

#[tokio::test]
async fn an_identity_is_the_rows_number() {
    let mut connection = with_asia().await;
    Catalog::of::<Asia>().unwrap().create_all(&mut connection).await.unwrap();
    for name in ["Japan", "India"] {
        sqlx::query("INSERT INTO asia.countries (name) VALUES (?1)")
            .bind(name)
            .execute(&mut connection)
            .await
            .unwrap();
    }
    let ids = sqlx::query_scalar::<_, i64>("SELECT country_id FROM asia.countries ORDER BY 1");
    assert_eq!(ids.fetch_all(&mut connection).await.unwrap(), [1, 2]);
}

#[tokio::test]
async fn checks_stand_for_types() {
    let mut connection = sqlite().await;
    attach(&mut connection, &Types::schema_ref(), &Location::Memory).await.unwrap();
    Catalog::of::<Types>().unwrap().create_all(&mut connection).await.unwrap();
    let insert = "INSERT INTO types.every_type (id, i32, f32, text, varchar, date, time, timestamp, $column) \
        VALUES (1, 1, 1, '', '', '2000-01-01', '00:00', '2000-01-01', $value)";
    for (column, value, constraint) in [
        ("bool", "2", "ck_every_type_bool_bool"),
        ("mood", "'sad'", "ck_every_type_mood_label"),
        ("char", "'four'", "ck_every_type_char_length"),
        ("json", "'{'", "ck_every_type_json_json"),
        ("uuid", "x'00'", "ck_every_type_uuid_length"),
    ] {
        let sql = insert.replace("$column", column).replace("$value", value);
        let error = sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap_err();
        assert!(error.to_string().contains(constraint), "{error}");
    }
    let sql = insert.replace("$column", "mood").replace("$value", "'it''s ok'");
    sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
}

#[tokio::test]
async fn cycles_with_rows_are_dropped() {
    let mut connection = sqlite().await;
    attach(&mut connection, &Farm::schema_ref(), &Location::Memory).await.unwrap();
    let catalog = Catalog::of::<Farm>().unwrap();
    catalog.create_all(&mut connection).await.unwrap();
    for sql in [
        "INSERT INTO farm.hens (hen_id) VALUES (1)",
        "INSERT INTO farm.eggs (egg_id, hen) VALUES (1, 1)",
        "UPDATE farm.hens SET egg = 1, mother = 1",
    ] {
        sqlx::query(sql).execute(&mut connection).await.unwrap();
    }
    assert_eq!(catalog.drop_all(&mut connection).await.unwrap().statements.len(), 2);
    assert_eq!(objects(&mut connection, "farm").await, "");
    assert_eq!(catalog.drop_all(&mut connection).await.unwrap(), Default::default());
}

#[tokio::test]
async fn a_failure_leaves_nothing() {
    let mut connection = with_asia().await;
    sqlx::query("CREATE VIEW asia.capitals AS SELECT 1").execute(&mut connection).await.unwrap();
    let error = Catalog::of::<Asia>().unwrap().create_all(&mut connection).await.unwrap_err();
    assert!(error.to_string().starts_with("create table of `asia.capitals` failed"), "{error}");
    assert_eq!(objects(&mut connection, "asia").await, "view capitals");
    let mut transaction = connection.begin().await.unwrap();
    let farm = Farm::schema_ref();
    attach(&mut transaction, &farm, &Location::Memory).await.unwrap();
    Catalog::of::<Farm>().unwrap().create_all(&mut transaction).await.unwrap();
    transaction.rollback().await.unwrap();
    assert_eq!(objects(&mut connection, "farm").await, "");
}

#[tokio::test]
async fn what_is_wrong_is_said() {
    let mut connection = sqlite().await;
    let error = Catalog::of::<Asia>().unwrap().create_all(&mut connection).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "schema `asia` is not attached to this connection; attach it with `sqlite::attach`"
    );
    let error = Catalog::of::<Elsewhere>().unwrap().create_all(&mut connection).await.unwrap_err();
    assert_eq!(error.to_string(), "the catalog is of Postgres, the connection to Sqlite");
}

#[tokio::test]
async fn odd_names_are_names() {
    let directory = tempfile::tempdir().unwrap();
    for (number, name) in
        ["Asia", "a b", r#"a"b"#, "select", "größe", "?1", "a.b", "a'b;--", "main "]
            .iter()
            .enumerate()
    {
        let mut connection = sqlite().await;
        let schema = tenant(name);
        let path = directory.path().join(format!("{number} ?mode=memory"));
        attach(&mut connection, &schema, &Location::file(&path)).await.unwrap();
        let catalog = Catalog::of_schema(&schema).unwrap();
        assert_eq!(
            catalog.create_all(&mut connection).await.unwrap().statements.len(),
            3,
            "{name}"
        );
        assert_eq!(
            catalog.create_all(&mut connection).await.unwrap(),
            Default::default(),
            "{name}"
        );
        assert!(path.exists());
        assert_eq!(catalog.drop_all(&mut connection).await.unwrap().statements.len(), 1, "{name}");
    }
}

#[tokio::test]
async fn attaching_again_does_nothing_and_elsewhere_fails() {
    let directory = tempfile::tempdir().unwrap();
    let (one, two) = (directory.path().join("one.db"), directory.path().join("two.db"));
    let mut connection = sqlite().await;
    let asia = Asia::schema_ref();
    attach(&mut connection, &asia, &Location::file(&one)).await.unwrap();
    attach(&mut connection, &asia, &Location::file(&one)).await.unwrap();
    for location in [Location::file(&two), Location::Memory] {
        let error = attach(&mut connection, &asia, &location).await.unwrap_err();
        let one = std::fs::canonicalize(&one).unwrap();
        assert_eq!(
            error.to_string(),
            format!(
                "schema `asia` is attached to this connection already, from `{}`; detach it first",
                one.display()
            )
        );
    }
    detach(&mut connection, &asia).await.unwrap();
    detach(&mut connection, &asia).await.unwrap();
    attach(&mut connection, &asia, &Location::Memory).await.unwrap();
    let error = attach(&mut connection, &asia, &Location::file(&two)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "schema `asia` is attached to this connection already, as a database in memory; detach it first"
    );
    let error = attach(&mut connection, &tenant("x"), &Location::file("")).await.unwrap_err();
    assert!(matches!(error, Error::Attach(_)), "{error}");
    let missing = directory.path().join("no such directory/x.db");
    let error = attach(&mut connection, &tenant("x"), &Location::file(missing)).await.unwrap_err();
    assert!(error.to_string().starts_with("attach in schema `x` failed"), "{error}");
}

#[tokio::test]
async fn more_schemas_than_sqlite_allows_are_refused() {
    let mut connection = sqlite().await;
    for number in 0..10 {
        attach(&mut connection, &tenant(&format!("t{number}")), &Location::Memory).await.unwrap();
    }
    let error = attach(&mut connection, &tenant("t10"), &Location::Memory).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "schema `t10` cannot be attached: SQLite allows no more than the 10 schemas that this connection has; \
        detach one of `t0`, `t1`, `t2`, `t3`, `t4`, `t5`, `t6`, `t7`, `t8`, `t9`"
    );
}

#[tokio::test]
async fn every_connection_of_a_pool_has_the_schemas() {
    let directory = tempfile::tempdir().unwrap();
    let main = SqliteConnectOptions::new()
        .filename(directory.path().join("main.db"))
        .create_if_missing(true);
    let pool = Attach::new()
        .schema(&Asia::schema_ref(), Location::file(directory.path().join("asia.db")))
        .schema(&Farm::schema_ref(), Location::file(directory.path().join("farm.db")))
        .to_pool(SqlitePoolOptions::new().max_connections(4))
        .connect_with(main)
        .await
        .unwrap();
    let catalog = Catalog::of::<(Asia, Farm)>().unwrap();
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let (catalog, pool) = (catalog.clone(), pool.clone());
            tokio::spawn(async move { catalog.create_all(&pool).await.unwrap().statements.len() })
        })
        .collect();
    let mut created = Vec::new();
    for task in tasks {
        created.push(task.await.unwrap());
    }
    created.sort_unstable();
    assert_eq!(created, [0, 0, 0, 6]);
    let mut held = Vec::new();
    for _ in 0..4 {
        let mut connection = pool.acquire().await.unwrap();
        assert_eq!(catalog.create_all(&mut connection).await.unwrap(), Default::default());
        held.push(connection);
    }
}
