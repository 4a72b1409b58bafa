//! Pages by number: their rows and the number of all rows, also where there are none.

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, sql};
use crate::library::{
    Author, Book, Genre, Library, NewVisit, authors, books, employees, fill, new_author, new_book,
    new_employee, reviews, visits,
};

both!(Library, fill:
    pages_of_a_table, pages_of_a_filter, pages_past_the_end, pages_of_nothing, pages_of_joins,
    pages_of_groups, pages_of_distinct_rows, pages_of_several_queries,
    pages_of_named_queries, equal_rows_have_an_order, refused_pages, mapped_pages,
);

/// Walks all pages, and one further: together they are the rows that hand-written SQL returns.
macro_rules! walk {
    ($db:expr, $query:expr, $row:ty, $all:literal) => {{
        let all = raw!($all).on::<D>().rows::<$row>().fetch_all(&mut *$db).await.unwrap();
        assert!(!all.is_empty());
        for size in [1, 2, 3, 50] {
            let pages = all.len().div_ceil(size);
            for number in 1..=pages + 1 {
                let query = ($query)(number as u32).page_size(size as u32);
                let page = query.fetch_page(&mut *$db).await.unwrap();
                let rows = all.chunks(size).nth(number - 1).unwrap_or_default();
                assert_eq!(page.rows, rows, "page {number} of size {size}");
                assert_eq!((page.number, page.size), (number as u32, size as u32));
                assert_eq!((page.total, page.pages()), (all.len() as u64, pages as u64));
                assert_eq!(page.has_next(), number < pages);
                assert_eq!(page.has_previous(), number > 1);
            }
        }
    }};
}

async fn pages_of_a_table<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let query = a.select().order_by(a.score.desc()).order_by(a.name.asc());
    let names = query.clone().columns((a.name, a.born));
    walk!(
        db,
        |number| names.clone().page(number),
        (String, Option<i32>),
        r#"SELECT name, born FROM library.authors ORDER BY score DESC, name"#
    );
    // Whole rows, and the size that a page has unless it is said.
    let page = query.clone().page(1).fetch_page(&mut *db).await.unwrap();
    assert_eq!(page.rows, query.fetch_all(&mut *db).await.unwrap());
    assert_eq!((page.size, page.total), (50, 4));
    // Enums, and NULLs in every column but the key.
    let b = books::<D>();
    let query = b.select().order_by(b.genre.asc()).order_by(b.pages.desc().nulls_last());
    let rows = query.clone().fetch_all(&mut *db).await.unwrap();
    let page = query.page(2).page_size(2).fetch_page(db).await.unwrap();
    assert_eq!((&page.rows[..], page.total), (&rows[2..], 4));
}

/// The filter's value is bound for the number of rows, and once more for the page.
async fn pages_of_a_filter<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let query = a.select().filter(a.score.gt(2.0)).filter(a.name.ne("Cy")).order_by(a.name.desc());
    let query = query.columns((a.name, a.author_id + 1));
    walk!(
        db,
        |number| query.clone().page(number),
        (String, i32),
        r#"SELECT name, author_id + 1 FROM library.authors WHERE score > 2 AND name <> 'Cy' ORDER BY name DESC"#
    );
}

async fn pages_past_the_end<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    for (number, size) in [(3, 2), (1_000_000, 50), (u32::MAX, 1), (u32::MAX, u32::MAX)] {
        let query = a.select().page(number).page_size(size);
        let page = query.fetch_page(&mut *db).await.unwrap();
        assert_eq!((page.rows.len(), page.total), (0, 4), "page {number} of size {size}");
        assert!(!page.has_next() && page.has_previous());
    }
    let page = a.select().page(1).page_size(u32::MAX).fetch_page(db).await.unwrap();
    assert_eq!((page.rows.len(), page.pages()), (4, 1));
}

async fn pages_of_nothing<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    for number in [1, 2] {
        let query = a.select().filter(a.name.eq("Zoe")).page(number);
        let page = query.fetch_page(&mut *db).await.unwrap();
        assert_eq!((page.rows.len(), page.total, page.pages()), (0, 0, 0));
        assert!(!page.has_next() && !page.has_previous());
    }
}

