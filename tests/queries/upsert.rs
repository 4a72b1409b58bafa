//! `INSERT .. ON CONFLICT`.

use std::marker::PhantomData;

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, check_changed, sql};
use crate::library::{
    Author, Book, Genre, Library, NewAuthor, NewBook, Review, authors, books, fill, new_author,
    new_book, new_review, reviews,
};

both!(Library, fill:
    doing_nothing, doing_nothing_on_any_conflict, updating, composite_targets, many_at_once, both_rows,
    filtered_updates, columns_that_are_not_unique,
);

async fn doing_nothing<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let ada = || a.insert(new_author("Ada", Some(1), 1.0, false)).on_conflict(a.name).do_nothing();
    check_changed(db, ada(), 0).await;
    check(db, ada().returning(a.name), []).await;
    assert_eq!(ada().returning_all().fetch_optional(&mut *db).await.unwrap(), None);
    let eve = a.insert(NewAuthor::new("Eve")).on_conflict(a.name).do_nothing();
    check(db, eve.returning(a.score), [2.5]).await;
    check(db, a.select().filter(a.name.eq("Ada")).columns(a.born), [Some(1815)]).await;
}

async fn updating<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let ada = || a.insert(new_author("Ada", Some(1), 1.0, false)).on_conflict(a.name);
    check_changed(db, ada().do_update(a.born), 1).await;
    check(db, a.select().filter(a.name.eq("Ada")).columns((a.born, a.score)), [(Some(1), 4.5)])
        .await;
    let row = ada().do_update((a.score, a.active)).returning((a.author_id, a.score, a.active));
    check(db, row, [(1, 1.0, false)]).await;
    check(db, a.select().columns(count_all()), [4]).await;
}

async fn composite_targets<D: Driver>(db: &mut D::Connection) {
    let r = reviews::<D>();
    let row = r.insert(new_review(1, "x", 1, Some("new"))).on_conflict((r.book_id, r.reviewer));
    let row = row.do_update((r.stars, r.note)).returning_all().fetch_one(&mut *db).await.unwrap();
    assert_eq!((row.stars, row.note.as_deref()), (1, Some("new")));
    check(db, r.select().columns(count_all()), [3]).await;
}

async fn many_at_once<D: Driver>(db: &mut D::Connection) {
    let r = reviews::<D>();
    let rows =
        [new_review(1, "x", 1, None), new_review(2, "x", 1, None), new_review(3, "x", 1, None)];
    let rows = r.insert_many(rows).on_conflict((r.book_id, r.reviewer)).do_update(r.stars);
    check(db, rows.returning((r.book_id, r.stars)), [(1, 1), (2, 1), (3, 1)]).await;
    check(db, r.select().columns((count_all(), r.stars.sum())), [(4, Some(6))]).await;
}

/// Refused before the database does, in the words of the model.
async fn columns_that_are_not_unique<D: Driver>(db: &mut D::Connection) {
    let (a, r) = (authors::<D>(), reviews::<D>());
    let insert = a.insert(NewAuthor::new("Eve")).on_conflict(a.born).do_nothing();
    let error = insert.execute(&mut *db).await.unwrap_err();
    insta::allow_duplicates!(
        insta::assert_snapshot!(error, @"insert of `authors` meets a conflict on columns that are not unique together; name those of the primary key, of a unique constraint or of a unique index")
    );
    // A part of a key is not unique; nor is more than a key what the database looks for.
    let refused = |sql: polyschema::Result<String>| {
        assert!(sql.unwrap_err().to_string().contains("not unique together"));
    };
    let part = r.insert(new_review(1, "x", 1, None)).on_conflict(r.book_id);
    refused(part.do_update(r.stars).to_sql());
    let more = a.insert(NewAuthor::new("Eve")).on_conflict((a.author_id, a.name));
    refused(more.do_nothing().to_sql());
    let source = a.select().columns(a.name);
    refused(a.insert_from(a.name, source).on_conflict(a.score).do_nothing().to_sql());
    let order = r.insert(new_review(1, "x", 1, None)).on_conflict((r.reviewer, r.book_id));
    check_changed(db, order.do_update(r.stars), 1).await;
    check(db, a.select().columns(count_all()), [4]).await;
}

async fn doing_nothing_on_any_conflict<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let rows = [(1, "taken"), (90, "free")]
        .map(|(id, title)| NewBook { book_id: id.into(), ..NewBook::new(title, 1, Genre::Essay) });
    let query = b.insert_many(rows).on_any_conflict().do_nothing().returning(b.title);
    check(db, query, ["free".to_owned()]).await;
}

