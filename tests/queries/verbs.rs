//! `fetch_all`, `fetch_one`, `fetch_optional`, `stream` and `execute`, on a pool, a connection and a transaction.

use futures_util::{StreamExt, TryStreamExt};
use polyschema::exec::{Driver, Executor};
use polyschema::prelude::*;
use polyschema::sqlite::{Attach, Location};
use polyschema::{Catalog, Error};
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{Pool, Transaction};

use crate::common::{both, check};
use crate::library::{Library, NewAuthor, authors, fill};

both!(Library, fill: on_a_connection, streams, streams_of_faults);

/// Every verb through an executor that is written out at each use.
macro_rules! check_verbs {
    ($executor:expr) => {
        let a = authors::<D>();
        let names = a.select().order_by(a.author_id.asc()).columns(a.name);
        let all = names.clone().fetch_all($executor).await.unwrap();
        assert_eq!(all, ["Ada", "Bo", "Cy", "Dee"]);
        assert_eq!(names.clone().fetch_one($executor).await.unwrap(), "Ada");
        assert_eq!(names.clone().fetch_optional($executor).await.unwrap().unwrap(), "Ada");
        let none = names.clone().filter(a.name.eq("Zoe"));
        assert!(matches!(none.clone().fetch_one($executor).await, Err(Error::NoRow)));
        assert_eq!(none.clone().fetch_optional($executor).await.unwrap(), None);
        assert!(none.fetch_all($executor).await.unwrap().is_empty());
        let streamed: Vec<String> = names.stream($executor).try_collect().await.unwrap();
        assert_eq!(streamed, all);
        let many = ["E", "F", "G"].map(NewAuthor::new);
        assert_eq!(a.insert_many(many).execute($executor).await.unwrap(), 3);
        let gone = a.delete().filter(a.author_id.gt(4)).returning(a.name);
        assert_eq!(gone.fetch_all($executor).await.unwrap().len(), 3);
        let same = a.update().set(a.active, a.active).filter(a.active);
        assert_eq!(same.execute($executor).await.unwrap(), 3);
    };
}

async fn on_a_connection<D: Driver>(db: &mut D::Connection) {
    check_verbs!(&mut *db);
}

/// A pool, a connection of it, and a transaction.
async fn verbs_of<D: Driver>(pool: &Pool<D::Sqlx>)
where
    for<'c> &'c Pool<D::Sqlx>: Executor<'c, D>,
    for<'c> &'c mut PoolConnection<D::Sqlx>: Executor<'c, D>,
    for<'c, 't> &'c mut Transaction<'t, D::Sqlx>: Executor<'c, D>,
{
    fill::<D>(&mut pool.acquire().await.unwrap()).await;
    check_verbs!(pool);
    let mut connection = pool.acquire().await.unwrap();
    check_verbs!(&mut connection);
    check_verbs!(&mut *connection);
    drop(connection);
    let mut transaction = pool.begin().await.unwrap();
    check_verbs!(&mut transaction);
    check_verbs!(&mut *transaction);
    let a = authors::<D>();
    a.insert(NewAuthor::new("Gone")).execute(&mut transaction).await.unwrap();
    transaction.rollback().await.unwrap();
    assert_eq!(a.select().columns(count_all()).fetch_one(pool).await.unwrap(), 4);
}

#[tokio::test]
async fn on_a_pool_of_postgres() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let pool = PgPoolOptions::new().max_connections(2).connect(&database.url).await.unwrap();
    Catalog::of::<Library<Postgres>>().unwrap().create_all(&pool).await.unwrap();
    verbs_of::<Postgres>(&pool).await;
    pool.close().await;
}

#[tokio::test]
async fn on_a_pool_of_sqlite() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::file(directory.path().join("library.db"));
    let attach = Attach::new().schema(&Library::<Sqlite>::schema_ref(), location);
    let options = SqlitePoolOptions::new().max_connections(2);
    let pool = attach.to_pool(options).connect("sqlite::memory:").await.unwrap();
    Catalog::of::<Library<Sqlite>>().unwrap().create_all(&pool).await.unwrap();
    verbs_of::<Sqlite>(&pool).await;
    pool.close().await;
}

async fn streams<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    // A stream that is not read to its end leaves the connection usable.
    let mut stream = a.select().order_by(a.name.asc()).stream(&mut *db);
    assert_eq!(stream.next().await.unwrap().unwrap().name, "Ada");
    assert_eq!(stream.next().await.unwrap().unwrap().name, "Bo");
    drop(stream);
    check(db, a.select().columns(count_all()), [4]).await;
    // Nor does a statement that changes rows stop half-way.
    let mut stream = a.update().set(a.score, 0.5).all_rows().returning(a.name).stream(&mut *db);
    stream.next().await.unwrap().unwrap();
    drop(stream);
    check(db, a.select().filter(a.score.eq(0.5)).columns(count_all()), [4]).await;
    let nothing = a.insert_many([]).returning_all().stream(db);
    assert_eq!(nothing.count().await, 0);
}

async fn streams_of_faults<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let mut stream = a.update().all_rows().returning_all().stream(&mut *db);
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Incomplete { .. }), "{error}");
    assert!(stream.next().await.is_none());
    drop(stream);
    let mut stream = a.insert(NewAuthor::new("Ada")).returning(a.name).stream(&mut *db);
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Database(_)), "{error}");
    assert!(stream.next().await.is_none());
    drop(stream);
    check(db, a.select().columns(count_all()), [4]).await;
}
