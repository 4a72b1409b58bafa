//! `INSERT`: one row and many, defaults, what comes back, and all or nothing.

use polyschema::Error;
use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, check_changed, sql};
use crate::library::{
    Author, Book, Genre, Library, NewAuthor, NewBook, NewEmployee, NewVisit, Visit, authors, books,
    employees, fill, new_author, new_book, new_review, reviews, visits,
};

both!(Library, fill:
    one_row, several_rows, no_rows, defaults, mixed_defaults, only_defaults, identity_by_default, returned_columns,
    more_rows_than_binds, all_or_nothing, all_or_nothing_in_a_transaction, refusals, returned_refusals,
);

async fn one_row<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    check_changed(db, a.insert(new_author("Eve", None, 1.0, false)), 1).await;
    let row = a
        .insert(new_author("Fay", Some(2000), 1.5, true))
        .returning_all()
        .fetch_one(&mut *db)
        .await;
    let expected =
        Author { author_id: 6, name: "Fay".into(), born: Some(2000), score: 1.5, active: true };
    assert_eq!(row.unwrap(), expected);
    assert_eq!(a.find(6).fetch_one(&mut *db).await.unwrap(), expected);
    let book = b.insert(new_book("New", 6, Genre::Poetry, None)).returning_all();
    let book = book.fetch_optional(&mut *db).await.unwrap().unwrap();
    assert_eq!((book.book_id, book.genre), (5, Genre::Poetry));
    check(db, b.select().filter(b.title.eq("New")), [book]).await;
}

async fn several_rows<D: Driver>(db: &mut D::Connection) {
    let (b, r) = (books::<D>(), reviews::<D>());
    let rows = [new_book("One", 1, Genre::Essay, None), new_book("Two", 2, Genre::Novel, Some(2))];
    let books = b.insert_many(rows).returning_all().fetch_all(&mut *db).await.unwrap();
    let seen: Vec<_> = books.iter().map(|b| (b.book_id, &*b.title, b.genre, b.pages)).collect();
    assert_eq!(seen, [(5, "One", Genre::Essay, None), (6, "Two", Genre::Novel, Some(2))]);
    let rows = (0..50).map(|i| new_review(5, &format!("r{i}"), i, None));
    check_changed(db, r.insert_many(rows), 50).await;
    check(db, r.select().columns((count_all(), r.stars.sum())), [(53, Some(1225 + 12))]).await;
}

async fn no_rows<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    check_changed(db, a.insert_many([]), 0).await;
    check(db, a.insert_many([]).returning_all(), []).await;
    assert!(a.insert_many([]).returning(a.name).fetch_optional(&mut *db).await.unwrap().is_none());
    let error = a.insert_many([]).returning(a.name).fetch_one(db).await.unwrap_err();
    assert!(matches!(error, Error::NoRow));
}

async fn defaults<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let row = a.insert(NewAuthor::new("Eve")).returning_all().fetch_one(&mut *db).await.unwrap();
    assert_eq!((row.born, row.score, row.active), (None, 2.5, true));
    let given = NewAuthor { active: false.into(), ..NewAuthor::new("Fay") };
    let row = a.insert(given).returning((a.score, a.active)).fetch_one(db).await.unwrap();
    assert_eq!(row, (2.5, false));
}

async fn mixed_defaults<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let rows = [
        NewAuthor::new("E"),
        NewAuthor { score: 9.0.into(), ..NewAuthor::new("F") },
        NewAuthor { active: false.into(), ..NewAuthor::new("G") },
        NewAuthor::new("H"),
    ];
    let query = a.insert_many(rows).returning((a.name, a.score, a.active));
    let expected = [("E", 2.5, true), ("F", 9.0, true), ("G", 2.5, false), ("H", 2.5, true)];
    let expected = expected.map(|(name, score, active)| (name.to_owned(), score, active));
    check(db, query, expected).await;
}

