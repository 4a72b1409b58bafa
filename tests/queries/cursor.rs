//! Keyset pagination: every row once, in order, forward and backward, whatever is equal or NULL.

use std::cmp::{Ordering, Reverse};
use std::marker::PhantomData;

use polyschema::exec::Driver;
use polyschema::prelude::*;
use polyschema::query::Cursor;
use polyschema::{Dialect, Error};
use proptest::prelude::{Just, Strategy, prop};
use proptest::prop_oneof;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::common::{both, sql};
use crate::library::Genre;

both!(Shelf, fill:
    pages_of_random_rows, pages_of_joined_rows, pages_of_other_results, pages_without_a_key,
    keys_of_every_type, rows_that_come_and_go, cursors_as_text, cursors_of_other_orders,
    refused_pages, mapped_pages,
);

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "items", abstract)]
pub struct Item {
    #[column(primary_key, identity = "by_default")]
    pub id: i32,
    pub stock: i32,
    pub weight: Option<i64>,
    pub label: Option<String>,
    pub genre: Genre,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "notes", abstract, primary_key(item, number))]
pub struct Note {
    pub number: i16,
    #[column(references = Item::id)]
    pub item: i32,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "samples", abstract)]
pub struct Sample {
    #[column(primary_key)]
    pub id: i64,
    pub small: i16,
    pub single: f32,
    pub double: Option<f64>,
    pub truth: bool,
    pub bytes: Vec<u8>,
    pub uuid: uuid::Uuid,
    pub date: time::Date,
    pub clock: time::Time,
    pub timestamp: time::PrimitiveDateTime,
    pub moment: Option<time::OffsetDateTime>,
    pub chrono_date: chrono::NaiveDate,
    pub chrono_time: chrono::NaiveTime,
    pub chrono_timestamp: chrono::NaiveDateTime,
    pub chrono_moment: chrono::DateTime<chrono::Utc>,
    #[column(char = 3)]
    pub code: String,
}

#[derive(Schema)]
#[schema(name = "shelf", database = D, tables(Item, Note, Sample))]
pub struct Shelf<D>(PhantomData<D>);

fn items<D: Driver>() -> BoundTable<Item, Shelf<D>> {
    Item::bind_schema()
}

async fn fill<D: Driver>(_: &mut D::Connection) {}

/// Few values, so that many are equal, and NULL among them.
fn row() -> impl Strategy<Value = NewItem> {
    let label = prop_oneof![Just(None), "[ab%\u{e4}]{0,2}".prop_map(Some)];
    let genre = prop_oneof![Just(Genre::Poetry), Just(Genre::Essay), Just(Genre::Novel)];
    (-2..3_i32, prop::option::of(0..3_i64), label, genre).prop_map(
        |(stock, weight, label, genre)| NewItem {
            id: OrDefault::Default,
            stock,
            weight,
            label,
            genre,
        },
    )
}

fn generated<T>(strategy: impl Strategy<Value = T>, runner: &mut TestRunner) -> T {
    strategy.new_tree(runner).expect("a value").current()
}

/// Walks all pages forward, and back again from the last: they are the rows with these identities.
macro_rules! walk {
    ($db:expr, $size:expr, $all:expr, $query:expr, $case:expr) => {{
        let (query, size) = ($query, $size);
        let chunks: Vec<&[i32]> = $all.chunks(size as usize).collect();
        let query = query.page_size(size);
        let mut page = query.clone().fetch_page(&mut *$db).await.unwrap();
        assert_eq!(page.previous, None);
        let mut seen = vec![ids(&page.rows)];
        while let Some(next) = &page.next {
            page = query.clone().after(next).fetch_page(&mut *$db).await.unwrap();
            assert!(page.previous.is_some());
            seen.push(ids(&page.rows));
        }
        let mut back = vec![ids(&page.rows)];
        while let Some(previous) = &page.previous {
            page = query.clone().before(previous).fetch_page(&mut *$db).await.unwrap();
            assert!(page.next.is_some());
            back.push(ids(&page.rows));
        }
        back.reverse();
        if chunks.is_empty() {
            assert_eq!((&seen, &back), (&vec![vec![]], &vec![vec![]]));
        } else {
            assert_eq!(seen, chunks, "case {}", $case);
            // Backward, a page is full up to the row that it ends before, so the last one stays short.
            assert_eq!(back, chunks, "case {}, backward", $case);
        }
    }};
}

