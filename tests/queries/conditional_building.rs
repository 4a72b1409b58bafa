//! Clauses that are added only if something is asked for: `if let Some(x) = ..`, nothing boxed.

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, check_changed, in_both};
use crate::library::{Author, Book, Genre, Library, authors, books, fill};

both!(Library, fill: filters, order_and_page, joins, any_of_some, none_of_nothing, groups, changes);

/// What a visitor asks for.
#[derive(Default)]
struct Wanted<'a> {
    author: Option<&'a str>,
    genre: Option<Genre>,
    pages: Option<i32>,
    longest_first: Option<bool>,
    rows: Option<u32>,
}

async fn titles<D: Driver>(db: &mut D::Connection, wanted: &Wanted<'_>) -> Vec<String> {
    let (a, b) = (authors::<D>(), books::<D>());
    let mut query = b.select().join(a);
    if let Some(author) = wanted.author {
        query = query.filter(a.name.eq(author));
    }
    if let Some(genre) = wanted.genre {
        query = query.filter(b.genre.eq(genre));
    }
    if let Some(pages) = wanted.pages {
        query = query.filter(b.pages.ge(pages));
    }
    if let Some(longest_first) = wanted.longest_first {
        let key = if longest_first { b.pages.desc() } else { b.pages.asc() };
        query = query.order_by(key.nulls_last());
    }
    if let Some(rows) = wanted.rows {
        query = query.limit(rows);
    }
    query.order_by(b.book_id.asc()).columns(b.title).fetch_all(db).await.unwrap()
}

async fn filters<D: Driver>(db: &mut D::Connection) {
    let all = titles::<D>(db, &Wanted::default()).await;
    assert_eq!(all, ["Engines", "Notes_50%", "Rivers", "Lakes"]);
    let wanted = Wanted { author: Some("Ada"), ..Wanted::default() };
    assert_eq!(titles::<D>(db, &wanted).await, ["Engines", "Notes_50%"]);
    let wanted = Wanted { genre: Some(Genre::Novel), pages: Some(100), ..Wanted::default() };
    assert_eq!(titles::<D>(db, &wanted).await, ["Lakes"]);
}

async fn order_and_page<D: Driver>(db: &mut D::Connection) {
    let wanted = Wanted { longest_first: Some(true), rows: Some(2), ..Wanted::default() };
    assert_eq!(titles::<D>(db, &wanted).await, ["Lakes", "Engines"]);
    let wanted = Wanted { longest_first: Some(false), ..Wanted::default() };
    assert_eq!(titles::<D>(db, &wanted).await, ["Rivers", "Engines", "Lakes", "Notes_50%"]);
}

/// A join changes the query's type, so that one that is not always wanted is a subquery.
async fn joins<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    for (genre, expected) in [(None, 4), (Some(Genre::Novel), 2), (Some(Genre::Poetry), 1)] {
        let mut query = a.select();
        if let Some(genre) = genre {
            let of_genre = b.select().filter(b.genre.eq(genre)).columns(b.author_id);
            query = query.filter(a.author_id.is_in(of_genre));
        }
        check(db, query.columns(count_all()), [expected]).await;
    }
}

/// `OR` of predicates on several tables, of which any may be left out.
async fn any_of_some<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let rows = [
        (Some("Ada"), None, vec!["Engines", "Notes_50%"]),
        (Some("Ada"), Some(300), vec!["Engines", "Lakes", "Notes_50%"]),
        (None, Some(60), vec!["Rivers"]),
    ];
    for (author, pages, expected) in rows {
        let query = b.select().join(a);
        let mut wanted = Vec::new();
        wanted.extend(author.map(|author| query.predicate(a.name.eq(author))));
        wanted.extend(pages.map(|pages| query.predicate(b.pages.eq(pages))));
        let query = query.filter(any(wanted)).order_by(b.title.asc()).columns(b.title);
        check(db, query, expected.into_iter().map(str::to_owned)).await;
    }
}

/// Any of no predicates is false, all of none is true.
async fn none_of_nothing<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let query = b.select();
    let mut wanted = Vec::new();
    if false {
        wanted.push(query.predicate(b.pages.is_null()));
    }
    let rows = query.clone().filter(any(wanted.clone())).columns(b.title);
    check(db, rows, Vec::<String>::new()).await;
    check(db, query.filter(not(any(wanted.clone()))).filter(all(wanted)).columns(count_all()), [4])
        .await;
}

async fn groups<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    for (least, expected) in [(None, vec![1, 3, 4]), (Some(2), vec![1])] {
        let mut query = b.select().group_by(b.author_id);
        if let Some(least) = least {
            query = query.having(|_| count_all().ge(least));
        }
        check(db, query.order_by(|id| id.asc()).columns(|id| id), expected).await;
    }
}

async fn changes<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    for (title, expected) in [(Some("Lakes"), 1), (None, 4)] {
        let mut update = b.update().set(b.pages, 1).filter(b.book_id.gt(0));
        if let Some(title) = title {
            update = update.filter(b.title.eq(title));
        }
        check_changed(db, update, expected).await;
    }
}

#[test]
fn what_is_not_wanted_is_not_in_the_text() {
    fn text<D: Driver>(name: Option<&str>, born: Option<i32>) -> String {
        let a = Author::bind_schema::<Library<D>>();
        let mut query = a.select();
        if let Some(name) = name {
            query = query.filter(a.name.eq(name));
        }
        if let Some(born) = born {
            query = query.filter(a.born.gt(born));
        }
        query.columns(a.name).to_sql().unwrap()
    }
    let both = |name, born| in_both(&text::<Postgres>(name, born), &text::<Sqlite>(name, born));
    insta::assert_snapshot!(both(None, None), @r#"
    Postgres: SELECT "name" FROM "library"."authors"
    Sqlite:   SELECT "authors"."name" FROM "library"."authors"
    "#);
    insta::assert_snapshot!(both(Some("Ada"), None), @r#"
    Postgres: SELECT "name" FROM "library"."authors" WHERE "name" = $1
    Sqlite:   SELECT "authors"."name" FROM "library"."authors" WHERE "authors"."name" = ?1
    "#);
    insta::assert_snapshot!(both(Some("Ada"), Some(1800)), @r#"
    Postgres: SELECT "name" FROM "library"."authors" WHERE "name" = $1 AND "born" > $2
    Sqlite:   SELECT "authors"."name" FROM "library"."authors" WHERE "authors"."name" = ?1 AND "authors"."born" > ?2
    "#);
    let b = Book::bind_schema::<Library<Postgres>>();
    let query = b.select();
    let wanted = vec![query.predicate(b.title.eq("x")), query.predicate(b.pages.gt(1))];
    insta::assert_snapshot!(query.filter(any(wanted)).columns(b.title).to_sql().unwrap(), @r#"SELECT "title" FROM "library"."books" WHERE "title" = $1 OR "pages" > $2"#);
}
