//! `WHERE`: comparisons, NULL, sets, patterns, and how they go together.

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, sql};
use crate::library::{Author, Book, Genre, Library, authors, books, fill};

both!(Library, fill:
    comparisons, columns_compare, nulls, distinctness, ranges, sets, sets_of_enums, patterns,
    connectives, filters_add_up, truth_values, empty_connectives,
);

/// The names of the authors for whom a predicate holds.
macro_rules! names {
    ($db:ident, $authors:ident, $predicate:expr, $expected:expr) => {
        let query = $authors.select().filter($predicate).order_by($authors.author_id.asc());
        let expected = $expected.map(str::to_owned);
        check($db, query.columns($authors.name), expected).await;
    };
}

async fn comparisons<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    names!(db, a, a.name.eq("Ada"), ["Ada"]);
    names!(db, a, a.name.eq("Ada".to_owned()), ["Ada"]);
    names!(db, a, a.name.eq(&"Ada".to_owned()), ["Ada"]);
    names!(db, a, a.name.ne("Ada"), ["Bo", "Cy", "Dee"]);
    names!(db, a, a.born.lt(1900), ["Ada"]);
    names!(db, a, a.born.le(1900), ["Ada", "Cy"]);
    names!(db, a, a.born.gt(1900), ["Dee"]);
    names!(db, a, a.born.ge(1900), ["Cy", "Dee"]);
    names!(db, a, a.born.ne(1900), ["Ada", "Dee"]);
    names!(db, a, a.score.eq(4.5), ["Ada", "Dee"]);
    names!(db, a, a.active.eq(false), ["Cy"]);
}

async fn columns_compare<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    names!(db, a, a.author_id.eq(a.author_id), ["Ada", "Bo", "Cy", "Dee"]);
    names!(db, a, a.born.gt(a.author_id), ["Ada", "Cy", "Dee"]);
}

async fn nulls<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    names!(db, a, a.born.is_null(), ["Bo"]);
    names!(db, a, a.born.is_not_null(), ["Ada", "Cy", "Dee"]);
    names!(db, a, not(a.born.is_null()), ["Ada", "Cy", "Dee"]);
    names!(db, a, not(a.born.eq(1900)), ["Ada", "Dee"]);
}

async fn distinctness<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    names!(db, a, a.born.is_distinct_from(1900), ["Ada", "Bo", "Dee"]);
    names!(db, a, a.born.is_distinct_from(None), ["Ada", "Cy", "Dee"]);
    names!(db, a, a.born.is_not_distinct_from(Some(1900)), ["Cy"]);
    names!(db, a, a.born.is_not_distinct_from(None), ["Bo"]);
    names!(db, a, a.born.is_not_distinct_from(a.born), ["Ada", "Bo", "Cy", "Dee"]);
}

async fn ranges<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    names!(db, a, a.born.between(1815, 1900), ["Ada", "Cy"]);
    names!(db, a, a.born.between(1900, 1815), []);
    names!(db, a, a.name.between("B", "D"), ["Bo", "Cy"]);
    names!(db, a, a.born.between(a.author_id, 1900), ["Ada", "Cy"]);
    names!(db, a, not(a.born.between(1815, 1900)), ["Dee"]);
}

async fn sets<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    names!(db, a, a.name.is_in(["Ada"]), ["Ada"]);
    names!(db, a, a.name.is_in(["Ada", "Dee", "Zoe", "Ada"]), ["Ada", "Dee"]);
    names!(db, a, a.name.is_in(vec!["Bo".to_owned()]), ["Bo"]);
    names!(db, a, a.name.is_in(&["Bo".to_owned()]), ["Bo"]);
    names!(db, a, a.born.is_in([1900, 1950]), ["Cy", "Dee"]);
    names!(db, a, a.author_id.is_in(0..3), ["Ada", "Bo"]);
    names!(db, a, a.author_id.is_in(0..20_000), ["Ada", "Bo", "Cy", "Dee"]);
    names!(db, a, a.born.is_in([0; 0]), []);
    names!(db, a, not(a.born.is_in([0; 0])), ["Ada", "Bo", "Cy", "Dee"]);
    names!(db, a, not(a.born.is_in([1900])), ["Ada", "Dee"]);
    names!(db, a, a.score.is_in([4.5]), ["Ada", "Dee"]);
    names!(db, a, a.active.is_in([false]), ["Cy"]);
}

async fn sets_of_enums<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let titles = b.select().order_by(b.book_id.asc()).columns(b.title);
    let expected =
        |titles: &[&str]| titles.iter().map(|title| (*title).to_owned()).collect::<Vec<_>>();
    let novels = titles.clone().filter(b.genre.eq(Genre::Novel));
    check(db, novels, expected(&["Notes_50%", "Lakes"])).await;
    let others = titles.clone().filter(b.genre.ne(Genre::Novel));
    check(db, others, expected(&["Engines", "Rivers"])).await;
    let some = titles.clone().filter(b.genre.is_in([Genre::Essay, Genre::Poetry]));
    check(db, some, expected(&["Engines", "Rivers"])).await;
    let none = titles.clone().filter(b.genre.is_in([Genre::Essay; 0]));
    check(db, none, []).await;
    let same = titles.filter(b.genre.is_not_distinct_from(Genre::Poetry));
    check(db, same, expected(&["Rivers"])).await;
}

