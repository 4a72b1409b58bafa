//! `ORDER BY`, `LIMIT`, `OFFSET`, `DISTINCT`.

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, sql};
use crate::library::{Author, Book, Genre, Library, authors, books, fill};

both!(Library, fill: sort_keys, null_places, pages, distinct_rows, enums_in_order);

fn owned<const N: usize>(names: [&str; N]) -> [String; N] {
    names.map(str::to_owned)
}

async fn sort_keys<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let names = a.select().columns(a.name);
    check(db, names.clone().order_by(a.name.desc()), owned(["Dee", "Cy", "Bo", "Ada"])).await;
    let two = names.clone().order_by(a.score.desc()).order_by(a.name.asc());
    check(db, two, owned(["Ada", "Dee", "Cy", "Bo"])).await;
    let predicate = names.order_by(a.name.eq("Cy").desc()).order_by(a.author_id.asc());
    check(db, predicate, owned(["Cy", "Ada", "Bo", "Dee"])).await;
}

async fn null_places<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let names = a.select().columns(a.name);
    let first = names.clone().order_by(a.born.asc().nulls_first());
    check(db, first, owned(["Bo", "Ada", "Cy", "Dee"])).await;
    let last = names.clone().order_by(a.born.asc().nulls_last());
    check(db, last, owned(["Ada", "Cy", "Dee", "Bo"])).await;
    let first = names.clone().order_by(a.born.desc().nulls_first());
    check(db, first, owned(["Bo", "Dee", "Cy", "Ada"])).await;
    let last = names.order_by(a.born.desc().nulls_last());
    check(db, last, owned(["Dee", "Cy", "Ada", "Bo"])).await;
}

async fn pages<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let names = a.select().columns(a.name).order_by(a.name.asc());
    check(db, names.clone().limit(2), owned(["Ada", "Bo"])).await;
    check(db, names.clone().limit(2).offset(1), owned(["Bo", "Cy"])).await;
    check(db, names.clone().offset(3), owned(["Dee"])).await;
    check(db, names.clone().offset(9), []).await;
    check(db, names.clone().limit(0), []).await;
    check(db, names.limit(u32::MAX).offset(0), owned(["Ada", "Bo", "Cy", "Dee"])).await;
}

async fn distinct_rows<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let scores = a.select().columns(a.score).order_by(a.score.asc());
    check(db, scores.clone(), [2.0, 3.0, 4.5, 4.5]).await;
    check(db, scores.distinct(), [2.0, 3.0, 4.5]).await;
}

/// PostgreSQL sorts an enum by the order of its labels, SQLite by their text.
async fn enums_in_order<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let expected = match Library::<D>::schema_ref().dialect() {
        polyschema::Dialect::Postgres => [Genre::Poetry, Genre::Essay, Genre::Novel],
        polyschema::Dialect::Sqlite => [Genre::Essay, Genre::Novel, Genre::Poetry],
    };
    check(db, b.select().distinct().columns(b.genre).order_by(b.genre.asc()), expected).await;
    let all = b.select().filter(b.title.ne("Lakes")).order_by(b.genre.asc());
    check(db, all.clone().columns(b.genre), expected).await;
    let whole = all.clone().fetch_all(&mut *db).await.unwrap();
    assert_eq!(whole.iter().map(|book| book.genre).collect::<Vec<_>>(), expected);
    assert_eq!(all.distinct().fetch_all(&mut *db).await.unwrap(), whole);
}

#[test]
fn clauses_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().columns(a.name).order_by(a.born.desc().nulls_last()).order_by(a.name.asc())),
        @r#"
        Postgres: SELECT "name" FROM "library"."authors" ORDER BY "authors"."born" DESC NULLS LAST, "authors"."name"
        Sqlite:   SELECT "authors"."name" FROM "library"."authors" ORDER BY "authors"."born" DESC NULLS LAST, "authors"."name"
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().columns(a.name).order_by(a.born.asc().nulls_first()).limit(3).offset(4)),
        @r#"
        Postgres: SELECT "name" FROM "library"."authors" ORDER BY "authors"."born" NULLS FIRST LIMIT $1 OFFSET $2
        Sqlite:   SELECT "authors"."name" FROM "library"."authors" ORDER BY "authors"."born" NULLS FIRST LIMIT ?1 OFFSET ?2
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().columns(a.name).offset(4)),
        @r#"
        Postgres: SELECT "name" FROM "library"."authors" OFFSET $1
        Sqlite:   SELECT "authors"."name" FROM "library"."authors" LIMIT -1 OFFSET ?1
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().distinct().columns(a.name)),
        @r#"
        Postgres: SELECT DISTINCT "name" FROM "library"."authors"
        Sqlite:   SELECT DISTINCT "authors"."name" FROM "library"."authors"
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Book, |b| b.select().distinct().columns((b.title, b.genre)).order_by(b.genre.asc())),
        @r#"
        Postgres: SELECT DISTINCT "title", "genre"::text, "genre" FROM "library"."books" ORDER BY "books"."genre"
        Sqlite:   SELECT DISTINCT "books"."title", "books"."genre" FROM "library"."books" ORDER BY "books"."genre"
        "#
    );
}
