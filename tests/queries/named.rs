//! Queries with a name: `WITH`, also recursive, and lateral joins.

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, check_changed, sql};
use crate::library::{
    Author, Book, Employee, Genre, Library, authors, books, employees, fill, reviews,
};

both!(Library, fill:
    read_by_another, joined, whole_rows, of_a_projection, read_twice, of_another, recursion, circles, enums, in_writes,
);

polyschema::alias!(Productive);
polyschema::alias!(Chain);
polyschema::alias!(Known);
polyschema::alias!(Again, "once \"more\"");
polyschema::alias!(Top);

#[derive(Debug, PartialEq, Projection)]
struct Score {
    name: String,
    books: i64,
}

async fn read_by_another<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let counts =
        b.select().group_by(b.author_id).columns(|id| (id, count_all())).named::<Productive>();
    let (author, count) = *counts;
    let query = counts.select().filter(count.gt(1));
    check(db, query.clone(), [(1, 2)]).await;
    check(db, query.columns((count, author)), [(2, 1)]).await;
}

async fn joined<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let counts =
        b.select().group_by(b.author_id).columns(|id| (id, count_all())).named::<Productive>();
    let query =
        a.select().left_join_on(&counts, counts.0.eq(a.author_id)).order_by(a.author_id.asc());
    let expected = [("Ada", Some(2)), ("Bo", None), ("Cy", Some(1)), ("Dee", Some(1))];
    check(
        db,
        query.columns((a.name, counts.1)),
        expected.map(|(name, count)| (name.to_owned(), count)),
    )
    .await;
}

async fn whole_rows<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let active = a.select().filter(a.active).named::<Known>();
    let rows =
        active.select().order_by(active.name.desc()).limit(1).fetch_all(&mut *db).await.unwrap();
    assert_eq!(rows[0].name, "Dee");
    let query =
        b.select().join_on(&active, active.author_id.eq(b.author_id)).order_by(b.title.asc());
    let titles = ["Engines", "Lakes", "Notes_50%"].map(str::to_owned);
    check(db, query.columns(b.title), titles).await;
}

async fn of_a_projection<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let scores = b.select().join(a).group_by(a.name);
    let scores =
        scores.columns(|name| ScoreColumns { name, books: count_all() }).named::<Productive>();
    let query = scores.select().filter(scores.books.eq(1)).order_by(scores.name.asc());
    let expected = ["Cy", "Dee"].map(|name| Score { name: name.to_owned(), books: 1 });
    check(db, query, expected).await;
}

async fn read_twice<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let known = a.select().columns((a.author_id, a.name)).named::<Known>();
    let again = known.alias::<Again>();
    let query = known.select().join_on(&again, again.0.gt(known.0)).filter(known.1.eq("Cy"));
    check(db, query.columns((known.1, again.1)), [("Cy".to_owned(), "Dee".to_owned())]).await;
}

async fn of_another<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let long = b.select().filter(b.pages.gt(50)).columns((b.title, b.pages)).named::<Known>();
    let longer = long.select().filter(long.1.gt(60)).columns(long.0).named::<Productive>();
    let query = longer.select().order_by(longer.asc());
    check(db, query, ["Engines", "Lakes"].map(str::to_owned)).await;
}

async fn recursion<D: Driver>(db: &mut D::Connection) {
    let e = employees::<D>();
    let top = e.select().filter(e.manager.is_null()).columns((e.id, e.name));
    let chain = top.recursive::<Chain, _>(|found| {
        e.select().join_on(found, e.manager.eq(found.0)).columns((e.id, e.name))
    });
    let query = chain.select().order_by(chain.0.desc()).columns(chain.1);
    check(db, query, ["Bud", "Leaf", "Mid", "Root"].map(str::to_owned)).await;
}

async fn circles<D: Driver>(db: &mut D::Connection) {
    let e = employees::<D>();
    e.update().set(e.manager, 3).filter(e.id.eq(1)).execute(&mut *db).await.unwrap();
    let start = e.select().filter(e.id.eq(3)).columns((e.id, e.manager));
    let chain = start.recursive_distinct::<Chain, _>(|found| {
        e.select().join_on(found, found.1.is_not_distinct_from(e.id)).columns((e.id, e.manager))
    });
    check(db, chain.select().order_by(chain.0.asc()).columns(chain.0), [1, 2, 3]).await;
}

async fn enums<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let genres = b.select().columns((b.genre, b.title)).named::<Known>();
    let query = genres.select().filter(genres.0.eq(Genre::Poetry));
    check(db, query, [(Genre::Poetry, "Rivers".to_owned())]).await;
    let kinds = genres.select().filter(genres.0.is_in([Genre::Essay])).columns(genres.0);
    let query = b.select().filter(b.genre.is_in(kinds)).columns(b.title);
    check(db, query, ["Engines".to_owned()]).await;
}

