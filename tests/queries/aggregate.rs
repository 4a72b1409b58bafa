//! Aggregates, of rows and of none.

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, sql};
use crate::library::{Author, Book, Genre, Library, authors, books, fill, reviews};

both!(Library, fill: counts, numbers, ends, nothing, ends_of_enums, integer_widths);

async fn counts<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    check(db, a.select().columns(count_all()), [4]).await;
    check(db, a.select().columns((a.born.count(), a.score.count_distinct())), [(3, 3)]).await;
    check(db, a.select().filter(a.active).columns(a.author_id.count()), [3]).await;
    check(db, a.select().columns(a.name.eq("Ada").count()), [4]).await;
}

async fn numbers<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let sums = a.select().columns((a.born.sum(), a.score.sum(), a.author_id.sum()));
    check(db, sums, [(Some(5665), Some(14.0), Some(10))]).await;
    let averages = a.select().columns((a.score.avg(), a.author_id.avg()));
    check(db, averages, [(Some(3.5), Some(2.5))]).await;
}

async fn ends<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let ends = a.select().columns((a.name.min(), a.name.max(), a.born.min(), a.score.max()));
    let expected = (Some("Ada".to_owned()), Some("Dee".to_owned()), Some(1815), Some(4.5));
    check(db, ends, [expected]).await;
}

async fn nothing<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let none = a.select().filter(a.name.eq("Zoe"));
    check(db, none.clone().columns((count_all(), a.born.count())), [(0, 0)]).await;
    let nulls = (a.born.sum(), a.score.avg(), a.name.min(), a.score.max());
    check(db, none.columns(nulls), [(None, None, None, None)]).await;
}

async fn ends_of_enums<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let one = b.select().filter(b.genre.eq(Genre::Essay)).columns((b.genre.min(), b.genre.max()));
    check(db, one, [(Some(Genre::Essay), Some(Genre::Essay))]).await;
    check(db, b.select().columns(b.genre.count_distinct()), [3]).await;
}

async fn integer_widths<D: Driver>(db: &mut D::Connection) {
    let (r, b) = (reviews::<D>(), books::<D>());
    let of_i16 = r.select().columns((r.stars.sum(), r.stars.avg(), r.stars.min()));
    check(db, of_i16, [(Some(12), Some(4.0), Some(3_i16))]).await;
    let of_i64 = b.select().columns((b.book_id.sum(), b.book_id.max()));
    check(db, of_i64, [(Some(10), Some(4_i64))]).await;
}

#[test]
fn aggregates_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().columns((count_all(), a.born.count(), a.born.count_distinct()))),
        @r#"
        Postgres: SELECT count(*), count("born"), count(DISTINCT "born") FROM "library"."authors"
        Sqlite:   SELECT count(*), count("authors"."born"), count(DISTINCT "authors"."born") FROM "library"."authors"
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().columns((a.born.sum(), a.score.sum(), a.born.avg()))),
        @r#"
        Postgres: SELECT CAST(sum("born") AS bigint), CAST(sum("score") AS double precision), CAST(avg("born") AS double precision) FROM "library"."authors"
        Sqlite:   SELECT sum("authors"."born"), sum("authors"."score"), avg("authors"."born") FROM "library"."authors"
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().columns((a.name.min(), a.born.max()))),
        @r#"
        Postgres: SELECT min("name"), max("born") FROM "library"."authors"
        Sqlite:   SELECT min("authors"."name"), max("authors"."born") FROM "library"."authors"
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Book, |b| b.select().columns(b.genre.max())),
        @r#"
        Postgres: SELECT max("genre")::text FROM "library"."books"
        Sqlite:   SELECT max("books"."genre") FROM "library"."books"
        "#
    );
}
