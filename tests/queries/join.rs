//! Joins along foreign keys and along predicates, aliases, and the absent side of an outer join.

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, sql};
use crate::library::{
    Author, Book, Employee, Library, Review, authors, books, employees, fill, reviews,
};

both!(Library, fill:
    along_the_foreign_key, against_the_foreign_key, whole_rows, three_tables, absent_columns, absent_rows,
    on_a_predicate, outer_on_a_predicate, a_table_with_itself, counts_of_the_absent, rows_that_belong,
    outer_rows_in_any_order, right_and_full, rows_without_a_match,
);

polyschema::alias!(Manager);
polyschema::alias!(pub Chief, "the \"chief\"");
polyschema::alias!(Twin, "Employees");

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> [(String, String); N] {
    pairs.map(|(one, two)| (one.to_owned(), two.to_owned()))
}

async fn along_the_foreign_key<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let query =
        b.select().join(a).filter(a.active).order_by(b.book_id.asc()).columns((b.title, a.name));
    let expected = [("Engines", "Ada"), ("Notes_50%", "Ada"), ("Lakes", "Dee")];
    check(db, query, pairs(expected)).await;
}

async fn against_the_foreign_key<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let query = a.select().join(b).order_by(b.title.asc()).columns((a.name, b.title));
    let expected = [("Ada", "Engines"), ("Dee", "Lakes"), ("Ada", "Notes_50%"), ("Cy", "Rivers")];
    check(db, query, pairs(expected)).await;
    // Without `columns`, the rows of the first table, once for each match.
    let query = a.select().join(b).order_by(b.title.asc());
    let names: Vec<_> = query.fetch_all(db).await.unwrap().into_iter().map(|a| a.name).collect();
    assert_eq!(names, ["Ada", "Dee", "Ada", "Cy"]);
}

async fn whole_rows<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let query = b.select().join(a).filter(b.title.eq("Rivers")).columns((a, b.pages, b));
    let (author, pages, book) = query.fetch_one(&mut *db).await.unwrap();
    assert_eq!((author.name.as_str(), pages, book.title.as_str()), ("Cy", Some(60), "Rivers"));
    assert_eq!(book.author_id, author.author_id);
    let query = b.select().filter(b.title.eq("Rivers")).columns((b,));
    assert_eq!(query.fetch_one(db).await.unwrap(), (book,));
}

async fn three_tables<D: Driver>(db: &mut D::Connection) {
    let (a, b, r) = (authors::<D>(), books::<D>(), reviews::<D>());
    let query = r.select().join(b).join(a).order_by(r.stars.asc()).columns((a.name, r.stars));
    let expected = [("Ada", 3), ("Cy", 4), ("Ada", 5)];
    check(db, query, expected.map(|(name, stars)| (name.to_owned(), stars))).await;
    let query = a.select().join(b).join(r).columns(count_all());
    check(db, query, [3]).await;
}

async fn absent_columns<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let query = a.select().left_join(b).order_by(a.name.asc()).order_by(b.book_id.asc());
    let query = query.filter(a.name.is_in(["Ada", "Bo"])).columns((a.name, b.title, b.pages));
    let expected =
        [("Ada", Some("Engines"), Some(100)), ("Ada", Some("Notes_50%"), None), ("Bo", None, None)];
    let expected =
        expected.map(|(name, title, pages)| (name.to_owned(), title.map(str::to_owned), pages));
    check(db, query, expected).await;
}

async fn absent_rows<D: Driver>(db: &mut D::Connection) {
    let (a, b, r) = (authors::<D>(), books::<D>(), reviews::<D>());
    let query = a.select().left_join(b).left_join(r).order_by(a.name.asc()).order_by(b.title.asc());
    let query = query.order_by(r.reviewer.asc()).columns((a.name, b, r, b.title));
    let rows = query.fetch_all(db).await.unwrap();
    let seen: Vec<_> = rows
        .iter()
        .map(|(name, book, review, title)| {
            assert_eq!(book.as_ref().map(|book| &book.title), title.as_ref());
            (name.as_str(), title.as_deref(), review.as_ref().map(|review| review.stars))
        })
        .collect();
    let expected = [
        ("Ada", Some("Engines"), Some(5)),
        ("Ada", Some("Engines"), Some(3)),
        ("Ada", Some("Notes_50%"), None),
        ("Bo", None, None),
        ("Cy", Some("Rivers"), Some(4)),
        ("Dee", Some("Lakes"), None),
    ];
    assert_eq!(seen, expected);
}

