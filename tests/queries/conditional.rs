//! `CASE`, `coalesce`, `nullif`, the greater and the lesser, casts.

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, check_changed, sql};
use crate::library::{Book, Genre, Library, authors, books, fill, reviews};

both!(Library, fill:
    cases, cases_of_columns, cases_of_enums, cases_of_absent_tables, in_order_and_set, sums_of_cases,
    first_that_is_there, of_absent_tables, equal_is_null, greater_and_lesser, casts, casts_of_text,
);

fn text<const N: usize>(words: [&str; N]) -> [String; N] {
    words.map(str::to_owned)
}

async fn cases<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let age = case().when(a.born.lt(1850), "old").when(a.born.is_null(), "?").otherwise("new");
    let query = a.select().order_by(a.author_id.asc());
    check(db, query.clone().columns(age), text(["old", "?", "new", "new"])).await;
    let old = case().when(a.born.lt(1850), 1).end();
    check(db, query.columns(old), [Some(1), None, None, None]).await;
}

async fn cases_of_columns<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let query = a.select().order_by(a.author_id.asc());
    let born = case().when(a.active, a.born).otherwise(0);
    check(db, query.clone().columns(born), [Some(1815), None, Some(0), Some(1950)]).await;
    let score = case().when(a.active, a.score).otherwise(a.score * 10.0);
    check(db, query.columns(score), [4.5, 2.0, 30.0, 4.5]).await;
}

async fn cases_of_enums<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let genre = case().when(b.book_id.eq(1), Genre::Poetry).otherwise(b.genre);
    let query = b.select().order_by(b.book_id.asc());
    let expected = [Genre::Poetry, Genre::Novel, Genre::Poetry, Genre::Novel];
    check(db, query.clone().columns(genre.clone()), expected).await;
    check(db, query.clone().filter(genre.eq(Genre::Poetry)).columns(b.book_id), [1, 3]).await;
    let wanted = case().when(b.pages.is_null(), Genre::Novel).otherwise(Genre::Essay);
    check(db, query.clone().filter(wanted.clone().eq(b.genre)).columns(b.book_id), [1, 2]).await;
    check(db, query.clone().filter(b.genre.eq(wanted.clone())).columns(b.book_id), [1, 2]).await;
    check(db, query.columns(wanted).limit(2), [Genre::Essay, Genre::Novel]).await;
}

async fn cases_of_absent_tables<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let query = a.select().left_join(b).filter(a.name.eq("Bo"));
    let known = case().when(b.pages.gt(0), true).otherwise(false);
    check(db, query.clone().columns(known), [false]).await;
    let title = case().when(a.active, b.title).otherwise("none");
    check(db, query.columns(title), [None]).await;
}

async fn in_order_and_set<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let first = case().when(a.name.eq("Cy"), 0).otherwise(1);
    let query = a.select().order_by(first.asc()).order_by(a.name.asc()).columns(a.name);
    check(db, query, text(["Cy", "Ada", "Bo", "Dee"])).await;
    let genre = case().when(b.pages.is_null(), Genre::Poetry).otherwise(b.genre);
    check_changed(db, b.update().set(b.genre, genre).all_rows(), 4).await;
    check(db, b.select().filter(b.genre.eq(Genre::Poetry)).columns(count_all()), [2]).await;
}

async fn sums_of_cases<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let novels = case().when(b.genre.eq(Genre::Novel), 1).otherwise(0).sum();
    check(db, b.select().columns((novels, count_all())), [(Some(2_i64), 4)]).await;
}

async fn first_that_is_there<D: Driver>(db: &mut D::Connection) {
    let (a, r) = (authors::<D>(), reviews::<D>());
    let query = a.select().order_by(a.author_id.asc()).columns(a.born.coalesce(0));
    check(db, query, [1815, 0, 1900, 1950]).await;
    let query = r.select().order_by(r.book_id.asc()).order_by(r.reviewer.asc());
    let query = query.columns(r.note.coalesce(r.reviewer).upper());
    check(db, query, text(["X", "OK", "FINE"])).await;
    let query = a.select().order_by(a.author_id.asc()).limit(2);
    let twice = a.born.coalesce(a.born).coalesce(None).coalesce(7);
    check(db, query.columns((twice, a.born.coalesce(None))), [(1815, Some(1815)), (7, None)]).await;
}