fn ids(rows: &[Item]) -> Vec<i32> {
    rows.iter().map(|row| row.id).collect()
}

/// Where the database has NULLs: behind all values in PostgreSQL, before them in SQLite.
fn null_last<T: Ord + Clone>(dialect: Dialect, value: &Option<T>) -> (bool, Option<T>) {
    (value.is_none() == (dialect == Dialect::Postgres), value.clone())
}

async fn pages_of_random_rows<D: Driver>(db: &mut D::Connection) {
    let i = items::<D>();
    let dialect = Shelf::<D>::schema_ref().dialect();
    let mut runner = TestRunner::deterministic();
    for case in 0..12 {
        i.delete().all_rows().execute(&mut *db).await.unwrap();
        let rows = generated(prop::collection::vec(row(), 0..25), &mut runner);
        let mut rows = i.insert_many(rows).returning_all().fetch_all(&mut *db).await.unwrap();
        let size = generated(1..7_u32, &mut runner);
        let mut sorted = |by: &dyn Fn(&Item, &Item) -> Ordering| -> Vec<i32> {
            rows.sort_by(by);
            rows.iter().map(|row| row.id).collect()
        };

        let all = sorted(&|a, b| (a.stock, a.id).cmp(&(b.stock, b.id)));
        walk!(db, size, &all, i.select().keyset(i.stock.asc()), case);
        let all = sorted(&|a, b| (b.stock, b.id).cmp(&(a.stock, a.id)));
        walk!(db, size, &all, i.select().keyset(i.stock.desc()), case);

        let key = |row: &Item| (Reverse(row.stock), null_last(dialect, &row.weight), row.id);
        let all = sorted(&|a, b| key(a).cmp(&key(b)));
        let keys = (i.stock.desc(), i.weight.asc());
        walk!(db, size, &all, i.select().keyset(keys), case);

        let key = |row: &Item| (Reverse(null_last(dialect, &row.weight)), row.stock, row.id);
        let all = sorted(&|a, b| key(a).cmp(&key(b)));
        let keys = (i.weight.desc(), i.stock.asc());
        walk!(db, size, &all, i.select().keyset(keys), case);

        let key = |row: &Item| (row.weight, row.label.is_none(), Reverse(row.label.clone()));
        let all = sorted(&|a, b| key(a).cmp(&key(b)).then(b.id.cmp(&a.id)));
        let keys = (i.weight.asc().nulls_first(), i.label.desc().nulls_last());
        if dialect == Dialect::Sqlite {
            // PostgreSQL compares text by the rules of a language, which this test does not know.
            walk!(db, size, &all, i.select().keyset(keys), case);
        } else {
            let all = i.select().order_by(keys.0).order_by(keys.1).order_by(i.id.desc());
            let all = all.columns(i.id).fetch_all(&mut *db).await.unwrap();
            let keys = (i.weight.asc().nulls_first(), i.label.desc().nulls_last());
            walk!(db, size, &all, i.select().keyset(keys), case);
        }

        let all = sorted(&|a, b| (a.stock, b.id).cmp(&(b.stock, a.id)));
        let keys = (i.stock.asc(), i.id.desc());
        walk!(db, size, &all, i.select().keyset(keys), case);

        // An enum has the order of its labels in PostgreSQL, of their text in SQLite.
        let all = i.select().order_by(i.genre.asc()).order_by(i.id.asc()).columns(i.id);
        let all = all.fetch_all(&mut *db).await.unwrap();
        walk!(db, size, &all, i.select().keyset(i.genre.asc()), case);

        let key = |row: &Item| (row.stock, row.id);
        let all: Vec<i32> = {
            rows.sort_by_key(key);
            rows.iter().filter(|row| row.stock > 0).map(|row| row.id).collect()
        };
        let query = i.select().filter(i.stock.gt(0).or(i.stock.gt(1))).keyset(i.stock.asc());
        walk!(db, size, &all, query, case);
    }
}

