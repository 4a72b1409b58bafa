//! `COPY` in and out, on PostgreSQL.

use std::fmt::Debug;

use futures_util::{StreamExt, TryStreamExt, stream};
use polyschema::prelude::*;
use polyschema_test_support::PostgresDatabase;
use sqlx::postgres::PgPoolOptions;
use sqlx::{Connection, PgConnection};

use crate::common::check;
use crate::library::{
    Genre, Library, NewAuthor, NewBook, NewReview, NewVisit, authors, books, employees, fill,
    new_author, new_book, new_review, reviews, visits,
};

type Here = Library<Postgres>;

async fn library() -> Option<(PgConnection, PostgresDatabase)> {
    let database = polyschema_test_support::postgres().await?;
    let mut connection = database.connect().await;
    Catalog::of::<Here>().unwrap().create_all(&mut connection).await.unwrap();
    fill::<Postgres>(&mut connection).await;
    Some((connection, database))
}

/// The names of all rows' values, which are compared with those of a plain query.
fn shown<T: Debug>(rows: &[T]) -> Vec<String> {
    rows.iter().map(|row| format!("{row:?}")).collect()
}

fn many(count: usize) -> impl Iterator<Item = NewReview> {
    (0..count).map(|i| {
        new_review(1, &format!("reviewer {i}"), (i % 7) as i16, (i % 2 == 0).then_some("even"))
    })
}

#[tokio::test]
async fn rows_go_in_and_come_out() {
    let Some((mut db, _server)) = library().await else { return };
    let r = reviews::<Postgres>();
    // Several chunks of 64 KiB.
    assert_eq!(r.copy_in(many(30_000)).execute(&mut db).await.unwrap(), 30_000);
    let plain = r.select().order_by(r.reviewer.asc()).fetch_all(&mut db).await.unwrap();
    let copied = r.select().order_by(r.reviewer.asc()).copy_out().fetch_all(&mut db).await.unwrap();
    assert_eq!(plain, copied);
    assert_eq!(copied.len(), 30_003);
    assert_eq!(r.copy_out().fetch_all(&mut db).await.unwrap().len(), 30_003);
    assert_eq!(r.copy_in([]).execute(&mut db).await.unwrap(), 0);
}

#[tokio::test]
async fn rows_come_as_a_stream() {
    let Some((mut db, server)) = library().await else { return };
    let r = reviews::<Postgres>();
    let rows = stream::iter(many(10)).then(|row| async {
        tokio::task::yield_now().await;
        row
    });
    assert_eq!(r.copy_in_stream(rows).execute(&mut db).await.unwrap(), 10);
    let copied: Vec<_> = r.copy_out().stream(&mut db).try_collect().await.unwrap();
    assert_eq!((copied.len(), copied[0].book_id, &*copied[0].reviewer), (13, 1, "x"));
    // A pool closes the connection of a stream that was not read to its end.
    let pool = PgPoolOptions::new().max_connections(1).connect(&server.url).await.unwrap();
    let mut copied = r.copy_out().stream(&pool);
    assert_eq!(copied.try_next().await.unwrap().unwrap().reviewer, "x");
    drop(copied);
    let count = r.select().columns(count_all()).fetch_one(&pool).await.unwrap();
    assert_eq!(count, 13);
}

#[tokio::test]
async fn a_query_is_copied() {
    let Some((mut db, _server)) = library().await else { return };
    let (a, b) = (authors::<Postgres>(), books::<Postgres>());
    let query = || {
        a.select().left_join(b).order_by(a.author_id.asc()).order_by(b.book_id.asc()).columns((
            a.name,
            a.born,
            b,
            b.genre,
            b.pages.is_null(),
        ))
    };
    let (plain, copied) =
        (query().fetch_all(&mut db).await, query().copy_out().fetch_all(&mut db).await);
    assert_eq!(shown(&copied.unwrap()), shown(&plain.unwrap()));
    let counted = b.select().columns((count_all(), b.pages.sum(), b.pages.avg()));
    let copied = counted.copy_out().fetch_all(&mut db).await.unwrap();
    assert_eq!(copied, [(4, Some(460), Some(460.0 / 3.0))]);
    let error = b.select().filter(b.pages.gt(1)).copy_out().fetch_all(&mut db).await.unwrap_err();
    insta::assert_snapshot!(
        error,
        @"copy of `books` reads a query with values, which `COPY` does not take; use `.stream(..)`"
    );
}