/// Values and filters use the row that is there, and the one that would have been inserted.
async fn both_rows<D: Driver>(db: &mut D::Connection) {
    let r = reviews::<D>();
    let rows = [new_review(1, "x", 1, Some("new")), new_review(1, "y", 4, None)];
    let query =
        r.insert_many(rows).on_conflict((r.book_id, r.reviewer)).do_update_set(|row, new| {
            row.set(r.stars, new.stars).set(r.note, r.reviewer).filter(new.stars.gt(r.stars))
        });
    check(db, query.returning((r.stars, r.note)), [(4, Some("y".to_owned()))]).await;
    check(db, r.select().filter(r.book_id.eq(1)).columns(r.stars), [5, 4]).await;
    let b = books::<D>();
    let row = NewBook { book_id: 1.into(), ..new_book("New", 1, Genre::Poetry, None) };
    let query = b.insert(row).on_conflict(b.book_id).do_update_set(|row, new| {
        row.set(b.genre, new.genre).set(b.title, "fixed").filter(b.genre.ne(new.genre))
    });
    check(db, query.returning((b.title, b.genre)), [("fixed".to_owned(), Genre::Poetry)]).await;
}

async fn filtered_updates<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let known = true;
    let ada = a.insert(new_author("Ada", Some(7), 1.0, true)).on_conflict(a.name);
    let query = ada.do_update_set(|row, new| {
        let row = row.set(a.born, new.born).filter(a.score.gt(new.score));
        if known { row.filter(a.born.is_null()) } else { row }
    });
    check_changed(db, query, 0).await;
    check(db, a.select().filter(a.name.eq("Ada")).columns(a.born), [Some(1815)]).await;
}

#[derive(Debug, Clone, Table)]
#[table(name = "excluded", abstract)]
pub struct Excluded {
    #[column(primary_key)]
    pub id: i32,
    pub value: i32,
}

#[derive(Schema)]
#[schema(name = "odd", database = D, tables(Excluded))]
pub struct Odd<D>(PhantomData<D>);

/// A table whose name is that of the excluded row.
async fn of_a_table_named_excluded<D: Driver>(db: &mut D::Connection) {
    let t = Excluded::bind_schema::<Odd<D>>();
    let row = |value| t.insert(NewExcluded { id: 1, value }).on_conflict(t.id);
    check_changed(db, row(1).do_update(t.value), 1).await;
    let second =
        row(2).do_update_set(|row, new| row.set(t.value, new.value).filter(t.value.lt(new.value)));
    check(db, second.returning(t.value), [2]).await;
    let third =
        row(1).do_update_set(|row, new| row.set(t.value, new.value).filter(t.value.lt(new.value)));
    check(db, third.returning(t.value), []).await;
}

async fn nothing<D: Driver>(_: &mut D::Connection) {}

both!(Odd, nothing: of_a_table_named_excluded);

#[test]
fn an_update_that_sets_nothing_is_refused() {
    let a = Author::bind_schema::<Library<Sqlite>>();
    let query = a.insert(NewAuthor::new("x")).on_conflict(a.name).do_update_set(|row, _| row);
    insta::assert_snapshot!(
        query.to_sql().unwrap_err(),
        @"insert of `authors` updates a row on a conflict and sets no column; add `.set(column, value)`"
    );
}

#[test]
fn upserts_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Book, |b| b
            .insert(NewBook { book_id: 1.into(), ..NewBook::new("x", 1, Genre::Essay) })
            .on_conflict(b.book_id)
            .do_update_set(|row, new| row.set(b.title, new.title).set(b.genre, Genre::Novel).filter(b.pages.is_null()))
            .returning(b.title)),
        @r#"
        Postgres: INSERT INTO "library"."books" ("book_id", "title", "author_id", "genre", "pages") VALUES ($1, $2, $3, $4::text::"library"."genre", $5) ON CONFLICT ("book_id") DO UPDATE SET "title" = "excluded"."title", "genre" = $6::text::"library"."genre" WHERE "books"."pages" IS NULL RETURNING "title"
        Sqlite:   INSERT INTO "library"."books" ("book_id", "title", "author_id", "genre", "pages") VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT ("book_id") DO UPDATE SET "title" = "excluded"."title", "genre" = ?6 WHERE "books"."pages" IS NULL RETURNING "books"."title"
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.insert(NewAuthor::new("x")).on_any_conflict().do_nothing()),
        @r#"INSERT INTO "library"."authors" ("name", "born") VALUES ($1, $2) ON CONFLICT DO NOTHING"#
    );

    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.insert(NewAuthor::new("x")).on_conflict(a.name).do_nothing()),
        @r#"INSERT INTO "library"."authors" ("name", "born") VALUES ($1, $2) ON CONFLICT ("name") DO NOTHING"#
    );
    insta::assert_snapshot!(
        sql!(Library, Review, |r| r.insert(new_review(1, "x", 1, None)).on_conflict((r.book_id, r.reviewer)).do_update((r.stars, r.note)).returning(r.stars)),
        @r#"
        Postgres: INSERT INTO "library"."reviews" ("book_id", "reviewer", "stars", "note") VALUES ($1, $2, $3, $4) ON CONFLICT ("book_id", "reviewer") DO UPDATE SET "stars" = "excluded"."stars", "note" = "excluded"."note" RETURNING "stars"
        Sqlite:   INSERT INTO "library"."reviews" ("book_id", "reviewer", "stars", "note") VALUES (?1, ?2, ?3, ?4) ON CONFLICT ("book_id", "reviewer") DO UPDATE SET "stars" = "excluded"."stars", "note" = "excluded"."note" RETURNING "reviews"."stars"
        "#
    );
}