/// The first row has the absent side, so that later rows meet types not looked at before.
async fn outer_rows_in_any_order<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let query = a.select().left_join(b).filter(a.name.is_in(["Bo", "Cy"])).order_by(a.name.asc());
    let rows = query.columns((b, a)).fetch_all(db).await.unwrap();
    let titles: Vec<_> =
        rows.iter().map(|(b, a)| (b.as_ref().map(|b| &*b.title), &*a.name)).collect();
    assert_eq!(titles, [(None, "Bo"), (Some("Rivers"), "Cy")]);
}

async fn on_a_predicate<D: Driver>(db: &mut D::Connection) {
    let (a, e) = (authors::<D>(), employees::<D>());
    let on = e.id.eq(2).and(a.name.ne(e.name)).and(a.active);
    let query = a.select().join_on(e, on).order_by(a.name.asc()).columns((a.name, e.name));
    check(db, query, pairs([("Ada", "Mid"), ("Bo", "Mid"), ("Dee", "Mid")])).await;
}

async fn outer_on_a_predicate<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let on = b.author_id.eq(a.author_id).and(b.pages.gt(90));
    let query = a.select().left_join_on(b, on).order_by(a.name.asc()).columns((a.name, b.title));
    let expected = [("Ada", Some("Engines")), ("Bo", None), ("Cy", None), ("Dee", Some("Lakes"))];
    check(db, query, expected.map(|(a, b)| (a.to_owned(), b.map(str::to_owned)))).await;
}

async fn a_table_with_itself<D: Driver>(db: &mut D::Connection) {
    let e = employees::<D>();
    let (manager, chief) = (e.alias::<Manager>(), e.alias::<Chief>());
    let query = e.select().join_on(manager, e.manager.eq(manager.id)).order_by(e.id.asc());
    let query = query.columns((e.name, manager.name));
    check(db, query, pairs([("Mid", "Root"), ("Leaf", "Mid"), ("Bud", "Mid")])).await;
    let query = e
        .select()
        .left_join_on(manager, e.manager.eq(manager.id))
        .left_join_on(chief, manager.manager.eq(chief.id))
        .order_by(e.id.asc())
        .columns((e.name, chief.name, chief));
    let rows = query.fetch_all(&mut *db).await.unwrap();
    let names: Vec<_> = rows.iter().map(|(name, chief, _)| (&**name, chief.as_deref())).collect();
    assert_eq!(
        names,
        [("Root", None), ("Mid", None), ("Leaf", Some("Root")), ("Bud", Some("Root"))]
    );
    assert_eq!(rows[2].2.as_ref().map(|chief| chief.id), Some(1));
    // An alias that is the table's own name in other letters, which SQLite takes for the same.
    let twin = e.alias::<Twin>();
    let query = e.select().join_on(twin, e.manager.eq(twin.id)).columns((e.name, twin.name));
    check(db, query.order_by(e.id.asc()).limit(1), pairs([("Mid", "Root")])).await;
    let query = manager.select().filter(manager.manager.is_null()).columns(manager.name);
    check(db, query, ["Root".to_owned()]).await;
}

async fn counts_of_the_absent<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let query = a.select().left_join(b).filter(a.name.eq("Bo"));
    check(db, query.columns((count_all(), b.book_id.count(), b.pages.sum())), [(1, 0, None)]).await;
}

async fn rows_that_belong<D: Driver>(db: &mut D::Connection) {
    let (a, b, r) = (authors::<D>(), books::<D>(), reviews::<D>());
    let ada = a.find(1).fetch_one(&mut *db).await.unwrap();
    let query = b.belonging_to(&ada).order_by(b.book_id.asc());
    let owned = query.clone().fetch_all(&mut *db).await.unwrap();
    assert_eq!(owned.iter().map(|b| &*b.title).collect::<Vec<_>>(), ["Engines", "Notes_50%"]);
    let query = query.filter(b.pages.is_null()).columns(b.title);
    check(db, query, ["Notes_50%".to_owned()]).await;
    let query = r.belonging_to(&owned[0]).columns(r.stars).order_by(r.stars.asc());
    check(db, query, [3, 5]).await;
    let bo = a.find(2).fetch_one(&mut *db).await.unwrap();
    check(db, b.belonging_to(&bo), []).await;
}