/// A row of the first table comes once for each match, or with an absent side.
async fn pages_of_joined_rows<D: Driver>(db: &mut D::Connection) {
    let i = items::<D>();
    let n = Note::bind_schema::<Shelf<D>>();
    let row = |id: i32, stock: i32| NewItem {
        id: id.into(),
        stock,
        weight: None,
        label: None,
        genre: Genre::Essay,
    };
    let rows = [row(1, 5), row(2, 5), row(3, 5), row(4, 1)];
    i.insert_many(rows).execute(&mut *db).await.unwrap();
    let rows = [(1, 1), (1, 2), (1, 3), (3, 1), (3, 2)];
    let rows = rows.map(|(item, number)| NewNote { item, number });
    n.insert_many(rows).execute(&mut *db).await.unwrap();

    let inner = i.select().join(n).columns((i.id, n.number)).keyset(i.stock.desc()).page_size(2);
    let mut page = inner.clone().fetch_page(&mut *db).await.unwrap();
    let mut seen = vec![page.rows.clone()];
    while let Some(next) = &page.next {
        page = inner.clone().after(next).fetch_page(&mut *db).await.unwrap();
        seen.push(page.rows.clone());
    }
    assert_eq!(seen, [vec![(3, 2), (3, 1)], vec![(1, 3), (1, 2)], vec![(1, 1)]]);

    let outer = i
        .select()
        .left_join(n)
        .columns((i.id, n.number))
        .keyset(n.number.asc().nulls_last())
        .page_size(1);
    let mut page = outer.clone().fetch_page(&mut *db).await.unwrap();
    let mut seen = page.rows.clone();
    while let Some(next) = &page.next {
        page = outer.clone().after(next).fetch_page(&mut *db).await.unwrap();
        seen.extend(page.rows.clone());
    }
    let mut back = page.rows.clone();
    while let Some(previous) = &page.previous {
        page = outer.clone().before(previous).fetch_page(&mut *db).await.unwrap();
        back.extend(page.rows.clone());
    }
    back.reverse();
    assert_eq!(seen, back);
    let all = i.select().left_join(n).columns((i.id, n.number));
    let all = all.order_by(n.number.asc().nulls_last()).order_by(i.id.asc());
    let all = all.order_by(n.item.asc()).fetch_all(db).await.unwrap();
    assert_eq!(seen, all);
    assert_eq!(seen.len(), 7);
}

/// What is read says nothing of the order: columns, whole rows, and no row at all.
async fn pages_of_other_results<D: Driver>(db: &mut D::Connection) {
    let i = items::<D>();
    let empty = i.select().keyset(i.label.asc()).fetch_page(&mut *db).await.unwrap();
    assert!(empty.rows.is_empty() && empty.next.is_none() && empty.previous.is_none());
    let row = |id: i32| NewItem {
        id: id.into(),
        stock: id % 2,
        weight: None,
        label: Some(format!("l{id}")),
        genre: Genre::Essay,
    };
    i.insert_many((1..=4).map(row)).execute(&mut *db).await.unwrap();
    let query = i.select().columns((i.label, i.genre)).keyset(i.stock.asc()).page_size(3);
    let page = query.clone().fetch_page(&mut *db).await.unwrap();
    let labels: Vec<_> = page.rows.iter().map(|(label, _)| label.as_deref()).collect();
    assert_eq!(labels, [Some("l2"), Some("l4"), Some("l1")]);
    let page = query.after(&page.next.unwrap()).fetch_page(db).await.unwrap();
    assert_eq!(page.rows, [(Some("l3".to_owned()), Genre::Essay)]);
    assert_eq!(page.next, None);
}