async fn pages_of_joins<D: Driver>(db: &mut D::Connection) {
    let (a, b, r) = (authors::<D>(), books::<D>(), reviews::<D>());
    let query = b.select().join(a).left_join(r).order_by(a.name.asc());
    let query = query.columns((a.name, b.title, r.reviewer));
    walk!(
        db,
        |number| query.clone().page(number),
        (String, String, Option<String>),
        r#"SELECT a.name, b.title, r.reviewer FROM library.books b JOIN library.authors a ON a.author_id = b.author_id
           LEFT JOIN library.reviews r ON r.book_id = b.book_id ORDER BY a.name, b.book_id, a.author_id, r.reviewer"#
    );
    // A row whose joined side is absent is still a row of the page.
    let query = a.select().left_join(b).order_by(a.name.asc()).columns(b).page(3).page_size(1);
    let page = query.fetch_page(db).await.unwrap();
    assert_eq!((page.rows, page.total), (vec![None], 5));
}

async fn pages_of_groups<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let query = a.select().group_by(a.score + 1.0).having(|_| count_all().ge(1));
    let query = query.order_by(|_| count_all().desc()).columns(|score| (score, count_all()));
    walk!(
        db,
        |number| query.clone().page(number),
        (f64, i64),
        r#"SELECT score + 1, count(*) FROM library.authors GROUP BY score + 1 ORDER BY 2 DESC, 1 DESC"#
    );
    // Without an order of its own, by what it groups by.
    let query = a.select().group_by((a.active, a.score)).columns(|(_, score)| (score, count_all()));
    walk!(
        db,
        |number| query.clone().page(number),
        (f64, i64),
        r#"SELECT score, count(*) FROM library.authors GROUP BY active, score ORDER BY active, score"#
    );
}

async fn pages_of_distinct_rows<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let query = a.select().distinct().order_by(a.score.asc()).columns(a.score);
    walk!(
        db,
        |number| query.clone().page(number),
        f64,
        r#"SELECT DISTINCT score FROM library.authors ORDER BY score"#
    );
    // PostgreSQL sorts distinct rows by what is read: an enum is read as text, and sorted by as it is.
    let genres = b.select().distinct().order_by(b.genre.desc()).columns(b.genre);
    let all = genres.clone().fetch_all(&mut *db).await.unwrap();
    let page = genres.page(2).page_size(2).fetch_page(db).await.unwrap();
    assert_eq!((&page.rows[..], page.total), (&all[2..], 3));
}

#[tokio::test]
async fn pages_of_the_first_rows_of_each() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    type D = Postgres;
    let mut connection = database.connect().await;
    let db = &mut connection;
    Catalog::of::<Library<D>>().unwrap().create_all(&mut *db).await.unwrap();
    fill::<D>(db).await;
    let a = authors::<D>();
    let query = a.select().distinct_on(a.score).order_by(a.score.asc()).order_by(a.name.desc());
    let query = query.columns((a.score, a.name));
    walk!(
        db,
        |number| query.clone().page(number),
        (f64, String),
        r#"SELECT DISTINCT ON (score) score, name FROM library.authors ORDER BY score, name DESC"#
    );
}

async fn pages_of_several_queries<D: Driver>(db: &mut D::Connection) {
    let (a, b, e) = (authors::<D>(), books::<D>(), employees::<D>());
    let of_books = b.select().filter(b.pages.gt(50)).columns(b.title);
    let query = a.select().columns(a.name).union(of_books).except(e.select().columns(e.name));
    let query = query.order_by(|name| name.desc());
    walk!(
        db,
        |number| query.clone().page(number),
        String,
        r#"SELECT name FROM library.authors UNION SELECT title FROM library.books WHERE pages > 50 ORDER BY 1 DESC"#
    );
    let genres = b.select().filter(b.genre.eq(Genre::Novel)).columns(b.genre);
    let genres = genres.union_all(b.select().columns(b.genre)).order_by(|genre| genre.asc());
    let all = genres.clone().fetch_all(&mut *db).await.unwrap();
    let page = genres.page(2).page_size(4).fetch_page(db).await.unwrap();
    assert_eq!((&page.rows[..], page.total), (&all[4..], 6));
}

