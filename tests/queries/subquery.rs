//! Queries inside of expressions: `IN`, `EXISTS`, one value; correlated and not.

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, check_changed, sql};
use crate::library::{Author, Book, Genre, Library, authors, books, fill, reviews};

both!(Library, fill: among, exists, one_value, same_table_inside, enums_inside, in_writes, nested);

fn names<const N: usize>(names: [&str; N]) -> [String; N] {
    names.map(str::to_owned)
}

async fn among<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let query = a.select().order_by(a.name.asc()).columns(a.name);
    let novels = b.select().filter(b.genre.eq(Genre::Novel)).columns(b.author_id);
    check(db, query.clone().filter(a.author_id.is_in(novels.clone())), names(["Ada", "Dee"])).await;
    check(db, query.filter(not(a.author_id.is_in(novels))), names(["Bo", "Cy"])).await;
}

async fn exists<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let query = a.select().order_by(a.name.asc()).columns(a.name);
    let own = b.select().correlate(a).filter(b.author_id.eq(a.author_id));
    check(db, query.clone().filter(own.clone().exists()), names(["Ada", "Cy", "Dee"])).await;
    check(db, query.clone().filter(not(own.clone().exists())), names(["Bo"])).await;
    let long = own.filter(b.pages.gt(90)).exists();
    check(db, query.filter(long.and(a.active)), names(["Ada", "Dee"])).await;
}

async fn one_value<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let count = b.select().correlate(a).filter(b.author_id.eq(a.author_id)).columns(count_all());
    let query = a.select().order_by(a.author_id.asc()).columns((a.name, count.scalar()));
    let expected = [("Ada", Some(2)), ("Bo", Some(0)), ("Cy", Some(1)), ("Dee", Some(1))];
    check(db, query, expected.map(|(name, count)| (name.to_owned(), count))).await;
    let none = b.select().filter(b.title.eq("?")).columns(b.pages).scalar();
    check(db, a.select().limit(1).columns(none), [None]).await;
}

async fn same_table_inside<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let average = a.select().columns(a.score.avg()).scalar();
    let query = a.select().filter(average.lt(a.score)).order_by(a.name.asc());
    check(db, query.columns(a.name), names(["Ada", "Dee"])).await;
}

async fn enums_inside<D: Driver>(db: &mut D::Connection) {
    let (b, r) = (books::<D>(), reviews::<D>());
    let reviewed = b.select().filter(b.book_id.is_in(r.select().columns(r.book_id)));
    let query = b.select().filter(b.genre.is_in(reviewed.columns(b.genre)));
    check(db, query.order_by(b.book_id.asc()).columns(b.title), names(["Engines", "Rivers"])).await;
}

async fn in_writes<D: Driver>(db: &mut D::Connection) {
    let (a, b, r) = (authors::<D>(), books::<D>(), reviews::<D>());
    let long = b.select().filter(b.pages.gt(200)).columns(b.author_id);
    let update = a.update().set(a.active, false).filter(a.author_id.is_in(long));
    check_changed(db, update, 1).await;
    let of_ada = b.select().correlate(r).filter(b.book_id.eq(r.book_id)).filter(b.author_id.eq(1));
    check_changed(db, r.delete().filter(of_ada.exists()), 2).await;
}

async fn nested<D: Driver>(db: &mut D::Connection) {
    let (a, b, r) = (authors::<D>(), books::<D>(), reviews::<D>());
    let reviewed = r.select().correlate(b).filter(r.book_id.eq(b.book_id)).exists();
    let own = b.select().correlate(a).filter(b.author_id.eq(a.author_id)).filter(reviewed).exists();
    check(db, a.select().filter(own).order_by(a.name.asc()).columns(a.name), names(["Ada", "Cy"]))
        .await;
}

#[test]
fn subqueries_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Author, |a| {
            let b = a.schema();
            let b = Book::bind(b);
            a.select().filter(a.author_id.is_in(b.select().filter(b.genre.eq(Genre::Novel)).columns(b.author_id)))
                .columns(a.name)
        }),
        @r#"
    Postgres: SELECT "name" FROM "library"."authors" WHERE "author_id" IN (SELECT "books"."author_id" FROM "library"."books" WHERE "books"."genre" = $1::text::"library"."genre")
    Sqlite:   SELECT "authors"."name" FROM "library"."authors" WHERE "authors"."author_id" IN (SELECT "books"."author_id" FROM "library"."books" WHERE "books"."genre" = ?1)
    "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| {
            let b = Book::bind(a.schema());
            let own = b.select().correlate(a).filter(b.author_id.eq(a.author_id)).columns(b.genre.min());
            a.select().filter(own.clone().exists()).columns((a.name, own.scalar()))
        }),
        @r#"
    Postgres: SELECT "name", (SELECT min("books"."genre") FROM "library"."books" WHERE "books"."author_id" = "authors"."author_id")::text FROM "library"."authors" WHERE EXISTS (SELECT min("books"."genre") FROM "library"."books" WHERE "books"."author_id" = "authors"."author_id")
    Sqlite:   SELECT "authors"."name", (SELECT min("books"."genre") FROM "library"."books" WHERE "books"."author_id" = "authors"."author_id") FROM "library"."authors" WHERE EXISTS (SELECT min("books"."genre") FROM "library"."books" WHERE "books"."author_id" = "authors"."author_id")
    "#
    );
}
