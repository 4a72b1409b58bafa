//! Queries put together: `UNION`, `INTERSECT`, `EXCEPT`, and one query over many schemas.

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, sql};
use crate::library::{Author, Book, Genre, Library, authors, books, employees, fill};

both!(Library, fill:
    unions, intersection_and_difference, order_and_pages, pages_of_a_part, precedence, enums, as_subquery,
);

polyschema::alias!(People);

fn names<const N: usize>(names: [&str; N]) -> [String; N] {
    names.map(str::to_owned)
}

async fn unions<D: Driver>(db: &mut D::Connection) {
    let (a, e) = (authors::<D>(), employees::<D>());
    let old = a.select().filter(a.born.lt(1900)).columns(a.name);
    let all = a.select().columns(a.name);
    let twice = old.clone().union_all(all.clone()).order_by(|name| name.asc());
    check(db, twice, names(["Ada", "Ada", "Bo", "Cy", "Dee"])).await;
    let once = old.union(all).union(e.select().filter(e.id.eq(1)).columns(e.name));
    check(db, once.order_by(|name| name.asc()), names(["Ada", "Bo", "Cy", "Dee", "Root"])).await;
}

async fn intersection_and_difference<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let active = a.select().filter(a.active).columns((a.author_id, a.name));
    let good = a.select().filter(a.score.gt(2.5)).columns((a.author_id, a.name));
    let both = active.clone().intersect(good.clone()).order_by(|columns| columns.0.desc());
    check(db, both, [(4, "Dee".to_owned()), (1, "Ada".to_owned())]).await;
    check(db, active.except(good), [(2, "Bo".to_owned())]).await;
}

async fn order_and_pages<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let (one, two) = (a.select().filter(a.active), a.select().filter(not(a.active)));
    let all =
        one.union_all(two).order_by(|a| a.born.asc().nulls_first()).order_by(|a| a.name.asc());
    let rows = all.limit(2).offset(1).fetch_all(db).await.unwrap();
    assert_eq!(rows.iter().map(|a| &*a.name).collect::<Vec<_>>(), ["Ada", "Cy"]);
}

async fn pages_of_a_part<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let first = a.select().order_by(a.name.asc()).limit(1).columns(a.name);
    let last = a.select().order_by(a.name.desc()).limit(1).columns(a.name);
    check(db, first.union_all(last).order_by(|name| name.asc()), names(["Ada", "Dee"])).await;
}

/// From the left, as it is written: `(a EXCEPT b) INTERSECT c`.
async fn precedence<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let named = |name: &str| a.select().filter(a.name.eq(name)).columns(a.name);
    let query = named("Ada").union(named("Bo")).intersect(named("Bo")).union(named("Cy"));
    check(db, query.order_by(|name| name.asc()), names(["Bo", "Cy"])).await;
}

async fn enums<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let of = |genre| b.select().filter(b.genre.eq(genre)).columns((b.genre, b.pages));
    let query = of(Genre::Essay).union(of(Genre::Poetry)).order_by(|columns| columns.1.desc());
    check(db, query, [(Genre::Essay, Some(100)), (Genre::Poetry, Some(60))]).await;
}

async fn as_subquery<D: Driver>(db: &mut D::Connection) {
    let (a, e) = (authors::<D>(), employees::<D>());
    let people = a.select().columns(a.name).union_all(e.select().columns(e.name));
    let query = a.select().filter(a.name.is_in(people.clone())).columns(count_all());
    check(db, query, [4]).await;
    let people = people.named::<People>();
    check(
        db,
        people.select().columns((people.count(), people.max())),
        [(8, Some("Root".to_owned()))],
    )
    .await;
}

#[test]
fn combined_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Book, |b| {
            let of = |genre| b.select().filter(b.genre.eq(genre)).columns((b.genre, b.title));
            of(Genre::Essay).union(of(Genre::Poetry)).intersect(of(Genre::Novel)).order_by(|c| c.1.desc()).limit(1)
        }),
        @r#"
    Postgres: (SELECT "genre"::text, "title" FROM "library"."books" WHERE "genre" = $1::text::"library"."genre" UNION SELECT "genre"::text, "title" FROM "library"."books" WHERE "genre" = $2::text::"library"."genre") INTERSECT SELECT "genre"::text, "title" FROM "library"."books" WHERE "genre" = $3::text::"library"."genre" ORDER BY 2 DESC LIMIT $4
    Sqlite:   SELECT "books"."genre", "books"."title" FROM "library"."books" WHERE "books"."genre" = ?1 UNION SELECT "books"."genre", "books"."title" FROM "library"."books" WHERE "books"."genre" = ?2 INTERSECT SELECT "books"."genre", "books"."title" FROM "library"."books" WHERE "books"."genre" = ?3 ORDER BY 2 DESC LIMIT ?4
    "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| {
            let first = a.select().order_by(a.name.asc()).limit(1).columns(a.name);
            first.clone().union_all(first)
        }),
        @r#"
    Postgres: (SELECT "name" FROM "library"."authors" ORDER BY "authors"."name" LIMIT $1) UNION ALL (SELECT "name" FROM "library"."authors" ORDER BY "authors"."name" LIMIT $2)
    Sqlite:   SELECT * FROM (SELECT "authors"."name" FROM "library"."authors" ORDER BY "authors"."name" LIMIT ?1) UNION ALL SELECT * FROM (SELECT "authors"."name" FROM "library"."authors" ORDER BY "authors"."name" LIMIT ?2)
    "#
    );
}