async fn in_writes<D: Driver>(db: &mut D::Connection) {
    let (b, r) = (books::<D>(), reviews::<D>());
    let long = b.select().filter(b.pages.gt(80)).columns(b.book_id).named::<Known>();
    check_changed(db, r.delete().filter(r.book_id.is_in(long.select())), 2).await;
}

#[tokio::test]
async fn lateral_on_postgres() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let mut db = database.connect().await;
    polyschema::Catalog::of::<Library<Postgres>>().unwrap().create_all(&mut db).await.unwrap();
    fill::<Postgres>(&mut db).await;
    let (a, b) = (authors::<Postgres>(), books::<Postgres>());
    let longest = b.select().correlate(a).filter(b.author_id.eq(a.author_id));
    let longest =
        longest.order_by(b.pages.desc().nulls_last()).limit(1).columns((b.title, b.genre));
    let longest = longest.named::<Top>();
    let query = a.select().left_join_lateral(&longest).order_by(a.author_id.asc());
    let query = query.columns((a.name, longest.0, longest.1));
    insta::assert_snapshot!(query.clone().to_sql().unwrap(), @r#"SELECT "authors"."name", "Top"."title", "Top"."genre"::text FROM "library"."authors" LEFT JOIN LATERAL (SELECT "books"."title", "books"."genre" FROM "library"."books" WHERE "books"."author_id" = "authors"."author_id" ORDER BY "books"."pages" DESC NULLS LAST LIMIT $1) AS "Top"("title", "genre") ON TRUE ORDER BY "authors"."author_id""#);
    let expected = [
        ("Ada", Some("Engines"), Some(Genre::Essay)),
        ("Bo", None, None),
        ("Cy", Some("Rivers"), Some(Genre::Poetry)),
        ("Dee", Some("Lakes"), Some(Genre::Novel)),
    ];
    let expected =
        expected.map(|(name, title, genre)| (name.to_owned(), title.map(str::to_owned), genre));
    check(&mut db, query, expected).await;
    let query =
        a.select().join_lateral(&longest).filter(longest.1.eq(Genre::Novel)).columns(a.name);
    check(&mut db, query, ["Dee".to_owned()]).await;
}

#[test]
fn named_queries_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Book, |b| {
            let a = Author::bind(b.schema());
            let counts = b.select().filter(b.pages.gt(1)).group_by(b.author_id)
                .columns(|id| (id, count_all(), b.genre.min())).named::<Productive>();
            a.select().join_on(&counts, counts.0.eq(a.author_id)).filter(counts.2.eq(Genre::Novel))
                .columns((a.name, counts.1, counts.2))
        }),
        @r#"
    Postgres: WITH "Productive"("author_id", "column2", "column3") AS (SELECT "books"."author_id", count(*), min("books"."genre") FROM "library"."books" WHERE "books"."pages" > $1 GROUP BY "books"."author_id") SELECT "authors"."name", "Productive"."column2", "Productive"."column3"::text FROM "library"."authors" JOIN "Productive" ON "Productive"."author_id" = "authors"."author_id" WHERE "Productive"."column3" = $2::text::"library"."genre"
    Sqlite:   WITH "Productive"("author_id", "column2", "column3") AS (SELECT "books"."author_id", count(*), min("books"."genre") FROM "library"."books" WHERE "books"."pages" > ?1 GROUP BY "books"."author_id") SELECT "authors"."name", "Productive"."column2", "Productive"."column3" FROM "library"."authors" JOIN "Productive" ON "Productive"."author_id" = "authors"."author_id" WHERE "Productive"."column3" = ?2
    "#
    );
    insta::assert_snapshot!(
        sql!(Library, Employee, |e| {
            let top = e.select().filter(e.manager.is_null()).columns((e.id, e.name));
            let chain = top.recursive::<Chain, _>(|found| {
                e.select().join_on(found, e.manager.eq(found.0)).columns((e.id, e.name))
            });
            chain.select().limit(3)
        }),
        @r#"
    Postgres: WITH RECURSIVE "Chain"("id", "name") AS (SELECT "employees"."id", "employees"."name" FROM "library"."employees" WHERE "employees"."manager" IS NULL UNION ALL SELECT "employees"."id", "employees"."name" FROM "library"."employees" JOIN "Chain" ON "employees"."manager" = "Chain"."id") SELECT "id", "name" FROM "Chain" LIMIT $1
    Sqlite:   WITH RECURSIVE "Chain"("id", "name") AS (SELECT "employees"."id", "employees"."name" FROM "library"."employees" WHERE "employees"."manager" IS NULL UNION ALL SELECT "employees"."id", "employees"."name" FROM "library"."employees" JOIN "Chain" ON "employees"."manager" = "Chain"."id") SELECT "Chain"."id", "Chain"."name" FROM "Chain" LIMIT ?1
    "#
    );
}
