//! Rows that a query reads, inserted.

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, check_changed, sql};
use crate::library::{Author, Book, Employee, Genre, Library, authors, books, employees, fill};

both!(Library, fill: columns, nullable_columns, upserts, of_several, returned, faults);

polyschema::alias!(Old);

async fn columns<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let source = b.select().join(a).filter(b.genre.eq(Genre::Novel)).order_by(b.book_id.asc());
    let source = source.columns((b.title, a.author_id, b.genre));
    check_changed(db, b.insert_from((b.title, b.author_id, b.genre), source), 2).await;
    let query = b.select().filter(b.genre.eq(Genre::Novel)).group_by(b.title);
    let query = query.order_by(|title| title.asc()).columns(|title| (title, count_all()));
    check(db, query, [("Lakes".to_owned(), 2), ("Notes_50%".to_owned(), 2)]).await;
}

async fn nullable_columns<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let source = a.select().filter(a.name.eq("Ada")).columns((a.name, a.author_id, a.author_id));
    let novel = b.select().filter(b.title.eq("Lakes"));
    // A value that is never NULL fills a column that may be.
    let into = (b.title, b.author_id, b.pages);
    let error = b.insert_from(into, source.clone()).execute(&mut *db).await.unwrap_err();
    assert!(error.to_string().contains("`genre` is required"), "{error}");
    let source = novel.columns((b.title, b.author_id, b.genre, b.pages));
    let into = (b.title, b.author_id, b.genre, b.pages);
    check_changed(db, b.insert_from(into, source), 1).await;
}

async fn upserts<D: Driver>(db: &mut D::Connection) {
    let (a, e) = (authors::<D>(), employees::<D>());
    e.update().set(e.name, "Ada").filter(e.id.eq(1)).execute(&mut *db).await.unwrap();
    let source = || e.select().columns(e.name);
    let insert = a.insert_from(a.name, source()).on_conflict(a.name).do_nothing();
    check_changed(db, insert, 3).await;
    let again = a.insert_from(a.name, source()).on_conflict(a.name).do_update(a.name);
    check_changed(db, again, 4).await;
}

async fn of_several<D: Driver>(db: &mut D::Connection) {
    let (a, e) = (authors::<D>(), employees::<D>());
    let names = e.select().filter(e.id.gt(2)).columns(e.name);
    let both = names.clone().union(names);
    check_changed(db, a.insert_from(a.name, both), 2).await;
    let old = a.select().filter(a.born.lt(1850)).columns(a.name).named::<Old>();
    check_changed(db, a.insert_from(a.name, old.select().filter(old.ne("Ada"))), 0).await;
}

async fn returned<D: Driver>(db: &mut D::Connection) {
    let (a, e) = (authors::<D>(), employees::<D>());
    let insert = a.insert_from(a.name, e.select().filter(e.id.eq(1)).columns(e.name));
    let rows = insert.returning_all().fetch_all(&mut *db).await.unwrap();
    assert_eq!((rows.len(), &*rows[0].name, rows[0].score), (1, "Root", 2.5));
}

async fn faults<D: Driver>(db: &mut D::Connection) {
    let (a, e) = (authors::<D>(), employees::<D>());
    let insert = a.insert_from((a.author_id, a.name), a.select().columns((a.author_id, a.name)));
    let error = insert.execute(&mut *db).await.unwrap_err();
    insta::allow_duplicates!(
        insta::assert_snapshot!(error, @"insert into `authors` from a query cannot be sent: `author_id` is filled by the database; leave it out")
    );
    let insert = a.insert_from(a.born, a.select().columns(a.born));
    let error = insert.execute(&mut *db).await.unwrap_err();
    insta::allow_duplicates!(
        insta::assert_snapshot!(error, @"insert into `authors` from a query cannot be sent: `name` is required; list it, and read a value for it")
    );
    // A row that is refused leaves none of the others.
    let names = e.select().columns(e.name).union(a.select().columns(a.name));
    a.insert_from(a.name, names).execute(&mut *db).await.unwrap_err();
    check(db, a.select().columns(count_all()), [4]).await;
}

#[test]
fn insert_from_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Author, |a| {
            let e = Employee::bind(a.schema());
            a.insert_from(a.name, e.select().columns(e.name)).on_conflict(a.name).do_update(a.name)
        }),
        @r#"
    Postgres: INSERT INTO "library"."authors" ("name") SELECT "employees"."name" FROM "library"."employees" ON CONFLICT ("name") DO UPDATE SET "name" = "excluded"."name"
    Sqlite:   INSERT INTO "library"."authors" ("name") SELECT * FROM (SELECT "employees"."name" FROM "library"."employees") WHERE TRUE ON CONFLICT ("name") DO UPDATE SET "name" = "excluded"."name"
    "#
    );
    insta::assert_snapshot!(
        sql!(Library, Book, |b| {
            let source = b.select().filter(b.genre.eq(Genre::Essay)).columns((b.title, b.author_id, b.genre));
            b.insert_from((b.title, b.author_id, b.genre), source).returning(b.book_id)
        }),
        @r#"
    Postgres: INSERT INTO "library"."books" ("title", "author_id", "genre") SELECT "t2"."title", "t2"."author_id", "t2"."genre" FROM "library"."books" AS "t2" WHERE "t2"."genre" = $1::text::"library"."genre" RETURNING "book_id"
    Sqlite:   INSERT INTO "library"."books" ("title", "author_id", "genre") SELECT "t2"."title", "t2"."author_id", "t2"."genre" FROM "library"."books" AS "t2" WHERE "t2"."genre" = ?1 RETURNING "books"."book_id"
    "#
    );
}