async fn patterns<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let titles = async |db: &mut D::Connection, pattern: &str| {
        let query = b.select().filter(b.title.like(pattern)).order_by(b.book_id.asc());
        query.columns(b.title).fetch_all(db).await.unwrap().join(" ")
    };
    assert_eq!(titles(db, "%s").await, "Engines Rivers Lakes");
    assert_eq!(titles(db, "_akes").await, "Lakes");
    assert_eq!(titles(db, "%_50%").await, "Notes_50%");
    assert_eq!(titles(db, r"%\_50\%").await, "Notes_50%");
    assert_eq!(titles(db, r"%\_\%").await, "");
    assert_eq!(titles(db, "'").await, "");
    assert_eq!(titles(db, "").await, "");
    let query = b.select().filter(b.title.not_like("%s")).columns(b.title);
    check(db, query, ["Notes_50%".to_owned()]).await;
    let query = b.select().filter(b.title.like(b.title)).columns(count_all());
    check(db, query, [4]).await;
}

async fn connectives<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let (ada, bo, old) = (a.name.eq("Ada"), a.name.eq("Bo"), a.born.lt(1901));
    names!(db, a, ada.clone().or(bo.clone()), ["Ada", "Bo"]);
    names!(db, a, ada.clone().and(old.clone()), ["Ada"]);
    names!(db, a, ada.clone().or(bo.clone()).and(old.clone()), ["Ada"]);
    names!(db, a, bo.clone().or(ada.clone().and(old.clone())), ["Ada", "Bo"]);
    names!(db, a, bo.clone().and(old.clone()).or(ada.clone()), ["Ada"]);
    names!(db, a, not(ada.clone().or(bo.clone())), ["Cy", "Dee"]);
    names!(db, a, not(ada.clone()).and(not(bo.clone())), ["Cy", "Dee"]);
    names!(db, a, not(not(ada.clone())), ["Ada"]);
    names!(db, a, any([ada.clone(), bo.clone()]), ["Ada", "Bo"]);
    names!(db, a, all([ada.clone(), bo.clone()]), []);
    names!(db, a, any([ada.clone()]).and(old.clone()), ["Ada"]);
    names!(db, a, any((bo, old.clone(), a.score.lt(0.0))), ["Ada", "Bo", "Cy"]);
    names!(db, a, all((ada, old, a.active)), ["Ada"]);
}

async fn empty_connectives<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let none = || Vec::<polyschema::Column<Author, Library<D>, bool>>::new();
    names!(db, a, any(none()), []);
    names!(db, a, all(none()), ["Ada", "Bo", "Cy", "Dee"]);
    names!(db, a, not(all(none())), []);
    names!(db, a, all(none()).and(a.name.eq("Bo")), ["Bo"]);
    names!(db, a, any(none()).or(a.name.eq("Bo")), ["Bo"]);
}

async fn filters_add_up<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let mut query = a.select().filter(a.active).columns(a.name);
    for name in ["Ada", "Bo", "Cy"] {
        query = query.filter(a.name.ne(name));
    }
    check(db, query, ["Dee".to_owned()]).await;
    let query = a.select().filter(a.name.eq("Ada").or(a.name.eq("Cy"))).filter(not(a.active));
    check(db, query.columns(a.name), ["Cy".to_owned()]).await;
}

async fn truth_values<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    names!(db, a, a.active, ["Ada", "Bo", "Dee"]);
    names!(db, a, not(a.active), ["Cy"]);
    names!(db, a, a.name.eq("Ada").eq(a.active), ["Ada", "Cy"]);
    names!(db, a, a.active.and(a.name.ne("Ada")), ["Bo", "Dee"]);
    names!(db, a, a.active.or(a.name.eq("Cy")), ["Ada", "Bo", "Cy", "Dee"]);
    let query =
        a.select().filter(a.name.eq("Cy")).columns((a.active, a.born.gt(1), a.name.eq("x")));
    check(db, query, [(false, Some(true), false)]).await;
    // With NULL a comparison is NULL, and whatever is made of it may be.
    let unknown = a.born.gt(1).and(a.active);
    let query = a.select().filter(a.born.is_null()).columns((a.born.gt(1), unknown));
    let rows: Vec<(Option<bool>, Option<bool>)> = query.fetch_all(&mut *db).await.unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row.0.is_none()), "{rows:?}");
}

