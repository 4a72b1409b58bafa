//! SQL of one's own: names through bound tables, values as binds; and sqlx itself beside it.

use polyschema::exec::Driver;
use polyschema::prelude::*;
use polyschema::query::{Query, RawQuery};

use crate::common::{both, check, check_changed, in_both};
use crate::library::{Author, Book, Employee, Genre, Library, authors, books, employees, fill};

polyschema::alias!(Manager);

both!(Library, fill:
    rows_by_position, whole_rows, projections, aliases, values, in_typed_queries, in_groups, writes,
    conditional, nulls, other_types, under_another_name, refused_without_a_table,
);

fn names<const N: usize>(names: [&str; N]) -> [String; N] {
    names.map(str::to_owned)
}

async fn rows_by_position<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let least = 1;
    let query = raw!(
        "SELECT {a.name}, count(*), sum({b.pages})
         FROM {a} JOIN {b} ON {b.author_id} = {a.author_id}
         GROUP BY {a.name} HAVING count(*) >= {least} ORDER BY 1"
    );
    let expected = [("Ada", 2, Some(100)), ("Cy", 1, Some(60)), ("Dee", 1, Some(300))];
    let expected = expected.map(|(name, count, pages)| (name.to_owned(), count, pages));
    check(db, query.rows::<(String, i64, Option<i64>)>(), expected).await;
    let one = raw!("SELECT {} FROM {} ORDER BY 1 DESC LIMIT 1", a.name, a);
    check(db, one.rows::<String>(), names(["Dee"])).await;
}

async fn whole_rows<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let query = raw!("SELECT {b:columns} FROM {b} WHERE {b.pages} % 100 = 0 ORDER BY {b.book_id}");
    let typed = b.select().filter(b.pages.is_in([100, 300])).order_by(b.book_id.asc());
    let expected = typed.fetch_all(&mut *db).await.unwrap();
    assert_eq!(expected.len(), 2);
    check(db, query.rows_like(b), expected).await;
}

#[derive(Debug, PartialEq, Projection)]
struct Shelf {
    genre: Genre,
    books: i64,
}

async fn projections<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let query = raw!(
        "SELECT CAST({b.genre} AS text), count(*) FROM {b}
         GROUP BY {b.genre} ORDER BY 2 DESC, 1 LIMIT {}",
        2_i64
    );
    let shelf = ShelfColumns { genre: b.genre, books: count_all() };
    let expected =
        [Shelf { genre: Genre::Novel, books: 2 }, Shelf { genre: Genre::Essay, books: 1 }];
    check(db, query.rows_like(shelf), expected).await;
}

async fn aliases<D: Driver>(db: &mut D::Connection) {
    let e = employees::<D>();
    let m = e.alias::<Manager>();
    let query =
        raw!("SELECT {e.name}, {m.name} FROM {e} JOIN {m} ON {m.id} = {e.manager} ORDER BY {e.id}");
    let expected = [("Mid", "Root"), ("Leaf", "Mid"), ("Bud", "Mid")];
    let expected = expected.map(|(name, manager)| (name.to_owned(), manager.to_owned()));
    check(db, query.rows::<(String, String)>(), expected).await;
}

/// A value is what it is, whatever SQL could be read in it; a brace is written twice.
async fn values<D: Driver>(db: &mut D::Connection) {
    let text = "'; DROP TABLE authors; --";
    let (owned, absent) = (text.to_owned(), None::<String>);
    let a = authors::<D>();
    let query = raw!(
        "SELECT CAST({text} AS text), CAST({owned} AS text), CAST({absent} AS text), '{{}}' FROM {a} LIMIT 1"
    );
    let query = query.rows::<(String, String, Option<String>, String)>();
    check(db, query, [(text.to_owned(), text.to_owned(), None, "{}".to_owned())]).await;
    assert_eq!(owned, text, "a hole borrows");
}