async fn pages_without_a_key<D: Driver>(db: &mut D::Connection) {
    let n = Note::bind_schema::<Shelf<D>>();
    let i = items::<D>();
    let row = NewItem { id: 1.into(), stock: 0, weight: None, label: None, genre: Genre::Essay };
    i.insert(row).execute(&mut *db).await.unwrap();
    let rows = (1..=5).map(|number| NewNote { number, item: 1 });
    n.insert_many(rows).execute(&mut *db).await.unwrap();
    let query = n.select().columns(n.number).keyset(()).page_size(2);
    let page = query.clone().fetch_page(&mut *db).await.unwrap();
    assert_eq!(page.rows, [1, 2]);
    let page = query.clone().after(&page.next.unwrap()).fetch_page(&mut *db).await.unwrap();
    assert_eq!(page.rows, [3, 4]);
    let page = query.clone().after(&page.next.unwrap()).fetch_page(&mut *db).await.unwrap();
    assert_eq!((page.rows, page.next), (vec![5], None));
    // As many rows as a page has are one page.
    let page = query.page_size(5).fetch_page(db).await.unwrap();
    assert_eq!((page.rows.len(), page.next), (5, None));
}

fn sample(id: i64) -> NewSample {
    let date = time::Date::from_calendar_date(2024, time::Month::March, 9).unwrap();
    let clock =
        time::Time::from_hms_micro(1, 2, 3, 4_000 * u32::try_from(id / 2).unwrap()).unwrap();
    let chrono_date = chrono::NaiveDate::from_ymd_opt(1999, 12, 31).unwrap();
    let chrono_time = chrono::NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap();
    NewSample {
        id,
        small: -7,
        single: 0.1,
        double: (id % 2 == 0).then_some(1.0 / 3.0),
        truth: id % 2 == 0,
        bytes: vec![0, 255, u8::try_from(id).unwrap()],
        uuid: uuid::Uuid::from_u128(7),
        date,
        clock,
        timestamp: time::PrimitiveDateTime::new(date, clock),
        moment: (id > 2).then(|| time::PrimitiveDateTime::new(date, clock).assume_utc()),
        chrono_date,
        chrono_time,
        chrono_timestamp: chrono_date.and_time(chrono_time),
        chrono_moment: chrono_date.and_time(chrono_time).and_utc(),
        code: "ab".to_owned(),
    }
}

/// A value of each type comes back from the cursor's text as it went in.
async fn keys_of_every_type<D: Driver>(db: &mut D::Connection) {
    let s = Sample::bind_schema::<Shelf<D>>();
    s.insert_many((1..=6).map(sample)).execute(&mut *db).await.unwrap();
    macro_rules! walk_each {
        ($($column:ident)+) => {$(
            for descending in [false, true] {
                let sort = || if descending { s.$column.desc() } else { s.$column.asc() };
                let query = s.select().columns(s.id).keyset(sort()).page_size(1);
                let mut page = query.clone().fetch_page(&mut *db).await.unwrap();
                let mut seen = page.rows.clone();
                while let Some(next) = &page.next {
                    let next = next.to_string().parse().unwrap();
                    page = query.clone().after(&next).fetch_page(&mut *db).await.unwrap();
                    seen.extend(page.rows.clone());
                }
                let all = s.select().columns(s.id).order_by(sort());
                let all = if descending { all.order_by(s.id.desc()) } else { all.order_by(s.id.asc()) };
                let all = all.fetch_all(&mut *db).await.unwrap();
                assert_eq!(seen, all, "{}", stringify!($column));
            }
        )+};
    }
    walk_each!(id small single double truth bytes uuid date clock timestamp moment);
    walk_each!(chrono_date chrono_time chrono_timestamp chrono_moment code);
}

