//! `UPDATE` and `DELETE`.

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, check_changed, sql};
use crate::library::{Author, Book, Genre, Library, authors, books, employees, fill, reviews};

both!(Library, fill:
    filtered_updates, updates_of_all, nulls_are_set, columns_are_set, returned_updates, filtered_deletes,
    deletes_of_all, returned_deletes,
);

async fn filtered_updates<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let update = a.update().set(a.score, 1.0).set(a.name, "Abe").filter(a.name.eq("Ada"));
    check_changed(db, update, 1).await;
    check(db, a.select().filter(a.score.eq(1.0)).columns(a.name), ["Abe".to_owned()]).await;
    check_changed(db, a.update().set(a.active, false).filter(a.active).filter(a.born.is_null()), 1)
        .await;
    check_changed(db, a.update().set(a.active, false).filter(a.name.eq("Zoe")), 0).await;
    check_changed(db, b.update().set(b.genre, Genre::Poetry).filter(b.genre.eq(Genre::Novel)), 2)
        .await;
    check(db, b.select().filter(b.genre.eq(Genre::Poetry)).columns(count_all()), [3]).await;
}

async fn updates_of_all<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    check_changed(db, a.update().all_rows().set(a.born, 1), 4).await;
    check(db, a.select().filter(a.born.eq(1)).columns(count_all()), [4]).await;
}

async fn nulls_are_set<D: Driver>(db: &mut D::Connection) {
    let (a, e, b) = (authors::<D>(), employees::<D>(), books::<D>());
    check_changed(db, a.update().set(a.born, None).filter(a.born.is_not_null()), 3).await;
    check_changed(db, a.update().set(a.born, Some(3)).filter(a.author_id.eq(1)), 1).await;
    check(db, a.select().filter(a.born.is_null()).columns(count_all()), [3]).await;
    check_changed(db, e.update().set(e.manager, None).all_rows(), 4).await;
    check_changed(db, b.update().set(b.pages, None).set(b.title, String::new()).all_rows(), 4)
        .await;
}

async fn columns_are_set<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    check_changed(db, a.update().set(a.born, a.author_id).filter(a.name.eq("Dee")), 1).await;
    check(db, a.select().filter(a.born.eq(4)).columns(a.name), ["Dee".to_owned()]).await;
    check_changed(db, a.update().set(a.active, a.name.eq("Cy")).all_rows(), 4).await;
    check(db, a.select().filter(a.active).columns(a.name), ["Cy".to_owned()]).await;
    check_changed(db, b.update().set(b.genre, b.genre).all_rows(), 4).await;
    let title = "Borrowed".to_owned();
    check_changed(db, b.update().set(b.title, &title).set(b.pages, &5).all_rows(), 4).await;
}

async fn returned_updates<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let update = a.update().set(a.score, 1.0).filter(a.name.eq("Ada"));
    check(db, update.returning((a.author_id, a.score)), [(1, 1.0)]).await;
    let update = b.update().set(b.genre, Genre::Novel).filter(b.book_id.eq(1)).returning_all();
    assert_eq!(update.fetch_one(&mut *db).await.unwrap().genre, Genre::Novel);
    let update = b.update().set(b.pages, 1).returning(b.genre).filter(b.book_id.eq(1));
    check(db, update, [Genre::Novel]).await;
}

async fn filtered_deletes<D: Driver>(db: &mut D::Connection) {
    let r = reviews::<D>();
    check_changed(db, r.delete().filter(r.stars.lt(4)), 1).await;
    check_changed(db, r.delete().filter(r.stars.lt(4)).filter(r.note.is_null()), 0).await;
    check(db, r.select().columns(count_all()), [2]).await;
}

async fn deletes_of_all<D: Driver>(db: &mut D::Connection) {
    check_changed(db, books::<D>().delete().all_rows(), 4).await;
    check(db, reviews::<D>().select().columns(count_all()), [0]).await;
    check_changed(db, authors::<D>().delete().all_rows(), 4).await;
}

async fn returned_deletes<D: Driver>(db: &mut D::Connection) {
    let (r, b) = (reviews::<D>(), books::<D>());
    let gone = r.delete().filter(r.stars.eq(5)).returning_all().fetch_all(&mut *db).await.unwrap();
    assert_eq!((gone.len(), &*gone[0].reviewer), (1, "x"));
    check(db, b.delete().filter(b.title.eq("Lakes")).returning(b.genre), [Genre::Novel]).await;
    check(db, r.delete().all_rows().returning(r.stars.gt(3)), [false, true]).await;
}

#[test]
fn changes_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.update().set(a.born, None).set(a.name, "x").filter(a.active).filter(a.born.eq(1))),
        @r#"
        Postgres: UPDATE "library"."authors" SET "born" = $1, "name" = $2 WHERE "active" AND "born" = $3
        Sqlite:   UPDATE "library"."authors" SET "born" = ?1, "name" = ?2 WHERE "authors"."active" AND "authors"."born" = ?3
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Book, |b| b.update().set(b.genre, Genre::Essay).all_rows().returning_all()),
        @r#"
        Postgres: UPDATE "library"."books" SET "genre" = $1::text::"library"."genre" RETURNING "book_id", "title", "author_id", "genre"::text, "pages"
        Sqlite:   UPDATE "library"."books" SET "genre" = ?1 RETURNING "books"."book_id", "books"."title", "books"."author_id", "books"."genre", "books"."pages"
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.delete().filter(a.name.eq("x").or(a.active)).returning(a.name)),
        @r#"
        Postgres: DELETE FROM "library"."authors" WHERE "name" = $1 OR "active" RETURNING "name"
        Sqlite:   DELETE FROM "library"."authors" WHERE "authors"."name" = ?1 OR "authors"."active" RETURNING "authors"."name"
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.delete().all_rows()),
        @r#"DELETE FROM "library"."authors""#
    );
}

#[test]
fn an_update_that_sets_nothing_is_refused() {
    let a = Author::bind_schema::<Library<Sqlite>>();
    insta::assert_snapshot!(
        a.update().all_rows().to_sql().unwrap_err(),
        @"update of `authors` sets no column; add `.set(column, value)`"
    );
}