#[test]
fn comparisons_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().filter(a.name.eq("Ada").and(a.born.lt(5)))),
        @r#"
        Postgres: SELECT "author_id", "name", "born", "score", "active" FROM "library"."authors" WHERE "name" = $1 AND "born" < $2
        Sqlite:   SELECT "authors"."author_id", "authors"."name", "authors"."born", "authors"."score", "authors"."active" FROM "library"."authors" WHERE "authors"."name" = ?1 AND "authors"."born" < ?2
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Book, |b| b.select().filter(b.genre.eq(Genre::Novel))),
        @r#"
        Postgres: SELECT "book_id", "title", "author_id", "genre"::text, "pages" FROM "library"."books" WHERE "genre" = $1::text::"library"."genre"
        Sqlite:   SELECT "books"."book_id", "books"."title", "books"."author_id", "books"."genre", "books"."pages" FROM "library"."books" WHERE "books"."genre" = ?1
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().filter(a.born.is_distinct_from(None)).columns(a.name)),
        @r#"
        Postgres: SELECT "name" FROM "library"."authors" WHERE "born" IS DISTINCT FROM $1
        Sqlite:   SELECT "authors"."name" FROM "library"."authors" WHERE "authors"."born" IS DISTINCT FROM ?1
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().filter(a.born.between(1, 2)).columns(a.name)),
        @r#"
        Postgres: SELECT "name" FROM "library"."authors" WHERE "born" BETWEEN $1 AND $2
        Sqlite:   SELECT "authors"."name" FROM "library"."authors" WHERE "authors"."born" BETWEEN ?1 AND ?2
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().filter(a.name.like("%x")).columns(a.name)),
        @r#"
        Postgres: SELECT "name" FROM "library"."authors" WHERE "name" LIKE $1
        Sqlite:   SELECT "authors"."name" FROM "library"."authors" WHERE "authors"."name" LIKE ?1 ESCAPE '\'
        "#
    );
}

#[test]
fn sets_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().filter(a.born.is_in([1, 2])).columns(a.name)),
        @r#"
        Postgres: SELECT "name" FROM "library"."authors" WHERE "born" = ANY($1)
        Sqlite:   SELECT "authors"."name" FROM "library"."authors" WHERE "authors"."born" IN (?1, ?2)
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().filter(a.born.is_in([0; 0])).columns(a.name)),
        @r#"
        Postgres: SELECT "name" FROM "library"."authors" WHERE "born" = ANY($1)
        Sqlite:   SELECT "authors"."name" FROM "library"."authors" WHERE FALSE
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Book, |b| b.select().filter(b.genre.is_in([Genre::Essay])).columns(b.title)),
        @r#"
        Postgres: SELECT "title" FROM "library"."books" WHERE "genre" = ANY($1::text[]::"library"."genre"[])
        Sqlite:   SELECT "books"."title" FROM "library"."books" WHERE "books"."genre" IN (?1)
        "#
    );
}

#[test]
fn only_needed_parentheses_are_written() {
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().columns(a.name).filter(a.active.and(a.name.eq("x")).or(a.born.is_null()))),
        @r#"
        Postgres: SELECT "name" FROM "library"."authors" WHERE "active" AND "name" = $1 OR "born" IS NULL
        Sqlite:   SELECT "authors"."name" FROM "library"."authors" WHERE "authors"."active" AND "authors"."name" = ?1 OR "authors"."born" IS NULL
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().columns(a.name).filter(a.name.eq("x").or(a.born.is_null()).and(a.active))),
        @r#"
        Postgres: SELECT "name" FROM "library"."authors" WHERE ("name" = $1 OR "born" IS NULL) AND "active"
        Sqlite:   SELECT "authors"."name" FROM "library"."authors" WHERE ("authors"."name" = ?1 OR "authors"."born" IS NULL) AND "authors"."active"
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().columns(a.name).filter(not(a.name.eq("x").or(not(a.active))))),
        @r#"
        Postgres: SELECT "name" FROM "library"."authors" WHERE NOT ("name" = $1 OR NOT "active")
        Sqlite:   SELECT "authors"."name" FROM "library"."authors" WHERE NOT ("authors"."name" = ?1 OR NOT "authors"."active")
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().columns(a.name).filter(a.name.eq("x")).filter(a.born.is_not_null())),
        @r#"
        Postgres: SELECT "name" FROM "library"."authors" WHERE "name" = $1 AND "born" IS NOT NULL
        Sqlite:   SELECT "authors"."name" FROM "library"."authors" WHERE "authors"."name" = ?1 AND "authors"."born" IS NOT NULL
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().columns(a.name).filter(a.name.eq("x").eq(a.active))),
        @r#"
        Postgres: SELECT "name" FROM "library"."authors" WHERE ("name" = $1) = "active"
        Sqlite:   SELECT "authors"."name" FROM "library"."authors" WHERE ("authors"."name" = ?1) = "authors"."active"
        "#
    );
}