/// Rows before the place that come or go move nothing after it.
async fn rows_that_come_and_go<D: Driver>(db: &mut D::Connection) {
    let i = items::<D>();
    let row = |id: i32| NewItem {
        id: id.into(),
        stock: id,
        weight: None,
        label: None,
        genre: Genre::Essay,
    };
    i.insert_many((1..=6).map(row)).execute(&mut *db).await.unwrap();
    let query = i.select().keyset(i.stock.asc()).page_size(2);
    let first = query.clone().fetch_page(&mut *db).await.unwrap();
    i.delete().filter(i.id.le(2)).execute(&mut *db).await.unwrap();
    i.insert(NewItem { stock: 0, ..row(9) }).execute(&mut *db).await.unwrap();
    let second = query.clone().after(first.next.as_ref().unwrap());
    let second = second.fetch_page(&mut *db).await.unwrap();
    assert_eq!(ids(&second.rows), [3, 4]);
    let first = query.before(second.previous.as_ref().unwrap()).fetch_page(db).await.unwrap();
    assert_eq!(ids(&first.rows), [9]);
}

async fn cursors_as_text<D: Driver>(db: &mut D::Connection) {
    let i = items::<D>();
    let row = |id: i32| NewItem {
        id: id.into(),
        stock: 1,
        weight: Some(-1),
        label: Some("\u{e4}\0'".replace('\0', "")),
        genre: Genre::Novel,
    };
    i.insert_many((1..=2).map(row)).execute(&mut *db).await.unwrap();
    let keys = (i.label.asc(), i.weight.desc(), i.genre.asc());
    let query = i.select().keyset(keys).page_size(1);
    let page = query.clone().fetch_page(&mut *db).await.unwrap();
    let cursor = page.next.unwrap();
    let text = cursor.to_string();
    assert!(text.bytes().all(|byte| byte.is_ascii_hexdigit()), "{text}");
    let same: Cursor<(Option<String>, Option<i64>, Genre)> = text.parse().unwrap();
    assert_eq!(same, cursor);
    let json = serde_json::to_string(&cursor).unwrap();
    assert_eq!(json, format!("\"{text}\""));
    assert!(serde_json::from_str::<Cursor<(i32,)>>(&json).unwrap().to_string() == text);
    assert_eq!(ids(&query.clone().after(&same).fetch_page(&mut *db).await.unwrap().rows), [2]);
    // What is cut, longer, or no text of a cursor at all.
    for wrong in ["", "0", "zz", "00", "01", "0100000000", "\u{e4}\u{e4}", &text[2..]] {
        let parsed = wrong.parse::<Cursor<(Option<String>, Option<i64>, Genre)>>();
        let error = match parsed {
            Err(error) => error,
            Ok(cursor) => query.clone().after(&cursor).fetch_page(&mut *db).await.unwrap_err(),
        };
        assert!(matches!(error, Error::Cursor { .. }), "{wrong}: {error}");
    }
    for at in (0..text.len()).step_by(2) {
        for wrong in [text[..at].to_owned(), format!("{}00{}", &text[..at], &text[at..])] {
            let parsed = wrong.parse();
            let Ok(cursor) = parsed else { continue };
            let sent = query.clone().after(&cursor).fetch_page(&mut *db).await;
            if let Err(error) = sent {
                assert!(matches!(error, Error::Cursor { .. }), "{wrong}: {error}");
            }
        }
    }
}

/// Of the same types, and yet of another order.
async fn cursors_of_other_orders<D: Driver>(db: &mut D::Connection) {
    let i = items::<D>();
    let row = |id: i32| NewItem {
        id: id.into(),
        stock: id,
        weight: None,
        label: None,
        genre: Genre::Essay,
    };
    i.insert_many((1..=3).map(row)).execute(&mut *db).await.unwrap();
    let page = i.select().keyset(i.stock.asc()).page_size(1).fetch_page(&mut *db).await.unwrap();
    let cursor = page.next.unwrap();
    for other in [i.id.asc(), i.stock.desc()] {
        let query = i.select().keyset(other).before(&cursor);
        let error = query.clone().to_sql().unwrap_err();
        assert_eq!(
            error.to_string(),
            "the cursor cannot be used: it is of another table or order; begin with the first page"
        );
        assert!(matches!(query.fetch_page(&mut *db).await, Err(Error::Cursor { .. })));
    }
    // The schema, a filter and what is read are not part of the order.
    let query = i.select().filter(i.stock.lt(3)).columns(i.id).keyset(i.stock.asc());
    assert_eq!(query.after(&cursor).fetch_page(db).await.unwrap().rows, [2]);
}

