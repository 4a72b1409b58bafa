//! Statements on the row of a primary key, of one column and of several.

use polyschema::Error;
use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, check_changed, sql};
use crate::library::{
    Author, Book, Employee, Genre, Library, Review, authors, books, employees, fill, reviews,
};

both!(Library, fill: finds, composite_keys, updates, deletes);

async fn finds<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let ada = a.find(1).fetch_one(&mut *db).await.unwrap();
    let expected =
        Author { author_id: 1, name: "Ada".into(), born: Some(1815), score: 4.5, active: true };
    assert_eq!(ada, expected);
    let borrowed = &1;
    assert_eq!(a.find(borrowed).fetch_all(&mut *db).await.unwrap(), [expected]);
    assert_eq!(b.find(4).fetch_optional(&mut *db).await.unwrap().unwrap().genre, Genre::Novel);
    assert_eq!(a.find(9).fetch_optional(&mut *db).await.unwrap(), None);
    assert!(matches!(a.find(9).fetch_one(db).await, Err(Error::NoRow)));
}

async fn composite_keys<D: Driver>(db: &mut D::Connection) {
    let r = reviews::<D>();
    let note = async |db: &mut D::Connection, key: (i64, &str)| {
        r.find(key).fetch_optional(db).await.unwrap().map(|review| review.stars)
    };
    assert_eq!(note(db, (1, "x")).await, Some(5));
    assert_eq!(note(db, (1, "y")).await, Some(3));
    assert_eq!(note(db, (2, "x")).await, None);
    let found = r.find((3, "x".to_owned())).fetch_one(&mut *db).await.unwrap();
    assert_eq!(found.note.as_deref(), Some("fine"));
    check_changed(db, r.delete_by_key((1, "x")), 1).await;
    check(db, r.select().columns(count_all()), [2]).await;
}

async fn updates<D: Driver>(db: &mut D::Connection) {
    let (b, r, e) = (books::<D>(), reviews::<D>(), employees::<D>());
    let mut book = b.find(2).fetch_one(&mut *db).await.unwrap();
    (book.title, book.genre, book.pages) = ("Notes".into(), Genre::Poetry, Some(7));
    check_changed(db, b.update_by_key(&book), 1).await;
    assert_eq!(b.find(2).fetch_one(&mut *db).await.unwrap(), book);
    let mut review = r.find((1, "y")).fetch_one(&mut *db).await.unwrap();
    review.note = None;
    check_changed(db, r.update_by_key(&review), 1).await;
    assert_eq!(r.find((1, "y")).fetch_one(&mut *db).await.unwrap(), review);
    check(db, r.select().filter(r.note.is_null()).columns(count_all()), [2]).await;
    let nobody = Employee { id: 99, name: "Nobody".into(), manager: None };
    check_changed(db, e.update_by_key(&nobody), 0).await;
}

async fn deletes<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    check_changed(db, b.delete_by_key(1), 1).await;
    check_changed(db, b.delete_by_key(1), 0).await;
    check(db, reviews::<D>().select().columns(count_all()), [1]).await;
    check(db, b.select().columns(count_all()), [3]).await;
}

#[test]
fn keys_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Review, |r| r.find((1, "x"))),
        @r#"
        Postgres: SELECT "book_id", "reviewer", "stars", "note" FROM "library"."reviews" WHERE "book_id" = $1 AND "reviewer" = $2
        Sqlite:   SELECT "reviews"."book_id", "reviews"."reviewer", "reviews"."stars", "reviews"."note" FROM "library"."reviews" WHERE "reviews"."book_id" = ?1 AND "reviews"."reviewer" = ?2
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Review, |r| r.delete_by_key((1, "x"))),
        @r#"
        Postgres: DELETE FROM "library"."reviews" WHERE "book_id" = $1 AND "reviewer" = $2
        Sqlite:   DELETE FROM "library"."reviews" WHERE "reviews"."book_id" = ?1 AND "reviews"."reviewer" = ?2
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Review, |r| r.update_by_key(&Review { book_id: 1, reviewer: String::new(), stars: 1, note: None })),
        @r#"
        Postgres: UPDATE "library"."reviews" SET "stars" = $1, "note" = $2 WHERE "book_id" = $3 AND "reviewer" = $4
        Sqlite:   UPDATE "library"."reviews" SET "stars" = ?1, "note" = ?2 WHERE "reviews"."book_id" = ?3 AND "reviews"."reviewer" = ?4
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Book, |b| b.find(1)),
        @r#"
        Postgres: SELECT "book_id", "title", "author_id", "genre"::text, "pages" FROM "library"."books" WHERE "book_id" = $1
        Sqlite:   SELECT "books"."book_id", "books"."title", "books"."author_id", "books"."genre", "books"."pages" FROM "library"."books" WHERE "books"."book_id" = ?1
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Book, |b| b.update_by_key(&Book { book_id: 1, title: String::new(), author_id: 1, genre: Genre::Essay, pages: None })),
        @r#"
        Postgres: UPDATE "library"."books" SET "title" = $1, "author_id" = $2, "genre" = $3::text::"library"."genre", "pages" = $4 WHERE "book_id" = $5
        Sqlite:   UPDATE "library"."books" SET "title" = ?1, "author_id" = ?2, "genre" = ?3, "pages" = ?4 WHERE "books"."book_id" = ?5
        "#
    );
}
