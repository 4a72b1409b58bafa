//! Aggregates, of rows and of none.

use polyschema::Dialect;
use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, sql};
use crate::library::{Author, Book, Genre, Library, authors, books, fill, reviews};

both!(Library, fill:
    counts, numbers, ends, nothing, ends_of_enums, integer_widths, truth_of_all_and_any, truth_of_groups,
);

async fn counts<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    check(db, a.select().columns(count_all()), [4]).await;
    check(db, a.select().columns((a.born.count(), a.score.count_distinct())), [(3, 3)]).await;
    check(db, a.select().filter(a.active).columns(a.author_id.count()), [3]).await;
    check(db, a.select().columns(a.name.eq("Ada").count()), [4]).await;
}

async fn numbers<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let sums = a.select().columns((a.born.sum(), a.score.sum(), a.author_id.sum()));
    check(db, sums, [(Some(5665), Some(14.0), Some(10))]).await;
    let averages = a.select().columns((a.score.avg(), a.author_id.avg()));
    check(db, averages, [(Some(3.5), Some(2.5))]).await;
}

async fn ends<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let ends = a.select().columns((a.name.min(), a.name.max(), a.born.min(), a.score.max()));
    let expected = (Some("Ada".to_owned()), Some("Dee".to_owned()), Some(1815), Some(4.5));
    check(db, ends, [expected]).await;
}

async fn nothing<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let none = a.select().filter(a.name.eq("Zoe"));
    check(db, none.clone().columns((count_all(), a.born.count())), [(0, 0)]).await;
    let nulls = (a.born.sum(), a.score.avg(), a.name.min(), a.score.max());
    check(db, none.columns(nulls), [(None, None, None, None)]).await;
}

async fn ends_of_enums<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let one = b.select().filter(b.genre.eq(Genre::Essay)).columns((b.genre.min(), b.genre.max()));
    check(db, one, [(Some(Genre::Essay), Some(Genre::Essay))]).await;
    check(db, b.select().columns(b.genre.count_distinct()), [3]).await;
}

async fn integer_widths<D: Driver>(db: &mut D::Connection) {
    let (r, b) = (reviews::<D>(), books::<D>());
    let of_i16 = r.select().columns((r.stars.sum(), r.stars.avg(), r.stars.min()));
    check(db, of_i16, [(Some(12), Some(4.0), Some(3_i16))]).await;
    let of_i64 = b.select().columns((b.book_id.sum(), b.book_id.max()));
    check(db, of_i64, [(Some(10), Some(4_i64))]).await;
}

/// True where both are, false where one is not, and NULL no value: as hand-written SQL has it.
async fn truth_of_all_and_any<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let query = a.select().columns((a.active.bool_and(), a.active.bool_or()));
    check(db, query, [(Some(false), Some(true))]).await;
    let late = a.born.gt(1000);
    let query = a.select().columns((late.clone().bool_and(), late.bool_or()));
    check(db, query, [(Some(true), Some(true))]).await;
    let unknown = a.select().filter(a.born.is_null());
    let query = unknown.columns((a.born.gt(0).bool_and(), a.born.gt(0).bool_or()));
    check(db, query, [(None, None)]).await;
    let none = a.select().filter(a.name.eq("Zoe"));
    check(db, none.columns((a.active.bool_and(), a.active.bool_or())), [(None, None)]).await;
    let by_hand = match Library::<D>::schema_ref().dialect() {
        Dialect::Postgres => {
            raw!("SELECT bool_and(pages > 80), bool_or(pages > 80) FROM {b}").rows()
        }
        Dialect::Sqlite => raw!("SELECT min(pages > 80), max(pages > 80) FROM {b}").rows(),
    };
    let by_hand: (Option<bool>, Option<bool>) = by_hand.fetch_one(&mut *db).await.unwrap();
    let query = b.select().columns((b.pages.gt(80).bool_and(), b.pages.gt(80).bool_or()));
    check(db, query, [by_hand]).await;
}

async fn truth_of_groups<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let query = a.select().group_by(a.score).having(|_| a.active.bool_and().eq(true));
    let query = query
        .order_by(|score| score.asc())
        .columns(|score| (score, a.active.bool_or().filter(a.name.ne("Ada"))));
    check(db, query, [(2.0, Some(true)), (4.5, Some(true))]).await;
    let query = a.select().filter(a.active.eq(false)).order_by(a.name.asc());
    let all = window().partition_by(a.score);
    check(
        db,
        query.columns((a.name, a.active.bool_or().over(all))),
        [("Cy".to_owned(), Some(false))],
    )
    .await;
}

