//! Updates and deletes that read other tables.

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, check_changed, sql};
use crate::library::{
    Author, Book, Employee, Genre, Library, authors, books, employees, fill, reviews,
};

both!(Library, fill: updates, updates_on_a_predicate, updates_from_a_named_query, updates_of_one_table_by_itself);

polyschema::alias!(Manager);
polyschema::alias!(Counts);

async fn updates<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let update = b.update().join(a).set(b.title, a.name).filter(a.name.ne("Ada"));
    let mut names = update.returning((b.title, b.genre)).fetch_all(&mut *db).await.unwrap();
    names.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(names, [("Cy".to_owned(), Genre::Poetry), ("Dee".to_owned(), Genre::Novel)]);
}

async fn updates_on_a_predicate<D: Driver>(db: &mut D::Connection) {
    let (a, b, e) = (authors::<D>(), books::<D>(), employees::<D>());
    let update = b.update().join(a).join_on(e, e.id.eq(b.book_id)).set(b.title, e.name);
    check_changed(db, update.filter(a.active), 3).await;
    let titles = ["Root", "Mid", "Rivers", "Bud"].map(str::to_owned);
    check(db, b.select().order_by(b.book_id.asc()).columns(b.title), titles).await;
}

async fn updates_from_a_named_query<D: Driver>(db: &mut D::Connection) {
    let (b, r) = (books::<D>(), reviews::<D>());
    let counts =
        r.select().group_by(r.book_id).columns(|id| (id, r.reviewer.max())).named::<Counts>();
    let update = b.update().join_on(&counts, counts.0.eq(b.book_id)).set(b.pages, 0);
    check_changed(db, update, 2).await;
}

async fn updates_of_one_table_by_itself<D: Driver>(db: &mut D::Connection) {
    let e = employees::<D>();
    let manager = e.alias::<Manager>();
    let update = e.update().join_on(manager, e.manager.eq(manager.id)).set(e.name, manager.name);
    check_changed(db, update, 3).await;
    let names = ["Root", "Root", "Mid", "Mid"].map(str::to_owned);
    check(db, e.select().order_by(e.id.asc()).columns(e.name), names).await;
}

#[tokio::test]
async fn deletes_on_postgres() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let mut db = database.connect().await;
    polyschema::Catalog::of::<Library<Postgres>>().unwrap().create_all(&mut db).await.unwrap();
    fill::<Postgres>(&mut db).await;
    let (a, b, r) = (authors::<Postgres>(), books::<Postgres>(), reviews::<Postgres>());
    let delete = r.delete().join(b).join(a).filter(a.name.eq("Ada")).returning(r.reviewer);
    let mut gone = delete.fetch_all(&mut db).await.unwrap();
    gone.sort();
    assert_eq!(gone, ["x", "y"]);
    check(&mut db, r.select().columns(count_all()), [1]).await;
}

#[test]
fn joins_of_writes_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Book, |b| {
            let a = Author::bind(b.schema());
            b.update().join(a).set(b.title, a.name).filter(a.active).returning((b.title, b.genre))
        }),
        @r#"
    Postgres: UPDATE "library"."books" SET "title" = "authors"."name" FROM "library"."authors" WHERE "books"."author_id" = "authors"."author_id" AND "authors"."active" RETURNING "books"."title", "books"."genre"::text
    Sqlite:   UPDATE "library"."books" SET "title" = "authors"."name" FROM "library"."authors" WHERE "books"."author_id" = "authors"."author_id" AND "authors"."active" RETURNING "books"."title", "books"."genre"
    "#
    );
    insta::assert_snapshot!(
        sql!(Library, Employee, |e| {
            let manager = e.alias::<Manager>();
            e.update().join_on(manager, e.manager.eq(manager.id)).set(e.name, manager.name)
        }),
        @r#"UPDATE "library"."employees" SET "name" = "Manager"."name" FROM "library"."employees" AS "Manager" WHERE "employees"."manager" = "Manager"."id""#
    );
    let (b, a) = (books::<Postgres>(), authors::<Postgres>());
    insta::assert_snapshot!(b.delete().join(a).returning_all().to_sql().unwrap(), @r#"DELETE FROM "library"."books" USING "library"."authors" WHERE "books"."author_id" = "authors"."author_id" RETURNING "books"."book_id", "books"."title", "books"."author_id", "books"."genre"::text, "books"."pages""#);
}
