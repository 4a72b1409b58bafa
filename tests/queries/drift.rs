//! A database that lacks what the structs say: an error, never other rows.

use futures_util::StreamExt;
use polyschema::Catalog;
use polyschema::prelude::*;
use sqlx::{AssertSqlSafe, Executor, SqliteConnection};

use crate::library::{Author, Library, NewAuthor, authors, books, fill};

/// A database in which authors have no `name`. SQLite would take `"name"` for a text.
async fn nameless() -> SqliteConnection {
    let mut db = polyschema_test_support::sqlite().await;
    let location = polyschema::sqlite::Location::Memory;
    polyschema::sqlite::attach(&mut db, &Library::<Sqlite>::schema_ref(), &location).await.unwrap();
    let columns = "author_id INTEGER PRIMARY KEY, born INTEGER, score REAL DEFAULT 0, active INTEGER DEFAULT 1";
    let sql = format!(
        "CREATE TABLE library.authors ({columns}); INSERT INTO library.authors (born) VALUES (1), (2)"
    );
    db.execute(AssertSqlSafe(sql)).await.unwrap();
    db
}

#[track_caller]
fn check_no_column<T: std::fmt::Debug>(result: polyschema::Result<T>) {
    let error = result.unwrap_err().to_string();
    assert!(error.contains("no such column") || error.contains("no column named"), "{error}");
}

#[tokio::test]
async fn a_missing_column_is_no_text() {
    let (db, a) = (&mut nameless().await, Author::bind_schema::<Library<Sqlite>>());
    check_no_column(a.select().fetch_all(&mut *db).await);
    check_no_column(a.select().columns(a.name).fetch_all(&mut *db).await);
    check_no_column(a.select().columns(a.name.max()).fetch_all(&mut *db).await);
    check_no_column(a.select().columns(a.born).filter(a.name.ne("x")).fetch_all(&mut *db).await);
    check_no_column(a.select().columns(a.born).order_by(a.name.asc()).fetch_all(&mut *db).await);
    check_no_column(a.find(1).fetch_all(&mut *db).await);
    check_no_column(a.delete().filter(a.name.ne("x")).execute(&mut *db).await);
    check_no_column(a.update().set(a.born, 3).filter(a.name.ne("x")).execute(&mut *db).await);
    check_no_column(a.update().set(a.name, "x").all_rows().execute(&mut *db).await);
    check_no_column(
        a.update().set(a.born, 3).all_rows().returning(a.name).fetch_all(&mut *db).await,
    );
    check_no_column(a.insert(NewAuthor::new("x")).execute(&mut *db).await);
    let born = a.select().columns(a.born).fetch_all(db).await.unwrap();
    assert_eq!(born, [Some(1), Some(2)]);
}

/// Types are compared once for a statement, but not before each table was there.
#[tokio::test]
async fn types_are_looked_at_in_outer_rows_too() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let db = &mut database.connect().await;
    Catalog::of::<Library<Postgres>>().unwrap().create_all(&mut *db).await.unwrap();
    fill::<Postgres>(db).await;
    db.execute("ALTER TABLE library.books ALTER pages TYPE real").await.unwrap();
    let (a, b) = (authors::<Postgres>(), books::<Postgres>());
    let error = b.select().fetch_all(&mut *db).await.unwrap_err().to_string();
    assert_eq!(error, "column 4 (`pages`) cannot be read: its type is `FLOAT4`, not `INT4`");
    let query = a.select().left_join(b).filter(a.name.is_in(["Bo", "Cy"])).order_by(a.name.asc());
    let query = query.columns((a.name, b));
    let error = query.clone().fetch_all(&mut *db).await.unwrap_err().to_string();
    assert_eq!(error, "column 5 (`pages`) cannot be read: its type is `FLOAT4`, not `INT4`");
    let rows: Vec<_> = query.stream(db).collect().await;
    assert!(rows[0].is_ok() && rows[1].is_err(), "{rows:?}");
}