/// What PostgreSQL has alone.
#[tokio::test]
async fn arrays_and_statistics() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let mut connection = database.connect().await;
    let db = &mut connection;
    Catalog::of::<Library<Postgres>>().unwrap().create_all(&mut *db).await.unwrap();
    fill::<Postgres>(db).await;
    let (a, b) = (authors::<Postgres>(), books::<Postgres>());

    let names = a.name.array_agg().order_by(a.name.desc());
    let births = a.born.array_agg().order_by(a.born.asc());
    let expected = (
        Some(["Dee", "Cy", "Bo", "Ada"].map(str::to_owned).to_vec()),
        Some(vec![1815, 1900, 1950]),
    );
    check(db, a.select().columns((names, births)), [expected]).await;
    // An absent side has no value, and what is filtered out has none either.
    let titles = b.title.array_agg().order_by(b.title.asc()).filter(b.title.ne("Engines"));
    let query = a.select().left_join(b).group_by(a.name).order_by(|name| name.asc());
    let expected = [
        ("Ada".to_owned(), Some(vec!["Notes_50%".to_owned()])),
        ("Bo".to_owned(), None),
        ("Cy".to_owned(), Some(vec!["Rivers".to_owned()])),
        ("Dee".to_owned(), Some(vec!["Lakes".to_owned()])),
    ];
    check(db, query.columns(|name| (name, titles)), expected).await;

    let statistics = raw!(
        "SELECT stddev(score), stddev_pop(score), variance(born)::float8, var_pop(born)::float8 FROM {a}"
    );
    let by_hand = statistics.rows::<(Option<f64>, Option<f64>, Option<f64>, Option<f64>)>();
    let by_hand = by_hand.fetch_one(&mut *db).await.unwrap();
    assert!(by_hand.0.is_some_and(|deviation| deviation > 1.0));
    let of_all = (a.score.stddev(), a.score.stddev_pop(), a.born.variance(), a.born.var_pop());
    check(db, a.select().columns(of_all), [by_hand]).await;
    let one = a.select().filter(a.name.eq("Ada"));
    check(db, one.columns((a.score.stddev(), a.born.var_pop())), [(None, Some(0.0))]).await;
}

#[derive(Debug, Clone, DbType)]
pub struct Flag(pub bool);

#[derive(Debug, Clone, Table)]
#[table(name = "blobs", abstract)]
pub struct Blob {
    #[column(primary_key)]
    pub id: uuid::Uuid,
    pub bytes: Vec<u8>,
    pub flag: Flag,
}

#[derive(Schema)]
#[schema(name = "store", database = Sqlite, tables(Blob))]
pub struct Store;

/// What SQLite has alone: the extremes of what it keeps as bytes and as 0 or 1.
#[tokio::test]
async fn ends_of_bytes() {
    let mut db = polyschema_test_support::sqlite().await;
    let location = polyschema::sqlite::Location::Memory;
    polyschema::sqlite::attach(&mut db, &Store::schema_ref(), &location).await.unwrap();
    Catalog::of::<Store>().unwrap().create_all(&mut db).await.unwrap();
    let b = Blob::bind_schema::<Store>();
    let row = |id: u128, flag| NewBlob {
        id: uuid::Uuid::from_u128(id),
        bytes: vec![id as u8],
        flag: Flag(flag),
    };
    b.insert_many([row(3, false), row(1 << 64, true), row(2, true)])
        .execute(&mut db)
        .await
        .unwrap();
    let query = b.select().columns((b.id.min(), b.id.max(), b.bytes.max(), b.flag.min()));
    let (first, last, bytes, flag) = query.fetch_one(&mut db).await.unwrap();
    assert_eq!(first, Some(uuid::Uuid::from_u128(2)));
    assert_eq!(last, Some(uuid::Uuid::from_u128(1 << 64)));
    assert_eq!((bytes, flag.unwrap().0), (Some(vec![3]), false));
}

#[test]
fn aggregates_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().columns((a.active.bool_and(), a.born.gt(1).bool_or()))),
        @r#"
        Postgres: SELECT bool_and("active"), bool_or("born" > $1) FROM "library"."authors"
        Sqlite:   SELECT min("authors"."active"), max("authors"."born" > ?1) FROM "library"."authors"
        "#
    );
    let a = authors::<Postgres>();
    insta::assert_snapshot!(
        a.select().columns((a.name.array_agg().order_by(a.name.asc()), a.born.stddev())).to_sql().unwrap(),
        @r#"SELECT array_agg("name" ORDER BY "authors"."name") FILTER (WHERE "authors"."name" IS NOT NULL), CAST(stddev_samp("authors"."born") AS double precision) FROM "library"."authors""#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().columns((count_all(), a.born.count(), a.born.count_distinct()))),
        @r#"
        Postgres: SELECT count(*), count("born"), count(DISTINCT "born") FROM "library"."authors"
        Sqlite:   SELECT count(*), count("authors"."born"), count(DISTINCT "authors"."born") FROM "library"."authors"
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().columns((a.born.sum(), a.score.sum(), a.born.avg()))),
        @r#"
        Postgres: SELECT CAST(sum("born") AS bigint), CAST(sum("score") AS double precision), CAST(avg("born") AS double precision) FROM "library"."authors"
        Sqlite:   SELECT sum("authors"."born"), sum("authors"."score"), avg("authors"."born") FROM "library"."authors"
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().columns((a.name.min(), a.born.max()))),
        @r#"
        Postgres: SELECT min("name"), max("born") FROM "library"."authors"
        Sqlite:   SELECT min("authors"."name"), max("authors"."born") FROM "library"."authors"
        "#
    );
    insta::assert_snapshot!(
        sql!(Library, Book, |b| b.select().columns(b.genre.max())),
        @r#"
        Postgres: SELECT max("genre")::text FROM "library"."books"
        Sqlite:   SELECT max("books"."genre") FROM "library"."books"
        "#
    );
}