async fn refused_pages<D: Driver>(db: &mut D::Connection) {
    let i = items::<D>();
    let s = || i.select().keyset(i.stock.asc());
    for (query, why) in [
        (
            i.select().distinct().keyset(i.stock.asc()),
            "has rows that stand for several; leave out `.distinct()` or `.distinct_on(..)`",
        ),
        (
            i.select().order_by(i.id.asc()).keyset(i.stock.asc()),
            "has two orders; give all keys to `.keyset(..)`",
        ),
        (
            i.select().limit(3).keyset(i.stock.asc()),
            "has two sizes; give the number of rows to `.page_size(..)` alone",
        ),
        (
            i.select().offset(3).keyset(i.stock.asc()),
            "has two sizes; give the number of rows to `.page_size(..)` alone",
        ),
        (s().page_size(0), "has no rows; give `.page_size(..)` one or more"),
    ] {
        let error = query.fetch_page(&mut *db).await.unwrap_err();
        assert_eq!(error.to_string(), format!("a page of `items` {why}"));
    }
}

async fn mapped_pages<D: Driver>(db: &mut D::Connection) {
    let i = items::<D>();
    let map = SchemaMap::new().with::<Shelf<D>>("attic").unwrap();
    let query = i.select().keyset(i.stock.asc());
    let sql = query.clone().with_schema_map(&map).to_sql().unwrap();
    assert!(sql.contains(r#""attic"."items""#), "{sql}");
    let map = SchemaMap::new().with::<Shelf<D>>("shelf").unwrap();
    let page = query.with_schema_map(&map).fetch_page(db).await.unwrap();
    assert!(page.rows.is_empty());
}

/// The SQL of the page after the first row, in both dialects: a cursor says nothing of the database.
#[tokio::test]
async fn keysets_as_sql() {
    let mut db = polyschema_test_support::sqlite().await;
    let schema = Shelf::<Sqlite>::schema_ref();
    let location = polyschema::sqlite::Location::Memory;
    polyschema::sqlite::attach(&mut db, &schema, &location).await.unwrap();
    Catalog::of::<Shelf<Sqlite>>().unwrap().create_all(&mut db).await.unwrap();
    let row = |stock: i32| NewItem {
        id: OrDefault::Default,
        stock,
        weight: Some(2),
        label: None,
        genre: Genre::Essay,
    };
    items::<Sqlite>().insert_many([row(1), row(1)]).execute(&mut db).await.unwrap();
    macro_rules! after_first {
        (|$i:ident| $keys:expr) => {{
            let cursor = {
                let $i = items::<Sqlite>();
                let query = $i.select().keyset($keys).page_size(1);
                query.fetch_page(&mut db).await.unwrap().next.unwrap()
            };
            sql!(Shelf, Item, |$i| $i.select().columns($i.id).keyset($keys).after(&cursor))
        }};
    }
    insta::assert_snapshot!(after_first!(|i| i.stock.asc()), @r#"
    Postgres: SELECT "id", "stock", "id" FROM "shelf"."items" WHERE ("stock", "id") > ($1, $2) ORDER BY "items"."stock", "items"."id" LIMIT $3
    Sqlite:   SELECT "items"."id", "items"."stock", "items"."id" FROM "shelf"."items" WHERE ("items"."stock", "items"."id") > (?1, ?2) ORDER BY "items"."stock", "items"."id" LIMIT ?3
    "#);
    insta::assert_snapshot!(after_first!(|i| i.id.desc()), @r#"
    Postgres: SELECT "id", "id", "id" FROM "shelf"."items" WHERE "id" < $1 ORDER BY "items"."id" DESC LIMIT $2
    Sqlite:   SELECT "items"."id", "items"."id", "items"."id" FROM "shelf"."items" WHERE "items"."id" < ?1 ORDER BY "items"."id" DESC LIMIT ?2
    "#);
    insta::assert_snapshot!(after_first!(|i| (i.genre.desc(), i.stock.desc())), @r#"
    Postgres: SELECT "id", "genre"::text, "stock", "id" FROM "shelf"."items" WHERE ("genre", "stock", "id") < ($1::text::"shelf"."genre", $2, $3) ORDER BY "items"."genre" DESC, "items"."stock" DESC, "items"."id" DESC LIMIT $4
    Sqlite:   SELECT "items"."id", "items"."genre", "items"."stock", "items"."id" FROM "shelf"."items" WHERE ("items"."genre", "items"."stock", "items"."id") < (?1, ?2, ?3) ORDER BY "items"."genre" DESC, "items"."stock" DESC, "items"."id" DESC LIMIT ?4
    "#);
    insta::assert_snapshot!(after_first!(|i| (i.stock.desc(), i.id.asc())), @r#"
    Postgres: SELECT "id", "stock", "id", "id" FROM "shelf"."items" WHERE "stock" <= $1 AND ("stock" < $2 OR "stock" = $3 AND "id" > $4) ORDER BY "items"."stock" DESC, "items"."id" LIMIT $5
    Sqlite:   SELECT "items"."id", "items"."stock", "items"."id", "items"."id" FROM "shelf"."items" WHERE "items"."stock" <= ?1 AND ("items"."stock" < ?2 OR "items"."stock" = ?3 AND "items"."id" > ?4) ORDER BY "items"."stock" DESC, "items"."id" LIMIT ?5
    "#);
    insta::assert_snapshot!(after_first!(|i| i.weight.asc().nulls_last()), @r#"
    Postgres: SELECT "id", "weight", "id" FROM "shelf"."items" WHERE ("weight" > $1 OR "weight" IS NULL) OR "weight" = $2 AND "id" > $3 ORDER BY "items"."weight" NULLS LAST, "items"."id" LIMIT $4
    Sqlite:   SELECT "items"."id", "items"."weight", "items"."id" FROM "shelf"."items" WHERE ("items"."weight" > ?1 OR "items"."weight" IS NULL) OR "items"."weight" = ?2 AND "items"."id" > ?3 ORDER BY "items"."weight" NULLS LAST, "items"."id" LIMIT ?4
    "#);
    insta::assert_snapshot!(after_first!(|i| (i.stock.asc(), i.label.desc())), @r#"
    Postgres: SELECT "id", "stock", "label", "id" FROM "shelf"."items" WHERE "stock" >= $1 AND ("stock" > $2 OR "stock" = $3 AND "label" IS NOT NULL OR "stock" = $4 AND "label" IS NULL AND "id" < $5) ORDER BY "items"."stock", "items"."label" DESC NULLS FIRST, "items"."id" DESC LIMIT $6
    Sqlite:   SELECT "items"."id", "items"."stock", "items"."label", "items"."id" FROM "shelf"."items" WHERE "items"."stock" >= ?1 AND ("items"."stock" > ?2 OR "items"."stock" = ?3 AND "items"."label" IS NULL AND "items"."id" < ?4) ORDER BY "items"."stock", "items"."label" DESC NULLS LAST, "items"."id" DESC LIMIT ?5
    "#);
    insta::assert_snapshot!(
        sql!(Shelf, Item, |i| i.select().columns(i.id).keyset(i.weight.desc()).page_size(3)),
        @r#"
        Postgres: SELECT "id", "weight", "id" FROM "shelf"."items" ORDER BY "items"."weight" DESC NULLS FIRST, "items"."id" DESC LIMIT $1
        Sqlite:   SELECT "items"."id", "items"."weight", "items"."id" FROM "shelf"."items" ORDER BY "items"."weight" DESC NULLS LAST, "items"."id" DESC LIMIT ?1
        "#
    );
}
