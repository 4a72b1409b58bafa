//! Queries that are rendered once: with other values, in other schemas, by many threads.

use std::marker::PhantomData;
use std::sync::LazyLock;

use polyschema::exec::Driver;
use polyschema::prelude::*;
use polyschema::query::{
    BindCount, ByPosition, Given, Param, Reusable, Whole, reusable, reusable_change, schema_name,
};
use polyschema::sqlite::{Location, attach};
use polyschema::value::Value;

use crate::common::{both, check, check_changed, in_both};
use crate::library::{Author, Book, Genre, Library, authors, fill, new_author, new_book};

both!(Library, fill: values, nullable_values, groups, changes, in_raw, under_another_name);

#[derive(Schema)]
#[schema(database = D, tables(Author, Book))]
struct Tenant<D>(PhantomData<D>);

static LARGER: LazyLock<Reusable<Tenant<Postgres>, Param<f64>, Whole<Author>>> =
    LazyLock::new(|| {
        reusable(|tenant, least| {
            let a = Author::bind(tenant);
            a.select().filter(a.score.gt(least)).order_by(a.name.asc())
        })
        .unwrap()
    });

static NAMES: LazyLock<Reusable<Library<Sqlite>, (), ByPosition<(String, Option<i32>)>>> =
    LazyLock::new(|| {
        let query = reusable(|library, ()| {
            let a = Author::bind(library);
            a.select().order_by(a.name.asc()).columns((a.name, a.born))
        });
        query.unwrap().by_position()
    });

/// The names of authors who were born between two years, and of a title that begins so.
fn found<S>() -> Reusable<S, (Param<i32>, Param<i32>, Param<String>), ByPosition<(String, String)>>
where
    S: Provides<Author> + Provides<Book>,
{
    let query =
        reusable(|schema: &SchemaRef<S>, (from, to, title): (Param<_>, Param<_>, Param<_>)| {
            let (a, b) = (Author::bind(schema), Book::bind(schema));
            b.select()
                .join_on(&a, a.author_id.eq(b.author_id))
                .filter(a.born.between(from, to))
                .filter(b.title.like(title).or(a.born.eq(from)))
                .order_by(b.title.asc())
                .columns((a.name, b.title))
        });
    query.unwrap().by_position()
}

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> [(String, String); N] {
    pairs.map(|(a, b)| (a.to_owned(), b.to_owned()))
}

async fn values<D: Driver>(db: &mut D::Connection) {
    let found = found::<Library<D>>();
    check(db, found.with((1800, 1900, "R%")), pairs([("Cy", "Rivers")])).await;
    check(
        db,
        found.with((1815, 1900, "R%".to_owned())),
        pairs([("Ada", "Engines"), ("Ada", "Notes_50%"), ("Cy", "Rivers")]),
    )
    .await;
    let here = found.in_schema(&Library::<D>::schema_ref());
    check(db, here.with((1900, 2000, "%")), pairs([("Dee", "Lakes"), ("Cy", "Rivers")])).await;
    let genre = reusable(|library: &SchemaRef<Library<D>>, genre: Param<Genre>| {
        let b = Book::bind(library);
        b.select().filter(b.genre.eq(genre)).columns(count_all())
    });
    let genre = genre.unwrap();
    check(db, genre.with(Genre::Novel), [2]).await;
    check(db, genre.with(Genre::Essay), [1]).await;
}

async fn nullable_values<D: Driver>(db: &mut D::Connection) {
    let born = reusable(|library: &SchemaRef<Library<D>>, born: Param<Option<i32>>| {
        let a = Author::bind(library);
        a.select().filter(a.born.is_not_distinct_from(born)).columns(a.name)
    });
    let born = born.unwrap();
    check(db, born.with(1900), ["Cy".to_owned()]).await;
    check(db, born.with(None), ["Bo".to_owned()]).await;
}

async fn groups<D: Driver>(db: &mut D::Connection) {
    let productive =
        reusable(|library: &SchemaRef<Library<D>>, (books, pages): (Param<i64>, Param<i32>)| {
            let (a, b) = (Author::bind(library), Book::bind(library));
            let long = b.select().filter(b.pages.ge(pages)).columns(b.author_id);
            b.select()
                .join(a)
                .filter(a.author_id.is_in(long))
                .group_by(a.name)
                .having(|_| count_all().ge(books))
                .order_by(|name| name.asc())
                .columns(|name| (schema_name(library), name, count_all()))
        });
    let productive = productive.unwrap();
    let row = |name: &str, books| ("library".to_owned(), name.to_owned(), books);
    check(db, productive.with((1, 100)), [row("Ada", 2), row("Dee", 1)]).await;
    check(db, productive.with((2, 100)), [row("Ada", 2)]).await;
    check(db, productive.with((2, 1000)), []).await;
}