async fn only_defaults<D: Driver>(db: &mut D::Connection) {
    let v = visits::<D>();
    check_changed(db, v.insert(NewVisit::default()), 1).await;
    let three = std::iter::repeat_with(NewVisit::default).take(3);
    check_changed(db, v.insert_many(three), 3).await;
    let host = Some("nobody".to_owned());
    let default = Visit { guests: 1, host: host.clone() };
    check(db, v.select(), [default.clone(), default.clone(), default.clone(), default.clone()])
        .await;
    let rows = [NewVisit { host: None.into(), ..NewVisit::default() }, NewVisit::default()];
    check(db, v.insert_many(rows).returning_all(), [Visit { guests: 1, host: None }, default])
        .await;
}

async fn identity_by_default<D: Driver>(db: &mut D::Connection) {
    let e = employees::<D>();
    let new =
        |id: OrDefault<i64>, name: &str| NewEmployee { id, name: name.to_owned(), manager: None };
    let query = e.insert(new(100.into(), "given")).returning(e.id);
    check(db, query, [100]).await;
    let rows = [new(200.into(), "given"), new(201.into(), "too")];
    check(
        db,
        e.insert_many(rows).returning((e.id, e.name)),
        [(200, "given".into()), (201, "too".into())],
    )
    .await;
    e.delete().all_rows().execute(&mut *db).await.unwrap();
    let made =
        e.insert(new(OrDefault::Default, "made")).returning(e.id).fetch_one(db).await.unwrap();
    assert!(made > 0);
}

async fn returned_columns<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let new = || new_book("New", 1, Genre::Essay, Some(3));
    check(db, b.insert(new()).returning(b.genre), [Genre::Essay]).await;
    check(db, b.insert(new()).returning((b.book_id, b.pages.gt(2))), [(6, Some(true))]).await;
    let (book, title) = b.insert(new()).returning((b, b.title)).fetch_one(db).await.unwrap();
    assert_eq!(book.title, title);
}

async fn more_rows_than_binds<D: Driver>(db: &mut D::Connection) {
    let r = reviews::<D>();
    let rows = |count: i16| (0..count).map(|i| new_review(1, &format!("reviewer {i}"), i, None));
    check_changed(db, r.insert_many(rows(20_000)), 20_000).await;
    check(db, r.select().columns(count_all()), [20_003]).await;
    r.delete().all_rows().execute(&mut *db).await.unwrap();
    let query = r.insert_many(rows(17_000)).returning(r.stars);
    check(db, query, 0..17_000).await;
    let b = books::<D>();
    let error = b.insert_many(several_statements()).returning(b.title).fetch_one(db);
    let expected = "insert of `books` takes several statements; fetch all of its rows";
    assert_eq!(error.await.unwrap_err().to_string(), expected);
}

/// Too many binds for one statement of either database: the first row alone says what its key is.
fn several_statements() -> Vec<NewBook> {
    let mut books = vec![NewBook::new("Many", 1, Genre::Essay); 20_000];
    books[0].book_id = 1_000.into();
    books
}

/// A fault in the last row undoes all of them, in one statement or several.
async fn all_or_nothing<D: Driver>(db: &mut D::Connection) {
    let r = reviews::<D>();
    let rows = (0..20_000).chain([7]).map(|i| new_review(1, &format!("reviewer {i}"), 1, None));
    let error = r.insert_many(rows).execute(&mut *db).await.unwrap_err().to_string();
    assert!(error.starts_with("insert of `library.reviews` was refused"), "{error}");
    check(db, r.select().columns(count_all()), [3]).await;
    let rows = (0..20_000).chain([7]).map(|i| new_review(1, &format!("reviewer {i}"), 1, None));
    r.insert_many(rows).returning(r.stars).fetch_all(&mut *db).await.unwrap_err();
    check(db, r.select().columns(count_all()), [3]).await;
}

