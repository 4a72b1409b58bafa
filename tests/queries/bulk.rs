//! Many rows at once: one array for each column on PostgreSQL, rows of values elsewhere.

use std::marker::PhantomData;

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, check_changed, sql};
use crate::library::{
    Book, Genre, Library, NewAuthor, NewBook, Review, authors, books, fill, new_book, new_review,
    reviews,
};

both!(Library, fill:
    any_number_of_rows, enums, columns_left_to_defaults, rows_in_order, absent_values, upserts, refusals,
);

/// More values than one statement has binds.
async fn any_number_of_rows<D: Driver>(db: &mut D::Connection) {
    let r = reviews::<D>();
    let rows = (0..70_000).map(|i| new_review(1, &format!("reviewer {i}"), (i % 7) as i16, None));
    check_changed(db, r.insert_many(rows), 70_000).await;
    let query = r.select().filter(r.reviewer.like("reviewer %"));
    check(db, query.columns((count_all(), r.stars.sum())), [(70_000, Some(210_000))]).await;
}

async fn enums<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let rows = [Genre::Essay, Genre::Novel, Genre::Poetry, Genre::Essay];
    let rows = rows.map(|genre| NewBook::new("Many", 1, genre));
    let query = b.insert_many(rows).returning(b.genre);
    check(db, query, [Genre::Essay, Genre::Novel, Genre::Poetry, Genre::Essay]).await;
}

/// All rows leave the same columns to their defaults, or give them.
async fn columns_left_to_defaults<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let rows = ["E", "F"].map(NewAuthor::new);
    let query = a.insert_many(rows).returning((a.score, a.active));
    check(db, query, [(2.5, true), (2.5, true)]).await;
    let rows = ["G", "H"].map(|name| NewAuthor { score: 1.0.into(), ..NewAuthor::new(name) });
    let query = a.insert_many(rows).returning((a.score, a.active));
    check(db, query, [(1.0, true), (1.0, true)]).await;
}

async fn rows_in_order<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let rows = (0..5_000).map(|i| new_book("Many", 1, Genre::Essay, Some(i)));
    let returned = b.insert_many(rows).returning(b.pages).fetch_all(db).await.unwrap();
    assert_eq!(returned, (0..5_000).map(Some).collect::<Vec<_>>());
}

async fn absent_values<D: Driver>(db: &mut D::Connection) {
    let r = reviews::<D>();
    let rows =
        [new_review(2, "a", 1, None), new_review(2, "b", 2, Some("")), new_review(2, "c", 3, None)];
    let query = r.insert_many(rows).returning(r.note);
    check(db, query, [None, Some(String::new()), None]).await;
    let rows = ["d", "e"].map(|reviewer| new_review(2, reviewer, 1, None));
    check(db, r.insert_many(rows).returning(r.note), [None, None]).await;
}

async fn upserts<D: Driver>(db: &mut D::Connection) {
    let r = reviews::<D>();
    let rows = ["x", "y", "z"].map(|reviewer| new_review(1, reviewer, 2, None));
    let query = r.insert_many(rows).on_conflict((r.book_id, r.reviewer)).do_update(r.stars);
    check_changed(db, query, 3).await;
    check(db, r.select().filter(r.book_id.eq(1)).columns(r.stars), [2, 2, 2]).await;
}

/// One row of many is refused, and named as when it is alone.
async fn refusals<D: Driver>(db: &mut D::Connection) {
    let r = reviews::<D>();
    let rows = ["a", "b", "x"].map(|reviewer| new_review(1, reviewer, 2, None));
    let error = r.insert_many(rows).execute(&mut *db).await.unwrap_err().to_string();
    assert!(
        error.starts_with("insert of `library.reviews` was refused: it violates the unique"),
        "{error}"
    );
    check(db, r.select().columns(count_all()), [3]).await;
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "rivers", abstract)]
pub struct River {
    #[column(primary_key)]
    pub name: String,
    pub countries: Vec<String>,
}

#[derive(Schema)]
#[schema(name = "nature", database = Postgres, tables(River))]
pub struct Nature;

/// An array of arrays has no rows of one dimension, so each value is a bind.
#[tokio::test]
async fn columns_that_are_arrays() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let db = &mut database.connect().await;
    Catalog::of::<Nature>().unwrap().create_all(&mut *db).await.unwrap();
    let rivers = River::bind_schema::<Nature>();
    let countries = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let rows = [
        NewRiver { name: "Mekong".into(), countries: countries(&["Laos", "Vietnam"]) },
        NewRiver { name: "Indus".into(), countries: countries(&["Pakistan"]) },
        NewRiver { name: "Styx".into(), countries: countries(&[]) },
    ];
    let sql = rivers.insert_many(rows.clone()).to_sql().unwrap();
    assert!(sql.ends_with("VALUES ($1, $2), ($3, $4), ($5, $6)"), "{sql}");
    let returned = rivers.insert_many(rows).returning_all().fetch_all(db).await.unwrap();
    let lengths: Vec<_> = returned.iter().map(|river| river.countries.len()).collect();
    assert_eq!(lengths, [2, 1, 0]);
}

#[derive(Debug, Clone, Table)]
#[table(name = "codes", abstract)]
pub struct Code {
    #[column(primary_key, char = 2)]
    pub iso: String,
    #[column(sql_type = "inet")]
    pub server: String,
}

#[derive(Schema)]
#[schema(name = "codes", database = D, tables(Code))]
pub struct Codes<D>(PhantomData<D>);

#[test]
fn many_rows_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Review, |r| r.insert_many(["a", "b"].map(|by| new_review(1, by, 1, None)))),
        @r#"
        Postgres: INSERT INTO "library"."reviews" ("book_id", "reviewer", "stars", "note") SELECT * FROM UNNEST($1::int8[], $2::text[], $3::int2[], $4::text[])
        Sqlite:   INSERT INTO "library"."reviews" ("book_id", "reviewer", "stars", "note") VALUES (?1, ?2, ?3, ?4), (?5, ?6, ?7, ?8)
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Book, |b| b.insert_many([Genre::Essay, Genre::Novel].map(|genre| NewBook::new("x", 1, genre)))),
        @r#"
        Postgres: INSERT INTO "library"."books" ("title", "author_id", "genre", "pages") SELECT * FROM UNNEST($1::text[], $2::int4[], $3::text[]::"library"."genre"[], $4::int4[])
        Sqlite:   INSERT INTO "library"."books" ("title", "author_id", "genre", "pages") VALUES (?1, ?2, ?3, ?4), (?5, ?6, ?7, ?8)
        "#
    );
    let code = |iso: &str| NewCode { iso: iso.to_owned(), server: "10.0.0.1".to_owned() };
    let codes = Code::bind_schema::<Codes<Postgres>>();
    insta::assert_snapshot!(codes.insert_many([code("jp"), code("kr")]).to_sql().unwrap(), @r#"INSERT INTO "codes"."codes" ("iso", "server") SELECT * FROM UNNEST($1::bpchar[], $2::text[]::inet[])"#);
}
