//! `INSERT .. ON CONFLICT`.

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, check_changed, sql};
use crate::library::{
    Author, Library, NewAuthor, Review, authors, fill, new_author, new_review, reviews,
};

both!(Library, fill: doing_nothing, updating, composite_targets, many_at_once);

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

#[test]
fn upserts_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.insert(NewAuthor::new("x")).on_conflict(a.name).do_nothing()),
        @r#"INSERT INTO "library"."authors" ("name", "born") VALUES ($1, $2) ON CONFLICT ("name") DO NOTHING"#
    );
    insta::assert_snapshot!(
        sql!(Library, Review, |r| r.insert(new_review(1, "x", 1, None)).on_conflict((r.book_id, r.reviewer)).do_update((r.stars, r.note)).returning(r.stars)),
        @r#"
        Postgres: INSERT INTO "library"."reviews" ("book_id", "reviewer", "stars", "note") VALUES ($1, $2, $3, $4) ON CONFLICT ("book_id", "reviewer") DO UPDATE SET "stars" = excluded."stars", "note" = excluded."note" RETURNING "stars"
        Sqlite:   INSERT INTO "library"."reviews" ("book_id", "reviewer", "stars", "note") VALUES (?1, ?2, ?3, ?4) ON CONFLICT ("book_id", "reviewer") DO UPDATE SET "stars" = excluded."stars", "note" = excluded."note" RETURNING "reviews"."stars"
        "#
    );
}
