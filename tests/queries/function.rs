//! Functions that a program declares.

use polyschema::exec::Driver;
use polyschema::prelude::*;
use polyschema::sql_function;

use crate::common::{both, check, sql};
use crate::library::{Author, Library, authors, books, fill, reviews};

sql_function! {
    /// The number without its sign: both databases call it so.
    fn magnitude(number: f64) -> f64 as "abs";
    /// The text in quotes.
    fn quoted(text: Option<String>) -> String as "quote";
    fn left_pad(text: String, length: i32, fill: String) -> String as "pg_catalog"."lpad" where Database = Postgres;
    fn pi() -> f64 where Database = Postgres;
    fn unicode(text: String) -> i64;
    fn first_of(one: Option<String>, other: String) -> String as "ifnull" where Database = Sqlite;
}

both!(Library, fill: values_and_columns);

async fn values_and_columns<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let query = a.select().filter(magnitude(a.score).eq(4.5)).order_by(magnitude(a.score).desc());
    let query = query.order_by(a.author_id.asc()).limit(1).columns((magnitude(-2.5), a.name));
    check(db, query, [(2.5, "Ada".to_owned())]).await;
}

#[tokio::test]
async fn of_sqlite() {
    let mut db = polyschema_test_support::sqlite().await;
    let location = polyschema::sqlite::Location::Memory;
    let schema = Library::<Sqlite>::schema_ref();
    polyschema::sqlite::attach(&mut db, &schema, &location).await.unwrap();
    polyschema::Catalog::of::<Library<Sqlite>>().unwrap().create_all(&mut db).await.unwrap();
    fill::<Sqlite>(&mut db).await;
    let (a, b, r) = (authors::<Sqlite>(), books::<Sqlite>(), reviews::<Sqlite>());
    let query = r.select().order_by(r.book_id.asc()).order_by(r.reviewer.asc()).limit(2);
    let query = query.columns((quoted(r.note), first_of(r.note, r.reviewer), unicode("A")));
    let text = |text: &str| text.to_owned();
    check(&mut db, query, [(text("NULL"), text("x"), 65), (text("'ok'"), text("ok"), 65)]).await;
    // What is made of a table that may be absent may be NULL.
    let query = a.select().left_join(b).filter(a.name.eq("Bo")).columns(unicode(b.title));
    check(&mut db, query, [None]).await;
}

#[tokio::test]
async fn of_postgres() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let mut db = database.connect().await;
    polyschema::Catalog::of::<Library<Postgres>>().unwrap().create_all(&mut db).await.unwrap();
    fill::<Postgres>(&mut db).await;
    let a = authors::<Postgres>();
    let query = a.select().filter(a.name.eq("Bo"));
    let query = query.columns((left_pad(a.name, a.author_id + 2, "*"), pi()));
    check(&mut db, query, [("**Bo".to_owned(), std::f64::consts::PI)]).await;
}

#[test]
fn functions_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().filter(magnitude(a.score).gt(0.0)).columns(magnitude(a.score + 1.0))),
        @r#"
    Postgres: SELECT "abs"("score" + $1) FROM "library"."authors" WHERE "abs"("score") > $2
    Sqlite:   SELECT "abs"("authors"."score" + ?1) FROM "library"."authors" WHERE "abs"("authors"."score") > ?2
    "#
    );
    let a = Author::bind_schema::<Library<Postgres>>();
    let query = a.select().columns(left_pad(a.name, 3, "\""));
    insta::assert_snapshot!(query.to_sql().unwrap(), @r#"SELECT "pg_catalog"."lpad"("name", $1, $2) FROM "library"."authors""#);
}
