//! Arithmetic: in what is read, in filters, in updates and upserts; rounding.

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, check_changed, sql};
use crate::library::{
    Author, Library, authors, books, fill, new_author, new_review, reviews, visits,
};

both!(Library, fill:
    operators, absent_numbers, integers_divide_whole, division_by_zero, in_filters_and_order,
    in_updates, in_upserts, of_aggregates_and_keys, rounding, overflow,
);

async fn operators<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let query = a.select().filter(a.author_id.eq(1)).columns((
        a.author_id + 1,
        a.author_id - 3,
        a.score * 2.0,
        a.score / 4.5,
        -a.author_id,
        (a.author_id - 3).abs(),
        (a.author_id + 1) * (a.author_id + 2) - 1,
        a.author_id - (a.author_id - 1),
    ));
    check(db, query, [(2, -2, 9.0, 1.0, -1, 2, 5, 1)]).await;
    let negative = a.select().filter(a.author_id.eq(2)).columns(-(-a.author_id));
    check(db, negative, [2]).await;
}

async fn absent_numbers<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let query = a.select().order_by(a.author_id.asc()).columns((a.born + 1, a.author_id + a.born));
    let expected = [Some((1816, 1816)), None, Some((1901, 1903)), Some((1951, 1954))];
    let expected = expected.map(Option::unzip);
    check(db, query, expected).await;
    // Nothing is absent in the type of the column, but its table is.
    let query = a.select().left_join(b).filter(a.name.eq("Bo")).columns(b.book_id + 1);
    check(db, query, [None]).await;
}

async fn integers_divide_whole<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let one = a.select().filter(a.author_id.eq(1));
    let query = one.clone().columns((literal(7) / 2, literal(-7) / 2, literal(-7) % 2));
    check(db, query, [(3, -3, -1)]).await;
    let query = one.columns((literal(7.0) / 2.0, literal(7_i64) % 4, literal(7_i16) + 1));
    check(db, query, [(3.5, 3, 8)]).await;
}

async fn division_by_zero<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let by_zero = a.select().filter(a.author_id.eq(1)).columns(a.author_id / (a.author_id - 1));
    by_zero.fetch_all(&mut *db).await.unwrap_err();
    let query = a.select().filter(a.author_id.eq(1));
    check(db, query.columns(a.author_id / (a.author_id - 1).nullif(0)), [None]).await;
}

async fn in_filters_and_order<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let query = a.select().filter((a.author_id % 2).eq(0)).order_by((-a.author_id).asc());
    check(db, query.columns(a.name), ["Dee", "Bo"].map(str::to_owned)).await;
    let query = a.select().filter(a.born.gt(a.author_id * 450 + 1000)).columns(a.name);
    check(db, query, ["Ada".to_owned()]).await;
}

async fn in_updates<D: Driver>(db: &mut D::Connection) {
    let (a, v) = (authors::<D>(), visits::<D>());
    v.insert_many([crate::library::NewVisit::default()]).execute(&mut *db).await.unwrap();
    check_changed(db, v.update().set(v.guests, v.guests + 2).all_rows(), 1).await;
    check(db, v.select().columns(v.guests), [3]).await;
    let update = a.update().set(a.born, a.born.add(100)).set(a.score, a.score * 0.5).all_rows();
    check_changed(db, update, 4).await;
    let query = a.select().order_by(a.author_id.asc()).columns((a.born, a.score)).limit(2);
    check(db, query, [(Some(1915), 2.25), (None, 1.0)]).await;
}

async fn in_upserts<D: Driver>(db: &mut D::Connection) {
    let r = reviews::<D>();
    let upsert = r.insert(new_review(1, "x", 2, None)).on_conflict((r.book_id, r.reviewer));
    let upsert = upsert.do_update_set(|set, excluded| set.set(r.stars, r.stars + excluded.stars));
    check_changed(db, upsert, 1).await;
    let query = r.select().filter(r.book_id.eq(1)).filter(r.reviewer.eq("x"));
    check(db, query.columns(r.stars), [7]).await;
}

async fn of_aggregates_and_keys<D: Driver>(db: &mut D::Connection) {
    let (a, r) = (authors::<D>(), reviews::<D>());
    check(db, a.select().columns(count_all() * 10 + a.author_id.sum()), [Some(50)]).await;
    let query = r.select().group_by(r.book_id).order_by(|id| id.asc());
    check(db, query.columns(|id| (id + 10, count_all() + 1)), [(11, 3), (13, 2)]).await;
}

async fn rounding<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let one = a.select().filter(a.author_id.eq(1));
    let query = one.clone().columns((
        literal(2.6).round(),
        literal(-2.6).round(),
        literal(2.345_f32).round(),
        literal(2.347).round_to(2),
        literal(2.75_f32).round_to(1),
    ));
    check(db, query, [(3.0, -3.0, 2.0, 2.35, 2.8)]).await;
}

async fn overflow<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let one = a.select().filter(a.author_id.eq(1));
    one.clone().columns(a.author_id + i32::MAX).fetch_all(&mut *db).await.unwrap_err();
    one.columns(literal(i64::MAX) + 1).fetch_all(&mut *db).await.unwrap_err();
}

#[tokio::test]
async fn floor_and_ceil_on_postgres() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let mut db = database.connect().await;
    polyschema::Catalog::of::<Library<Postgres>>().unwrap().create_all(&mut db).await.unwrap();
    let a = authors::<Postgres>();
    a.insert(new_author("Ada", None, -1.5, true)).execute(&mut db).await.unwrap();
    let query = a.select().columns((a.score.floor(), a.score.ceil(), literal(1.5_f32).floor()));
    check(&mut db, query, [(-2.0, -1.0, 1.0)]).await;
}

#[test]
fn arithmetic_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().filter(((a.author_id + 1) * 2).gt(-a.author_id % 3)).columns(a.score.round_to(1))),
        @r#"
    Postgres: SELECT CAST(round(CAST("score" AS numeric), $1) AS double precision) FROM "library"."authors" WHERE ("author_id" + $2) * $3 > (-"author_id") % $4
    Sqlite:   SELECT round("authors"."score", ?1) FROM "library"."authors" WHERE ("authors"."author_id" + ?2) * ?3 > (-"authors"."author_id") % ?4
    "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.update().set(a.born, a.born + 1).filter(a.author_id.eq(1))),
        @r#"
    Postgres: UPDATE "library"."authors" SET "born" = "born" + $1 WHERE "author_id" = $2
    Sqlite:   UPDATE "library"."authors" SET "born" = "authors"."born" + ?1 WHERE "authors"."author_id" = ?2
    "#
    );
}