/// The enums of two schemas are two types to PostgreSQL, and one to the program.
#[tokio::test]
async fn pages_of_many_schemas() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let mut db = database.connect().await;
    let branches = ["north", "south"].map(|name| Branch::named(name).unwrap());
    for branch in &branches {
        Catalog::of_schema(branch).unwrap().create_all(&mut db).await.unwrap();
        let (a, b) = (Author::bind(branch), Book::bind(branch));
        a.insert(new_author("Ada", None, 1.0, true)).execute(&mut db).await.unwrap();
        let rows = ["Lakes", "Rivers"].map(|title| new_book(title, 1, Genre::Essay, None));
        b.insert_many(rows).execute(&mut db).await.unwrap();
    }
    let query = polyschema::across(&branches, |branch| {
        let b = Book::bind(branch);
        b.select().columns((schema_name(branch), b.title, b.genre))
    });
    let query = query.unwrap().order_by(|columns| columns.1.asc());
    let query = query.order_by(|columns| columns.0.desc());
    let page = query.page(2).page_size(3).fetch_page(&mut db).await.unwrap();
    let last = ("north".to_owned(), "Rivers".to_owned(), Genre::Essay);
    assert_eq!((page.rows, page.total), (vec![last], 4));
}

#[derive(Schema)]
#[schema(database = Postgres, tables(Author, Book))]
struct Branch;

async fn pages_of_named_queries<D: Driver>(db: &mut D::Connection) {
    polyschema::alias!(Total, "total");
    let (a, b) = (authors::<D>(), books::<D>());
    let counts = b.select().filter(b.book_id.gt(0)).group_by(b.author_id);
    let counts = counts.columns(|author| (author, count_all())).named::<Total>();
    let (author, number) = *counts;
    let query = a.select().left_join_on(&counts, author.eq(a.author_id)).order_by(a.name.asc());
    let query = query.columns((a.name, number));
    walk!(
        db,
        |number| query.clone().page(number),
        (String, Option<i64>),
        r#"SELECT a.name, n.number FROM library.authors a
           LEFT JOIN (SELECT author_id, count(*) AS number FROM library.books GROUP BY 1) n
           ON n.author_id = a.author_id ORDER BY a.name"#
    );
}

/// Many rows that are equal in the order: each is on one page.
async fn equal_rows_have_an_order<D: Driver>(db: &mut D::Connection) {
    let e = employees::<D>();
    let rows = (5..=60).map(|id| new_employee(id * 37 % 61 + 100, "Same", None));
    e.insert_many(rows).execute(&mut *db).await.unwrap();
    let query = e.select().order_by(e.name.desc()).columns(e.id);
    walk!(
        db,
        |number| query.clone().page(number),
        i64,
        r#"SELECT id FROM library.employees ORDER BY name DESC, id DESC"#
    );
    let query = e.select().columns(e.id);
    walk!(
        db,
        |number| query.clone().page(number),
        i64,
        r#"SELECT id FROM library.employees ORDER BY id"#
    );
}