async fn in_typed_queries<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let long = raw!("length({a.name}) > {}", 2).expr::<bool>();
    let query = a.select().filter(long.clone()).order_by(a.name.asc()).columns(a.name);
    check(db, query, names(["Ada", "Dee"])).await;
    let either = raw!("{a.name} = 'Bo' OR {a.name} = 'Cy'").expr::<bool>();
    let query = a.select().filter(a.active.and(either.clone())).columns(a.name);
    check(db, query, names(["Bo"])).await;
    let query = a.select().filter(not(either).and(a.born.lt(1900))).columns(a.name);
    check(db, query, names(["Ada"])).await;
    let shout = raw!("upper({a.name}) || {}", "!").expr::<String>();
    let query = b.select().join(a).order_by(b.pages.desc().nulls_last()).limit(1);
    check(db, query.columns((shout, b.pages)), [("DEE!".to_owned(), Some(300))]).await;
}

async fn in_groups<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let query = b.select().group_by(raw!("{b.pages} / 100").expr::<Option<i32>>());
    let query = query.having(|_| raw!("{} > 0", count_all()).expr::<bool>());
    let query = query.order_by(|hundreds| hundreds.asc().nulls_last());
    let expected = [(Some(0), 1), (Some(1), 1), (Some(3), 1), (None, 1)];
    check(db, query.columns(|hundreds| (hundreds, count_all())), expected).await;
}

async fn writes<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let (name, score) = ("Eve", 1.5);
    let insert = raw!("INSERT INTO {a} ({a.name:bare}, {a.score:bare}) VALUES ({name}, {score})");
    check_changed(db, insert, 1).await;
    let update = raw!(
        "UPDATE {b} SET {b.pages:bare} = {b.pages} + 1 WHERE {}",
        b.genre.eq(Genre::Novel).and(b.pages.gt(0))
    );
    check_changed(db, update, 1).await;
    let delete = raw!("DELETE FROM {a} WHERE {a.name} = {name} RETURNING {a.score}").rows::<f64>();
    check(db, delete, [1.5]).await;
}

async fn conditional<D: Driver>(db: &mut D::Connection) {
    fn titles<D: Driver>(
        pages: Option<i32>,
        title: Option<&str>,
    ) -> impl Query<Database = D, Rows: polyschema::query::Rows<Row = String>> {
        let b = books::<D>();
        let mut query: RawQuery<D, _> =
            raw!("SELECT {b.title} FROM {b} WHERE true").rows::<String>();
        if let Some(pages) = pages {
            query = query.then(raw!(" AND {b.pages} >= {pages}"));
        }
        if let Some(title) = title {
            query = query.then(raw!(" AND {b.title} LIKE {title}"));
        }
        query.then(raw!(" ORDER BY {b.title}"))
    }
    let all = names(["Engines", "Lakes", "Notes_50%", "Rivers"]);
    check(db, titles::<D>(None, None), all).await;
    check(db, titles::<D>(Some(100), None), names(["Engines", "Lakes"])).await;
    check(db, titles::<D>(Some(100), Some("L%")), names(["Lakes"])).await;
}

async fn nulls<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let query = || raw!("SELECT {a.born} FROM {a} ORDER BY {a.author_id} LIMIT 2");
    check(db, query().rows::<Option<i32>>(), [Some(1815), None]).await;
    let error = query().rows::<i32>().fetch_all(db).await.unwrap_err().to_string();
    assert_eq!(
        error,
        "column 0 (`born`) cannot be read: it is NULL, and the Rust type is no `Option`"
    );
}

/// The types that are stated are compared with those that come.
async fn other_types<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let error = raw!("SELECT {a.name} FROM {a}").rows::<i64>().fetch_all(&mut *db).await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("column 0 (`name`)"), "{error}");
    let error =
        raw!("SELECT {a.author_id} FROM {a}").rows::<(i32, i32)>().fetch_all(&mut *db).await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("column 1 (``)"), "{error}");
}