/// All rows leave a column to its default, or none; what the database fills alone is never copied.
#[tokio::test]
async fn defaults() {
    let Some((mut db, _server)) = library().await else { return };
    let (a, b, v) = (authors::<Postgres>(), books::<Postgres>(), visits::<Postgres>());
    a.copy_in(["E", "F"].map(NewAuthor::new)).execute(&mut db).await.unwrap();
    let filled =
        a.select().filter(a.name.is_in(["E", "F"])).columns((a.author_id, a.score, a.active));
    check::<Postgres, _>(&mut db, filled, [(5, 2.5, true), (6, 2.5, true)]).await;
    let rows = [("G", 1.0), ("H", 2.0)].map(|(name, score)| new_author(name, None, score, false));
    a.copy_in(rows).execute(&mut db).await.unwrap();
    let given = a.select().filter(a.active.eq(false)).columns(a.score);
    check::<Postgres, _>(&mut db, given, [3.0, 1.0, 2.0]).await;
    for (first, second) in [(OrDefault::Default, 90.into()), (90.into(), OrDefault::Default)] {
        let rows = [first, second]
            .map(|book_id| NewBook { book_id, ..new_book("Mixed", 1, Genre::Essay, None) });
        let error = b.copy_in(rows).execute(&mut db).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "copy of `books` leaves a column to its default in some rows only; \
             give it a value in all of them or in none, or use `insert_many`"
        );
    }
    check::<Postgres, _>(&mut db, b.select().columns(count_all()), [4]).await;
    let error = v.copy_in([NewVisit::default()]).execute(&mut db).await.unwrap_err();
    insta::assert_snapshot!(
        error,
        @"copy of `visits` gives no column a value; insert the rows with `insert_many`"
    );
}

#[tokio::test]
async fn a_refused_row_undoes_all() {
    let Some((mut db, _server)) = library().await else { return };
    let r = reviews::<Postgres>();
    let rows = many(20_000).chain([new_review(1, "x", 1, None)]);
    let error = r.copy_in(rows).execute(&mut db).await.unwrap_err();
    insta::assert_snapshot!(
        error,
        @"copy of `library.reviews` was refused: it violates the unique constraint `pk_reviews`"
    );
    // The connection goes on.
    check::<Postgres, _>(&mut db, r.select().columns(count_all()), [3]).await;
    assert_eq!(r.copy_in(many(5)).execute(&mut db).await.unwrap(), 5);
    let a = authors::<Postgres>();
    let error = a.copy_in([NewAuthor::new("x".repeat(51))]).execute(&mut db).await.unwrap_err();
    insta::assert_snapshot!(
        error,
        @"copy of `library.authors` was refused: it has text that is too long for the column `name`"
    );
}

#[tokio::test]
async fn through_anything_that_sends() {
    let Some((mut db, server)) = library().await else { return };
    let (r, e) = (reviews::<Postgres>(), employees::<Postgres>());
    let mut transaction = db.begin().await.unwrap();
    r.copy_in(many(5)).execute(&mut transaction).await.unwrap();
    assert_eq!(r.copy_out().fetch_all(&mut transaction).await.unwrap().len(), 8);
    transaction.rollback().await.unwrap();
    assert_eq!(r.copy_out().fetch_all(&mut db).await.unwrap().len(), 3);
    let pool = sqlx::PgPool::connect(&server.url).await.unwrap();
    r.copy_in(many(5)).execute(&pool).await.unwrap();
    assert_eq!(r.copy_out().fetch_all(&pool).await.unwrap().len(), 8);
    let mut held = pool.acquire().await.unwrap();
    r.copy_in(many(9).skip(5)).execute(&mut held).await.unwrap();
    assert_eq!(e.copy_out().fetch_all(&mut held).await.unwrap().len(), 4);
    assert_eq!(r.copy_out().fetch_all(&mut held).await.unwrap().len(), 12);
}

#[tokio::test]
async fn under_another_name() {
    let Some((mut db, _server)) = library().await else { return };
    sqlx::raw_sql("ALTER SCHEMA library RENAME TO archive").execute(&mut db).await.unwrap();
    let map = SchemaMap::new().with::<Here>("archive").unwrap();
    let r = reviews::<Postgres>();
    r.copy_in(many(2)).with_schema_map(&map).execute(&mut db).await.unwrap();
    let query = r.select().with_schema_map(&map).copy_out();
    assert_eq!(query.fetch_all(&mut db).await.unwrap().len(), 5);
    let error = r.copy_out().fetch_all(&mut db).await.unwrap_err().to_string();
    assert!(error.starts_with("copy of `library.reviews` failed"), "{error}");
}

/// A column of another type than the model's is not read as if it were one.
#[tokio::test]
async fn types_are_looked_at() {
    let Some((mut db, _server)) = library().await else { return };
    sqlx::raw_sql("ALTER TABLE library.reviews ALTER stars TYPE oid USING stars::int::oid")
        .execute(&mut db)
        .await
        .unwrap();
    let error = reviews::<Postgres>().copy_out().fetch_all(&mut db).await.unwrap_err();
    insta::assert_snapshot!(
        error,
        @"column 2 (`stars`) cannot be read: its type has the OID 26, which is not what is read"
    );
}