/// Several statements in the user's own transaction are undone together, and nothing else is.
async fn all_or_nothing_in_a_transaction<D: Driver>(db: &mut D::Connection) {
    let (b, r) = (books::<D>(), reviews::<D>());
    let mut transaction = sqlx::Connection::begin(&mut *db).await.unwrap();
    check_changed::<D, _>(&mut transaction, r.insert(new_review(2, "before", 1, None)), 1).await;
    let mut rows = several_statements();
    rows[19_999].author_id = 99;
    let connection: &mut D::Connection = &mut transaction;
    b.insert_many(rows).execute(connection).await.unwrap_err();
    check::<D, _>(&mut transaction, b.select().columns(count_all()), [4]).await;
    check_changed::<D, _>(&mut transaction, r.insert(new_review(2, "after", 1, None)), 1).await;
    transaction.commit().await.unwrap();
    check(db, r.select().columns(count_all()), [5]).await;
    check_changed(db, b.insert_many(several_statements()), 20_000).await;
}

async fn refusals<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    a.insert(NewAuthor::new("Ada")).execute(&mut *db).await.unwrap_err();
    a.insert(NewAuthor::new("x".repeat(51))).execute(&mut *db).await.unwrap_err();
    b.insert(NewBook::new("Lost", 99, Genre::Essay)).execute(&mut *db).await.unwrap_err();
    check(db, a.select().columns(count_all()), [4]).await;
    check(db, b.select().columns(count_all()), [4]).await;
}

/// A row that the database hands out before it has looked at the foreign key is refused as well.
async fn returned_refusals<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let lost = || b.insert(NewBook::new("Lost", 99, Genre::Essay)).returning_all();
    lost().fetch_all(&mut *db).await.unwrap_err();
    lost().fetch_one(&mut *db).await.unwrap_err();
    lost().fetch_optional(&mut *db).await.unwrap_err();
    check(db, b.select().columns(count_all()), [4]).await;
    let moved = || b.update().set(b.author_id, 99).all_rows().returning(b.title);
    moved().fetch_one(&mut *db).await.unwrap_err();
    check(db, b.select().filter(b.author_id.eq(99)), []).await;
    let all = b.update().set(b.pages, 1).all_rows().returning(b.title);
    all.fetch_one(&mut *db).await.unwrap();
    check(db, b.select().filter(b.pages.eq(1)).columns(count_all()), [4]).await;
}

#[test]
fn inserts_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.insert(NewAuthor::new("x"))),
        @r#"INSERT INTO "library"."authors" ("name", "born") VALUES ($1, $2)"#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.insert_many([NewAuthor::new("x"), new_author("y", None, 1.0, true)])),
        @r#"
        Postgres: INSERT INTO "library"."authors" ("name", "born", "score", "active") VALUES ($1, $2, DEFAULT, DEFAULT), ($3, $4, $5, $6)
        Sqlite:   INSERT INTO "library"."authors" ("name", "born") VALUES (?1, ?2);
        INSERT INTO "library"."authors" ("name", "born", "score", "active") VALUES (?1, ?2, ?3, ?4)
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Book, |b| b.insert(new_book("x", 1, Genre::Essay, None)).returning((b.book_id, b.genre))),
        @r#"
        Postgres: INSERT INTO "library"."books" ("title", "author_id", "genre", "pages") VALUES ($1, $2, $3::text::"library"."genre", $4) RETURNING "book_id", "genre"::text
        Sqlite:   INSERT INTO "library"."books" ("title", "author_id", "genre", "pages") VALUES (?1, ?2, ?3, ?4) RETURNING "books"."book_id", "books"."genre"
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Visit, |v| v.insert_many([NewVisit::default(), NewVisit::default()])),
        @r#"
        Postgres: INSERT INTO "library"."visits" ("guests", "host") VALUES (DEFAULT, DEFAULT), (DEFAULT, DEFAULT)
        Sqlite:   INSERT INTO "library"."visits" DEFAULT VALUES;
        INSERT INTO "library"."visits" DEFAULT VALUES
        "#
    );
    insta::assert_snapshot!(sql!(Library, Author, |a| a.insert_many([])), @"");
}
