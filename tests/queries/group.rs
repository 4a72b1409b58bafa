//! Groups: what they are grouped by, `HAVING`, filtered aggregates, `DISTINCT ON`.

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, sql};
use crate::library::{Author, Book, Genre, Library, authors, books, fill, reviews};

both!(Library, fill:
    by_a_column, by_two_columns, by_an_expression_with_a_bind, having_and_order, absent_keys, filtered_aggregates,
);

async fn by_a_column<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let query = b.select().group_by(b.genre).order_by(|genre| genre.asc());
    let query = query.columns(|genre| (genre, count_all(), b.pages.sum()));
    // In PostgreSQL an enum is sorted by its declaration, in SQLite by its text.
    let mut rows = query.fetch_all(db).await.unwrap();
    rows.sort_by_key(|row| row.1);
    rows.sort_by_key(|row| row.2);
    let expected =
        [(Genre::Poetry, 1, Some(60)), (Genre::Essay, 1, Some(100)), (Genre::Novel, 2, Some(300))];
    assert_eq!(rows, expected);
}

async fn by_two_columns<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let query = a.select().group_by((a.active, a.score));
    let query = query.order_by(|(_, score)| score.desc()).order_by(|(active, _)| active.asc());
    let query = query.columns(|(active, score)| (active, score, a.name.count()));
    check(db, query, [(true, 4.5, 2), (false, 3.0, 1), (true, 2.0, 1)]).await;
}

async fn by_an_expression_with_a_bind<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let query = a.select().group_by(a.born.gt(1850)).order_by(|old| old.asc().nulls_last());
    let query = query.columns(|old| (old, count_all()));
    check(db, query, [(Some(false), 1), (Some(true), 2), (None, 1)]).await;
}

async fn having_and_order<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let grouped = b.select().join(a).group_by(a.name);
    let query =
        grouped.clone().having(|_| count_all().gt(1)).columns(|name| (name, b.book_id.max()));
    check(db, query, [("Ada".to_owned(), Some(2))]).await;
    let query = grouped.clone().having(|name| name.ne("Ada")).having(|_| b.pages.sum().gt(100));
    check(db, query.columns(|name| name), ["Dee".to_owned()]).await;
    let query = grouped.order_by(|_| count_all().desc()).order_by(|name| name.desc());
    let names = ["Ada", "Dee", "Cy"].map(str::to_owned);
    check(db, query.columns(|name| name).limit(3), names).await;
}

async fn absent_keys<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let query =
        a.select().left_join(b).group_by(b.title).having(|title| title.is_not_distinct_from(None));
    check(db, query.columns(|title| (title, count_all())), [(None, 1)]).await;
}

async fn filtered_aggregates<D: Driver>(db: &mut D::Connection) {
    let (b, r) = (books::<D>(), reviews::<D>());
    let long = b.pages.ge(100);
    let query = b.select().columns((
        count_all().filter(long.clone()),
        b.pages.sum().filter(long.clone()).filter(b.genre.eq(Genre::Novel)),
        count_all(),
    ));
    check(db, query, [(2, Some(300), 4)]).await;
    let query = r.select().group_by(r.reviewer).order_by(|reviewer| reviewer.asc());
    let query = query.columns(|reviewer| (reviewer, count_all().filter(r.stars.gt(4))));
    check(db, query, [("x".to_owned(), 1), ("y".to_owned(), 0)]).await;
}

#[tokio::test]
async fn the_first_of_each_on_postgres() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let mut db = database.connect().await;
    polyschema::Catalog::of::<Library<Postgres>>().unwrap().create_all(&mut db).await.unwrap();
    fill::<Postgres>(&mut db).await;
    let b = books::<Postgres>();
    let query = b.select().distinct_on(b.author_id).order_by(b.author_id.asc());
    let query = query.order_by(b.pages.desc().nulls_last()).columns((b.author_id, b.title));
    let expected = [(1, "Engines"), (3, "Rivers"), (4, "Lakes")];
    check(&mut db, query, expected.map(|(id, title)| (id, title.to_owned()))).await;
}

#[test]
fn groups_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Book, |b| b.select().group_by(b.genre).having(|genre| genre.ne(Genre::Essay))
            .order_by(|genre| genre.desc()).columns(|genre| (genre, count_all()))),
        @r#"
    Postgres: SELECT "genre"::text, count(*) FROM "library"."books" GROUP BY "genre" HAVING "genre" <> $1::text::"library"."genre" ORDER BY "books"."genre" DESC
    Sqlite:   SELECT "books"."genre", count(*) FROM "library"."books" GROUP BY "books"."genre" HAVING "books"."genre" <> ?1 ORDER BY "books"."genre" DESC
    "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().group_by(a.born.gt(1)).order_by(|old| old.asc())
            .columns(|old| (old, a.score.sum().filter(a.active)))),
        @r#"
    Postgres: SELECT ("born" > $1), CAST(sum("score") FILTER (WHERE "active") AS double precision) FROM "library"."authors" GROUP BY ("born" > $1) ORDER BY ("born" > $1)
    Sqlite:   SELECT ("authors"."born" > ?1), sum("authors"."score") FILTER (WHERE "authors"."active") FROM "library"."authors" GROUP BY ("authors"."born" > ?1) ORDER BY ("authors"."born" > ?1)
    "#
    );
    let b = Book::bind_schema::<Library<Postgres>>();
    insta::assert_snapshot!(b.select().distinct_on((b.author_id, b.genre)).columns(b.title).to_sql().unwrap(), @r#"SELECT DISTINCT ON ("author_id", "genre") "title" FROM "library"."books""#);
}