async fn of_absent_tables<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let query = a.select().left_join(b).filter(a.author_id.le(2)).order_by(a.author_id.asc());
    let query = query.order_by(b.book_id.asc()).limit(3);
    let genres = b.genre.coalesce(Genre::Essay);
    let query = query.columns((b.title.coalesce("none"), genres, b.pages.coalesce(b.author_id)));
    let [engines, notes, none] = text(["Engines", "Notes_50%", "none"]);
    let expected = [
        (engines, Genre::Essay, Some(100)),
        (notes, Genre::Novel, Some(1)),
        (none, Genre::Essay, None),
    ];
    check(db, query, expected).await;
}

async fn equal_is_null<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let query = b.select().order_by(b.book_id.asc()).limit(2);
    let query = query.columns((b.genre.nullif(Genre::Essay), b.pages.nullif(7)));
    check(db, query, [(None, Some(100)), (Some(Genre::Novel), None)]).await;
}

async fn greater_and_lesser<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let query = a.select().order_by(a.author_id.asc());
    let query = query.columns((a.author_id.greatest(2), a.score.least(3.0), a.name.greatest("B")));
    let [b, bo, cy, dee] = text(["B", "Bo", "Cy", "Dee"]);
    check(db, query, [(2, 3.0, b), (2, 2.0, bo), (3, 3.0, cy), (4, 3.0, dee)]).await;
}

async fn casts<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let query = a.select().filter(a.author_id.eq(1)).columns((
        a.author_id.cast_as::<i64>(),
        a.author_id.cast_as::<f64>() / 2.0,
        a.author_id.cast_as::<i16>(),
        a.score.cast_as::<i32>(),
        (a.score * -1.0).cast_as::<i64>(),
        a.active.cast_as::<i32>(),
    ));
    check(db, query, [(1_i64, 0.5, 1_i16, 4, -4_i64, 1)]).await;
    let query = a.select().order_by(a.author_id.asc()).limit(2).columns(a.born.cast_as::<i64>());
    check(db, query, [Some(1815_i64), None]).await;
}

async fn casts_of_text<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let label = a.name.concat(a.author_id.cast_as::<String>());
    check(db, a.select().filter(a.name.eq("Cy")).columns(label), text(["Cy3"])).await;
    let number = literal("12".to_owned()).cast_as::<i32>();
    check(db, a.select().filter(a.name.eq("Cy")).columns(number + 1), [13]).await;
}

#[test]
fn choices_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Book, |b| b.select().columns(case().when(b.pages.gt(1).or(b.pages.is_null()), Genre::Novel).otherwise(b.genre))),
        @r#"
    Postgres: SELECT CASE WHEN "pages" > $1 OR "pages" IS NULL THEN $2::text::"library"."genre" ELSE "genre" END::text FROM "library"."books"
    Sqlite:   SELECT CASE WHEN "books"."pages" > ?1 OR "books"."pages" IS NULL THEN ?2 ELSE "books"."genre" END FROM "library"."books"
    "#
    );
    insta::assert_snapshot!(
        sql!(Library, Book, |b| b.select().filter(b.genre.nullif(Genre::Essay).is_null()).columns((b.pages.coalesce(0), b.pages.greatest(3).cast_as::<f64>()))),
        @r#"
    Postgres: SELECT coalesce("pages", $1), CAST(greatest("pages", $2) AS double precision) FROM "library"."books" WHERE nullif("genre", $3::text::"library"."genre") IS NULL
    Sqlite:   SELECT coalesce("books"."pages", ?1), CAST(max("books"."pages", ?2) AS REAL) FROM "library"."books" WHERE nullif("books"."genre", ?3) IS NULL
    "#
    );
}