async fn changes<D: Driver>(db: &mut D::Connection) {
    let rename = reusable_change(
        |library: &SchemaRef<Library<D>>, (name, id): (Param<String>, Param<i32>)| {
            let a = Author::bind(library);
            a.update().set(a.name, name).set(a.born, 1).filter(a.author_id.eq(id))
        },
    );
    let rename = rename.unwrap();
    check_changed(db, rename.with(("Adah", 1)), 1).await;
    check_changed(db, rename.with(("Nobody", 99)), 0).await;
    let copy = reusable_change(|library: &SchemaRef<Library<D>>, id: Param<i32>| {
        let (a, b) = (Author::bind(library), Book::bind(library));
        let source = b.select().join(a).filter(a.author_id.eq(id));
        let source = source.columns((b.title, a.author_id, b.genre));
        b.insert_from((b.title, b.author_id, b.genre), source)
    });
    check_changed(db, copy.unwrap().with(3), 1).await;
    let gone = reusable(|library: &SchemaRef<Library<D>>, born: Param<i32>| {
        let a = Author::bind(library);
        a.delete().filter(a.born.eq(born)).filter(a.name.ne("Adah")).returning(a.name)
    });
    check(db, gone.unwrap().with(1), []).await;
    let a = authors::<D>();
    check(db, a.select().filter(a.born.eq(1)).columns(a.name), ["Adah".to_owned()]).await;
}

async fn in_raw<D: Driver>(db: &mut D::Connection) {
    let query = reusable(
        |library: &SchemaRef<Library<D>>, (least, most): (Param<i32>, Param<i32>)| {
            let a = Author::bind(library);
            raw!("SELECT {a.name} FROM {a} WHERE {a.born} >= {least} AND {a.born} < {most} ORDER BY 1")
            .rows::<String>()
        },
    );
    let query = query.unwrap();
    check(db, query.with((1800, 1900)), ["Ada".to_owned()]).await;
    check(db, query.with((1900, 2000)), ["Cy".to_owned(), "Dee".to_owned()]).await;
}

async fn under_another_name<D: Driver>(db: &mut D::Connection) {
    let found = found::<Library<D>>();
    let elsewhere = SchemaMap::new().with::<Library<D>>("else\"where").unwrap();
    let sql = found.with((1, 2, "")).with_schema_map(&elsewhere).to_sql().unwrap();
    let own = found.with((1, 2, "")).to_sql().unwrap();
    assert_eq!(sql, own.replace("\"library\"", "\"else\"\"where\""));
    assert!(found.with((1, 2, "")).with_schema_map(&elsewhere).fetch_all(db).await.is_err());
    let foreign = elsewhere.with::<Tenant<D>>("t").unwrap();
    let error = found.with((1, 2, "")).with_schema_map(&foreign).to_sql().unwrap_err();
    assert_eq!(
        error.to_string(),
        "select of `books` is reusable, and other schemas than its own keep their names"
    );
}

/// A hundred schemas with one query; each has its own rows.
async fn in_many_schemas<D: Driver>(db: &mut D::Connection, tenants: &[SchemaRef<Tenant<D>>]) {
    for (number, tenant) in (0..).zip(tenants) {
        let (a, b) = (Author::bind(tenant), Book::bind(tenant));
        let author = new_author(tenant.name(), Some(1900 + number), 1.0, true);
        a.insert(author).execute(&mut *db).await.unwrap();
        let book = new_book("Rivers", 1, Genre::Poetry, None);
        b.insert(book).execute(&mut *db).await.unwrap();
    }
    let found = found::<Tenant<D>>();
    for tenant in tenants {
        let query = found.in_schema(tenant).with((1900, 2100, "%"));
        check(db, query, pairs([(tenant.name(), "Rivers")])).await;
    }
    let last = found.in_schema(&tenants[tenants.len() - 1]);
    check(db, last.with((1900, 1900, "%")), []).await;
}

#[tokio::test]
async fn in_many_schemas_on_postgres() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let mut db = database.connect().await;
    let names = (0..100).map(|number| format!("tenant \"{number}\""));
    let tenants: Vec<_> = names.map(|name| Tenant::<Postgres>::named(&name).unwrap()).collect();
    for tenant in &tenants {
        Catalog::of_schema(tenant).unwrap().create_all(&mut db).await.unwrap();
    }
    in_many_schemas::<Postgres>(&mut db, &tenants).await;
    let rows = LARGER.in_schema(&tenants[7]).with(0.5).fetch_all(&mut db).await.unwrap();
    assert_eq!(rows[0].name, "tenant \"7\"");
}

