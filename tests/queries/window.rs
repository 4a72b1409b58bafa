//! Window functions, over rows and over groups.

use polyschema::exec::Driver;
use polyschema::expr::{Bound, cume_dist, dense_rank, ntile, percent_rank, rank};
use polyschema::prelude::*;

use crate::common::{both, check, sql};
use crate::library::{Author, Book, Genre, Library, authors, books, fill, reviews};

both!(Library, fill:
    numbers_and_ranks, parts, running_sums, frames, shares_of_a_partition, neighbours, ends_of_frames,
    ranks_of_groups, first_of_each, filtered, in_order,
);

polyschema::alias!(Numbered);

fn text<const N: usize>(words: [&str; N]) -> [String; N] {
    words.map(str::to_owned)
}

async fn numbers_and_ranks<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let by_score = window().order_by(a.score.desc());
    let query = a.select().order_by(a.score.desc()).order_by(a.author_id.asc()).columns((
        a.author_id,
        row_number().over(by_score.clone().order_by(a.author_id.asc())),
        rank().over(by_score.clone()),
        dense_rank().over(by_score),
    ));
    check(db, query, [(1, 1, 1, 1), (4, 2, 1, 1), (3, 3, 3, 2), (2, 4, 4, 3)]).await;
}

async fn parts<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let by_id = window().order_by(a.author_id.asc());
    let query = a.select().order_by(a.author_id.asc()).limit(3).columns((
        percent_rank().over(by_id.clone()).round_to(2),
        cume_dist().over(by_id.clone()),
        ntile(2).over(by_id),
    ));
    check(db, query, [(0.0, 0.25, 1), (0.33, 0.5, 1), (0.67, 0.75, 2)]).await;
}

async fn running_sums<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let running = a.author_id.sum().over(window().order_by(a.author_id.asc()));
    let total = a.author_id.sum().over(window());
    let query = a.select().order_by(a.author_id.asc()).columns((running, total, a.name));
    let [ada, bo, cy, dee] = text(["Ada", "Bo", "Cy", "Dee"]);
    let sums = [(1, ada), (3, bo), (6, cy), (10, dee)];
    check(db, query, sums.map(|(sum, name)| (Some(sum), Some(10), name))).await;
}

async fn frames<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let by_id = window().order_by(a.author_id.asc());
    let query = a.select().order_by(a.author_id.asc()).columns((
        a.author_id.sum().over(by_id.clone().rows(Bound::Preceding(1), Bound::Following(1))),
        a.author_id.sum().over(by_id.clone().rows(Bound::Current, Bound::Unbounded)),
        count_all().over(by_id.clone().rows(Bound::Preceding(3), Bound::Preceding(2))),
        count_all().over(window().order_by(a.score.asc()).range(Bound::Current, Bound::Current)),
        count_all()
            .over(window().order_by(a.score.asc()).groups(Bound::Preceding(1), Bound::Current)),
    ));
    let expected = [
        (Some(3), Some(10), 0, 2, 3),
        (Some(6), Some(9), 0, 1, 1),
        (Some(9), Some(7), 1, 1, 2),
        (Some(7), Some(4), 2, 2, 3),
    ];
    check(db, query, expected).await;
}

async fn shares_of_a_partition<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let of_genre = window().partition_by(b.genre).partition_by(b.pages.is_null());
    let query = b.select().order_by(b.book_id.asc()).columns((
        b.book_id,
        count_all().over(of_genre),
        b.pages.avg().over(window().partition_by(b.author_id)),
    ));
    let expected =
        [(1, 1, Some(100.0)), (2, 1, Some(100.0)), (3, 1, Some(60.0)), (4, 1, Some(300.0))];
    check(db, query, expected).await;
}

async fn neighbours<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let by_id = window().order_by(b.book_id.asc());
    let query = b.select().order_by(b.book_id.asc()).columns((
        b.title.lag(1).over(by_id.clone()),
        b.genre.lead(2).over(by_id.clone()),
        b.book_id - b.book_id.lag(1).over(by_id),
    ));
    let [engines, notes, rivers] = text(["Engines", "Notes_50%", "Rivers"]).map(Some);
    let expected = [
        (None, Some(Genre::Poetry), None),
        (engines, Some(Genre::Novel), Some(1)),
        (notes, None, Some(1)),
        (rivers, None, Some(1)),
    ];
    check(db, query, expected).await;
}

async fn ends_of_frames<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let by_id = window().order_by(a.author_id.asc());
    let query = a.select().order_by(a.author_id.asc()).limit(2).columns((
        a.born.first_value().over(by_id.clone()),
        a.name.last_value().over(by_id.clone()),
        a.name.last_value().over(by_id.rows(Bound::Current, Bound::Unbounded)),
    ));
    let [ada, bo, dee] = text(["Ada", "Bo", "Dee"]).map(Some);
    check(db, query, [(Some(1815), ada, dee.clone()), (Some(1815), bo, dee)]).await;
}

async fn ranks_of_groups<D: Driver>(db: &mut D::Connection) {
    let r = reviews::<D>();
    let query = r.select().group_by(r.reviewer).order_by(|reviewer| reviewer.asc());
    let query = query.columns(|reviewer| {
        (reviewer, r.stars.sum(), rank().over(window().order_by(r.stars.sum().desc())))
    });
    let [x, y] = text(["x", "y"]);
    check(db, query, [(x, Some(9), 1), (y, Some(3), 2)]).await;
}

async fn first_of_each<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let longest = window().partition_by(b.author_id).order_by(b.pages.desc().nulls_last());
    let numbered = b.select().columns((b.title, row_number().over(longest))).named::<Numbered>();
    let (title, number) = *numbered;
    let query = numbered.select().filter(number.eq(1)).order_by(title.asc()).columns(title);
    check(db, query, text(["Engines", "Lakes", "Rivers"])).await;
}

async fn filtered<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let active = count_all().filter(a.active).over(window());
    check(db, a.select().limit(1).columns(active), [3]).await;
}

async fn in_order<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let place = rank().over(window().order_by(a.name.desc()));
    let query = a.select().order_by(place.asc()).columns(a.name).limit(2);
    check(db, query, text(["Dee", "Cy"])).await;
}

#[test]
fn windows_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().columns(
            a.author_id.sum().filter(a.active).over(window().partition_by(a.active).order_by(a.born.desc().nulls_last()).rows(Bound::Preceding(2), Bound::Current))
        )),
        @r#"
    Postgres: SELECT CAST(sum("author_id") FILTER (WHERE "active") OVER (PARTITION BY "active" ORDER BY "born" DESC NULLS LAST ROWS BETWEEN $1 PRECEDING AND CURRENT ROW) AS bigint) FROM "library"."authors"
    Sqlite:   SELECT sum("authors"."author_id") FILTER (WHERE "authors"."active") OVER (PARTITION BY "authors"."active" ORDER BY "authors"."born" DESC NULLS LAST ROWS BETWEEN ?1 PRECEDING AND CURRENT ROW) FROM "library"."authors"
    "#
    );
    insta::assert_snapshot!(
        sql!(Library, Book, |b| b.select().columns((b.genre.lag(1).over(window()), row_number().over(window().order_by(b.title.asc()))))),
        @r#"
    Postgres: SELECT lag("genre", $1) OVER ()::text, row_number() OVER (ORDER BY "title") FROM "library"."books"
    Sqlite:   SELECT lag("books"."genre", ?1) OVER (), row_number() OVER (ORDER BY "books"."title") FROM "library"."books"
    "#
    );
}
