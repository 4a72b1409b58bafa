//! `FOR UPDATE` and its like, on PostgreSQL.

use polyschema::prelude::*;
use sqlx::Connection;

use crate::library::{Library, authors, books, fill};

#[tokio::test]
async fn rows_are_locked() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let (mut one, mut two) = (database.connect().await, database.connect().await);
    Catalog::of::<Library<Postgres>>().unwrap().create_all(&mut one).await.unwrap();
    fill::<Postgres>(&mut one).await;
    let a = authors::<Postgres>();
    let ada = || a.select().filter(a.name.eq("Ada")).columns(a.author_id);
    let ids = || a.select().order_by(a.author_id.asc()).columns(a.author_id);
    let mut transaction = one.begin().await.unwrap();
    assert_eq!(ada().for_update().fetch_all(&mut transaction).await.unwrap(), [1]);
    assert_eq!(ids().for_update().skip_locked().fetch_all(&mut two).await.unwrap(), [2, 3, 4]);
    let error = ids().for_no_key_update().nowait().fetch_all(&mut two).await.unwrap_err();
    assert!(error.to_string().contains("could not obtain lock on row"), "{error}");
    ids().for_share().nowait().fetch_all(&mut two).await.unwrap_err();
    transaction.rollback().await.unwrap();
    assert_eq!(ids().for_share().nowait().fetch_all(&mut two).await.unwrap(), [1, 2, 3, 4]);
}

/// Of a join, the rows of one table; a lock on the absent side of an outer join is refused.
#[tokio::test]
async fn of_one_table() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let mut db = database.connect().await;
    Catalog::of::<Library<Postgres>>().unwrap().create_all(&mut db).await.unwrap();
    fill::<Postgres>(&mut db).await;
    let (a, b) = (authors::<Postgres>(), books::<Postgres>());
    let query = || a.select().left_join(b).columns((a.name, b.title));
    assert_eq!(query().for_update().of(a).fetch_all(&mut db).await.unwrap().len(), 5);
    query().for_update().fetch_all(&mut db).await.unwrap_err();
}

#[test]
fn locks_as_sql() {
    let (a, b) = (authors::<Postgres>(), books::<Postgres>());
    let query = a.select().join(b).columns(a.name).for_key_share().of(a).of(b).skip_locked();
    insta::assert_snapshot!(
        query.to_sql().unwrap(),
        @r#"SELECT "authors"."name" FROM "library"."authors" JOIN "library"."books" ON "books"."author_id" = "authors"."author_id" FOR KEY SHARE OF "authors", "books" SKIP LOCKED"#
    );
}