async fn under_another_name<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let elsewhere = SchemaMap::new().with::<Library<D>>("elsewhere").unwrap();
    let query = || raw!("SELECT count(*) FROM {a}").rows::<i64>();
    check(db, query(), [4]).await;
    assert!(query().with_schema_map(&elsewhere).fetch_all(db).await.is_err());
    let sql = query().with_schema_map(&elsewhere).to_sql().unwrap();
    assert_eq!(sql, r#"SELECT count(*) FROM "elsewhere"."authors""#);
}

#[derive(Schema)]
#[schema(database = D, tables(Author, Book))]
struct Tenant<D>(std::marker::PhantomData<D>);

#[test]
fn one_statement_holds_one_name_of_a_schema() {
    let (acme, initech) =
        (Tenant::<Postgres>::named("acme").unwrap(), Tenant::<Postgres>::named("initech").unwrap());
    let (a, b) = (Author::bind(&acme), Book::bind(&initech));
    let sql = raw!("SELECT {a.name} FROM {a}").rows::<String>().to_sql().unwrap();
    insta::assert_snapshot!(sql, @r#"SELECT "authors"."name" FROM "acme"."authors""#);
    let error = raw!("SELECT count(*) FROM {a}, {b}").rows::<i64>().to_sql().unwrap_err();
    insta::assert_snapshot!(error, @"one statement reads `Tenant` as `acme` and as `initech`; a statement holds one name for each schema type");
    let other = Author::bind(&initech);
    let error = raw!("SELECT count(*) FROM {a}, {other}").rows::<i64>().to_sql().unwrap_err();
    insta::assert_snapshot!(error, @"one statement reads `Tenant` as `acme` and as `initech`; a statement holds one name for each schema type");
    let error = raw!("DROP TYPE {initech}.{a}").to_sql().unwrap_err();
    insta::assert_snapshot!(error, @"one statement reads `Tenant` as `acme` and as `initech`; a statement holds one name for each schema type");
    let error = raw!("SELECT {b.title} FROM {a}").rows::<String>().to_sql().unwrap_err();
    insta::assert_snapshot!(error, @"statement of `authors` uses a column of a table that it does not read");
}

#[test]
fn raw_as_sql() {
    fn text<D: Driver>() -> String {
        let (a, b, e) = (authors::<D>(), books::<D>(), employees::<D>());
        let m = e.alias::<Manager>();
        let parts = [
            raw!("SELECT {a:columns} FROM {a}").to_sql(),
            raw!("SELECT {b:columns} FROM {b} WHERE {b.genre} = {}", Genre::Novel).to_sql(),
            raw!("SELECT {m.name} FROM {m}, {e} WHERE {}", b.genre.eq(Genre::Novel)).to_sql(),
            raw!("SELECT {} FROM {b} WHERE {}", 1, b.genre.eq(Genre::Novel)).to_sql(),
            raw!("CREATE SEQUENCE {}.numbers", a.schema()).to_sql(),
            raw!("VACUUM").on::<D>().to_sql(),
            a.select()
                .filter(raw!("true").expr::<bool>().and(a.active))
                .columns(raw!("1 + {a.born}").expr::<i32>())
                .to_sql(),
        ];
        parts.map(|part| part.unwrap_or_else(|error| error.to_string())).join("\n")
    }
    insta::assert_snapshot!(in_both(&text::<Postgres>(), &text::<Sqlite>()), @r#"
    Postgres: SELECT "authors"."author_id", "authors"."name", "authors"."born", "authors"."score", "authors"."active" FROM "library"."authors"
    SELECT "books"."book_id", "books"."title", "books"."author_id", "books"."genre"::text, "books"."pages" FROM "library"."books" WHERE "books"."genre" = $1
    statement of `employees` uses a column of a table that it does not read
    SELECT $1 FROM "library"."books" WHERE ("books"."genre" = $2::text::"library"."genre")
    CREATE SEQUENCE "library".numbers
    VACUUM
    SELECT (1 + "authors"."born") FROM "library"."authors" WHERE (true) AND "active"
    Sqlite:   SELECT "authors"."author_id", "authors"."name", "authors"."born", "authors"."score", "authors"."active" FROM "library"."authors"
    SELECT "books"."book_id", "books"."title", "books"."author_id", "books"."genre", "books"."pages" FROM "library"."books" WHERE "books"."genre" = ?1
    statement of `employees` uses a column of a table that it does not read
    SELECT ?1 FROM "library"."books" WHERE ("books"."genre" = ?2)
    CREATE SEQUENCE "library".numbers
    VACUUM
    SELECT (1 + "authors"."born") FROM "library"."authors" WHERE (true) AND "authors"."active"
    "#);
    let e = Employee::bind_schema::<Library<Postgres>>();
    let query = e.select().columns(raw!("{e.name}::text || ''").expr::<String>()).to_sql().unwrap();
    insta::assert_snapshot!(query, @r#"SELECT ("employees"."name"::text || '') FROM "library"."employees""#);
}

/// What sqlx sends by itself and what the library sends are one transaction.
#[tokio::test]
async fn sqlx_beside_it() {
    let mut db = polyschema_test_support::sqlite().await;
    let schema = Library::<Sqlite>::schema_ref();
    let location = polyschema::sqlite::Location::Memory;
    polyschema::sqlite::attach(&mut db, &schema, &location).await.unwrap();
    Catalog::of::<Library<Sqlite>>().unwrap().create_all(&mut db).await.unwrap();
    fill::<Sqlite>(&mut db).await;
    let a = authors::<Sqlite>();
    let mut transaction = sqlx::Connection::begin(&mut db).await.unwrap();
    a.update().set(a.score, 0.0).all_rows().execute(&mut transaction).await.unwrap();
    let score: f64 = sqlx::query_scalar(r#"SELECT sum("score") FROM "library"."authors""#)
        .fetch_one(&mut *transaction)
        .await
        .unwrap();
    assert_eq!(score, 0.0);
    sqlx::query(r#"DELETE FROM "library"."reviews""#).execute(&mut *transaction).await.unwrap();
    let scores = raw!("SELECT sum({a.score}) FROM {a}").rows::<f64>();
    assert_eq!(scores.fetch_one(&mut transaction).await.unwrap(), 0.0);
    transaction.rollback().await.unwrap();
    let query = a.select().columns(a.score.sum());
    assert_eq!(query.fetch_one(&mut db).await.unwrap(), Some(14.0));
}

#[tokio::test]
async fn sqlx_beside_it_on_postgres() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let mut db = database.connect().await;
    Catalog::of::<Library<Postgres>>().unwrap().create_all(&mut db).await.unwrap();
    fill::<Postgres>(&mut db).await;
    let b = books::<Postgres>();
    let mut transaction = sqlx::Connection::begin(&mut db).await.unwrap();
    b.update().set(b.genre, Genre::Essay).all_rows().execute(&mut transaction).await.unwrap();
    let essays: i64 =
        sqlx::query_scalar(r#"SELECT count(*) FROM "library"."books" WHERE "genre" = 'essay'"#)
            .fetch_one(&mut *transaction)
            .await
            .unwrap();
    assert_eq!(essays, 4);
    // Lists are arrays there; an enum of the schema is named through it.
    let (ids, schema) = (vec![1_i64, 2], b.schema());
    let query = raw!(
        "SELECT count(*) FROM {b} WHERE {b.book_id} = ANY({ids}) AND {b.genre} = {}::text::{schema}.genre",
        "essay"
    );
    assert_eq!(query.rows::<i64>().fetch_one(&mut transaction).await.unwrap(), 2);
    transaction.rollback().await.unwrap();
    let novels = b.select().filter(b.genre.eq(Genre::Novel)).columns(count_all());
    assert_eq!(novels.fetch_one(&mut db).await.unwrap(), 2);
}

async fn refused_without_a_table<D: Driver>(db: &mut D::Connection) {
    let error = raw!("SELECT nothing").on::<D>().execute(db).await.unwrap_err();
    let polyschema::Error::Database(error) = error else { panic!("{error}") };
    assert_eq!((&error.schema, &error.table), (&None, &None));
    assert!(error.to_string().starts_with("raw failed: "), "{error}");
}