async fn rows_without_a_match<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let query = a.select().left_join(b).filter(b.is_absent()).columns((a.name, b.is_absent()));
    check(db, query, [("Bo".to_owned(), true)]).await;
    let query = b.select().right_join(a).filter(not(b.is_absent())).columns(count_all());
    check(db, query, [4]).await;
}

async fn right_and_full<D: Driver>(db: &mut D::Connection) {
    let (a, b, e) = (authors::<D>(), books::<D>(), employees::<D>());
    let query = b.select().right_join(a).order_by(a.author_id.asc()).order_by(b.book_id.asc());
    let expected = [
        (Some("Engines"), "Ada"),
        (Some("Notes_50%"), "Ada"),
        (None, "Bo"),
        (Some("Rivers"), "Cy"),
        (Some("Lakes"), "Dee"),
    ];
    let expected = expected.map(|(title, name)| (title.map(str::to_owned), name.to_owned()));
    check(db, query.clone().columns((b.title, a.name)), expected).await;
    // Without `columns`: the rows of the first table, or `None`.
    let rows = query.fetch_all(&mut *db).await.unwrap();
    let titles: Vec<_> = rows.iter().map(|b| b.as_ref().map(|b| &*b.title)).collect();
    assert_eq!(titles, [Some("Engines"), Some("Notes_50%"), None, Some("Rivers"), Some("Lakes")]);
    let query = a.select().full_join_on(e, e.name.eq(a.name)).filter(a.name.lt("C"));
    let query = query.order_by(a.name.asc()).columns((a.name, e.name, e));
    let expected = [("Ada", None, None), ("Bo", None, None)];
    let expected =
        expected.map(|(a, e, whole): (_, Option<String>, _)| (Some(a.to_owned()), e, whole));
    check(db, query, expected).await;
    let query = a.select().full_join(b).left_join_on(e, e.name.eq(a.name));
    check(db, query.columns((a.name.count(), b.title.count(), e.id.count())), [(5, 4, 0)]).await;
}

#[tokio::test]
async fn a_table_read_twice_is_refused() {
    let b = Book::bind_schema::<Library<Sqlite>>();
    let error = b.select().join_on(b, schema_name(b.schema()).ne("")).to_sql().unwrap_err();
    insta::assert_snapshot!(
        error,
        @"`library.books` is read twice by one statement; give one of them an alias with `.alias::<..>()`"
    );
}

#[test]
fn joins_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Book, |b| b.select().join(Author::bind(b.schema())).columns(b.title)),
        @r#"SELECT "books"."title" FROM "library"."books" JOIN "library"."authors" ON "books"."author_id" = "authors"."author_id""#
    );
    insta::assert_snapshot!(
        sql!(Library, Book, |b| b.select().left_join(Review::bind(b.schema())).join(Author::bind(b.schema())).columns((b.title, b.genre))),
        @r#"
        Postgres: SELECT "books"."title", "books"."genre"::text FROM "library"."books" LEFT JOIN "library"."reviews" ON "reviews"."book_id" = "books"."book_id" JOIN "library"."authors" ON "books"."author_id" = "authors"."author_id"
        Sqlite:   SELECT "books"."title", "books"."genre" FROM "library"."books" LEFT JOIN "library"."reviews" ON "reviews"."book_id" = "books"."book_id" JOIN "library"."authors" ON "books"."author_id" = "authors"."author_id"
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Employee, |e| e.select().join_on(e.alias::<Chief>(), e.manager.eq(e.alias::<Chief>().id)).columns((e.name, e.alias::<Chief>().name))),
        @r#"SELECT "employees"."name", "the ""chief"""."name" FROM "library"."employees" JOIN "library"."employees" AS "the ""chief""" ON "employees"."manager" = "the ""chief"""."id""#
    );
    insta::assert_snapshot!(
        sql!(Library, Employee, |e| e.select().join_on(e.alias::<Twin>(), e.manager.eq(e.alias::<Twin>().id)).columns((e.name, e.alias::<Twin>().name))),
        @r#"
        Postgres: SELECT "employees"."name", "Employees"."name" FROM "library"."employees" JOIN "library"."employees" AS "Employees" ON "employees"."manager" = "Employees"."id"
        Sqlite:   SELECT "employees"."name", "t2"."name" FROM "library"."employees" JOIN "library"."employees" AS "t2" ON "employees"."manager" = "t2"."id"
        "#
    );
}