#[tokio::test]
async fn in_many_schemas_on_sqlite() {
    let mut db = polyschema_test_support::sqlite().await;
    // As many as SQLite attaches at a time.
    let names = (0..10).map(|number| format!("tenant \"{number}\""));
    let tenants: Vec<_> = names.map(|name| Tenant::<Sqlite>::named(&name).unwrap()).collect();
    for tenant in &tenants {
        attach(&mut db, tenant, &Location::Memory).await.unwrap();
        Catalog::of_schema(tenant).unwrap().create_all(&mut db).await.unwrap();
    }
    in_many_schemas::<Sqlite>(&mut db, &tenants).await;
}

/// The address of the text that is sent.
fn address<S: Schema, O>(query: Given<S, O>) -> *const u8 {
    query.prepare::<BindCount>(None).unwrap().into_vec()[0].sql.as_ptr()
}

#[test]
fn nothing_is_rendered_again() {
    assert_eq!(address(NAMES.with(())), address(NAMES.with(())));
    let acme = Tenant::<Postgres>::named("acme").unwrap();
    let here = LARGER.in_schema(&acme);
    assert_eq!(address(here.with(1.0)), address(here.clone().with(2.0)));
    let typed = {
        let a = Author::bind(&acme);
        a.select().filter(a.score.gt(1.0)).order_by(a.name.asc()).to_sql().unwrap()
    };
    assert_eq!(here.with(1.0).to_sql().unwrap(), typed);
}

#[test]
fn threads_share_one() {
    let texts: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|number| {
                scope.spawn(move || {
                    let tenant = Tenant::<Postgres>::named(&format!("t{number}")).unwrap();
                    LARGER.in_schema(&tenant).with(1.0).to_sql().unwrap()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    for (number, text) in texts.iter().enumerate() {
        assert!(text.contains(&format!("FROM \"t{number}\".\"authors\"")), "{text}");
    }
}

#[test]
fn reusable_as_sql() {
    fn text<D: Driver>() -> String {
        let enums = reusable(|library: &SchemaRef<Library<D>>, genre: Param<Genre>| {
            let b = Book::bind(library);
            b.select().filter(b.genre.eq(genre)).columns((schema_name(library), b.genre))
        });
        let texts = [
            found::<Library<D>>().with((1, 2, "x")).to_sql(),
            enums.unwrap().with(Genre::Essay).to_sql(),
        ];
        texts.map(Result::unwrap).join("\n")
    }
    insta::assert_snapshot!(in_both(&text::<Postgres>(), &text::<Sqlite>()), @r#"
    Postgres: SELECT "authors"."name", "books"."title" FROM "library"."books" JOIN "library"."authors" ON "authors"."author_id" = "books"."author_id" WHERE "authors"."born" BETWEEN $1 AND $2 AND ("books"."title" LIKE $3 OR "authors"."born" = $4) ORDER BY "books"."title"
    SELECT $1, "genre"::text FROM "library"."books" WHERE "genre" = $2::text::"library"."genre"
    Sqlite:   SELECT "authors"."name", "books"."title" FROM "library"."books" JOIN "library"."authors" ON "authors"."author_id" = "books"."author_id" WHERE "authors"."born" BETWEEN ?1 AND ?2 AND ("books"."title" LIKE ?3 ESCAPE '\' OR "authors"."born" = ?4) ORDER BY "books"."title"
    SELECT ?1, "books"."genre" FROM "library"."books" WHERE "books"."genre" = ?2
    "#);
}

#[test]
fn what_cannot_be_reused_is_refused() {
    let acme = Tenant::<Postgres>::named("acme").unwrap();
    let a = Author::bind(&acme);
    // A table that was bound outside is bound again, to the schema that is left open.
    let query = reusable(|_: &SchemaRef<Tenant<Postgres>>, ()| a.select().columns(a.name)).unwrap();
    let other = Tenant::<Postgres>::named("other").unwrap();
    let sql = query.in_schema(&other).with(()).to_sql().unwrap();
    assert_eq!(sql, r#"SELECT "name" FROM "other"."authors""#);
    // A parameter outside of its query has no value.
    let mut escaped = None;
    let _ = reusable(|tenant: &SchemaRef<Tenant<Postgres>>, least: Param<f64>| {
        escaped = Some(least);
        Author::bind(tenant).select()
    });
    let query = a.select().filter(a.score.gt(escaped.unwrap()));
    let prepared = query.prepare::<Vec<Value>>(None).unwrap().into_vec();
    let bind = format!("{:?}", prepared[0].binds[0].as_ref());
    assert!(bind.contains("a parameter has no value"), "{bind}");
    // The rows of one insert are columns, not values.
    let many = reusable_change(|tenant: &SchemaRef<Tenant<Postgres>>, ()| {
        let row = || new_author("Ada", None, 1.0, true);
        Author::bind(tenant).insert_many([row(), row()])
    });
    let error = many.unwrap_err().to_string();
    assert!(error.ends_with("build the insert anew each time"), "{error}");
}