async fn refused_pages<D: Driver>(db: &mut D::Connection) {
    let (a, v) = (authors::<D>(), visits::<D>());
    let names = || a.select().columns(a.name).union_all(a.select().columns(a.name));
    let two_sizes = "has two sizes; give the number of rows to `.page_size(..)` alone";
    let no_order = "has no order; add `.order_by(..)`";
    for (query, why) in [
        (a.select().columns(a.name).page(0), "has the number 0; pages are counted from 1"),
        (
            a.select().columns(a.name).page(1).page_size(0),
            "has no rows; give `.page_size(..)` one or more",
        ),
        (a.select().columns(a.name).limit(3).page(1), two_sizes),
        (a.select().columns(a.name).offset(3).page(1), two_sizes),
        (a.select().distinct().columns(a.name).page(1), no_order),
    ] {
        let error = query.clone().to_sql().unwrap_err();
        assert_eq!(error.to_string(), format!("a page of `authors` {why}"));
        assert_eq!(query.fetch_page(&mut *db).await.unwrap_err().to_string(), error.to_string());
    }
    for (query, why) in [
        (names().page(1), no_order),
        (names().order_by(|name| name.asc()).limit(3).page(1), two_sizes),
    ] {
        let error = query.fetch_page(&mut *db).await.unwrap_err();
        assert_eq!(error.to_string(), format!("a page of `authors` {why}"));
    }
    // A table without a primary key needs an order, and has pages then.
    let visit = |guests: i32| NewVisit { guests: guests.into(), ..NewVisit::new() };
    v.insert_many([visit(1), visit(2)]).execute(&mut *db).await.unwrap();
    let error = v.select().page(1).fetch_page(&mut *db).await.unwrap_err();
    assert_eq!(error.to_string(), format!("a page of `visits` {no_order}"));
    let page = v.select().order_by(v.guests.desc()).page(1).page_size(1);
    let page = page.fetch_page(db).await.unwrap();
    assert_eq!((page.rows[0].guests, page.total), (2, 2));
}

async fn mapped_pages<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let map = SchemaMap::new().with::<Library<D>>("attic").unwrap();
    let sql = a.select().page(1).with_schema_map(&map).to_sql().unwrap();
    assert_eq!(sql.matches(r#""attic"."authors""#).count(), 2, "{sql}");
    let map = SchemaMap::new().with::<Library<D>>("library").unwrap();
    let page = a.select().page(1).with_schema_map(&map).fetch_page(db).await.unwrap();
    assert_eq!((page.rows.len(), page.total), (4, 4));
}

#[test]
fn pages_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().filter(a.born.gt(1900)).order_by(a.name.desc()).columns(a.name).page(3)),
        @r#"
        Postgres: SELECT * FROM (SELECT count(*) FROM (SELECT "name" FROM "library"."authors" WHERE "born" > $1) AS "all") AS "total" LEFT JOIN (SELECT row_number() OVER (), "rows".* FROM (SELECT "name" FROM "library"."authors" WHERE "born" > $2 ORDER BY "authors"."name" DESC, "authors"."author_id" DESC LIMIT $3 OFFSET $4) AS "rows") AS "page" ON TRUE ORDER BY 2
        Sqlite:   SELECT * FROM (SELECT count(*) FROM (SELECT "authors"."name" FROM "library"."authors" WHERE "authors"."born" > ?1) AS "all") AS "total" LEFT JOIN (SELECT row_number() OVER (), "rows".* FROM (SELECT "authors"."name" FROM "library"."authors" WHERE "authors"."born" > ?2 ORDER BY "authors"."name" DESC, "authors"."author_id" DESC LIMIT ?3 OFFSET ?4) AS "rows") AS "page" ON TRUE ORDER BY 2
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Book, |b| b.select().group_by(b.genre).columns(|genre| (genre, count_all())).page(1).page_size(9)),
        @r#"
        Postgres: SELECT * FROM (SELECT count(*) FROM (SELECT "genre"::text, count(*) FROM "library"."books" GROUP BY "genre") AS "all") AS "total" LEFT JOIN (SELECT row_number() OVER (), "rows".* FROM (SELECT "genre"::text, count(*) FROM "library"."books" GROUP BY "genre" ORDER BY "books"."genre" LIMIT $1 OFFSET $2) AS "rows") AS "page" ON TRUE ORDER BY 2
        Sqlite:   SELECT * FROM (SELECT count(*) FROM (SELECT "books"."genre", count(*) FROM "library"."books" GROUP BY "books"."genre") AS "all") AS "total" LEFT JOIN (SELECT row_number() OVER (), "rows".* FROM (SELECT "books"."genre", count(*) FROM "library"."books" GROUP BY "books"."genre" ORDER BY "books"."genre" LIMIT ?1 OFFSET ?2) AS "rows") AS "page" ON TRUE ORDER BY 2
        "#
    );
}
