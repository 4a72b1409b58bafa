//! Plans of statements, in words and as JSON.

use polyschema::Dialect;
use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check};
use crate::library::{Library, authors, books, fill};

both!(Library, fill: plans_of_queries, plans_of_writes);

async fn plans_of_queries<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let plan = a.select().filter(a.name.eq("Ada")).explain().fetch(&mut *db).await.unwrap();
    let text = plan.join("\n");
    match Library::<D>::schema_ref().dialect() {
        Dialect::Postgres => {
            assert!(text.contains("Filter: ") || text.contains("Index Cond: "), "{text}")
        }
        Dialect::Sqlite => assert!(text.contains("authors USING INDEX"), "{text}"),
    }
    let plan = b.select().join(a).filter(a.name.ne("Ada")).explain().fetch(&mut *db).await.unwrap();
    assert!(plan.len() >= 2, "{plan:?}");
    let rows = b.select().filter(b.author_id.is_in([1, 2])).order_by(b.pages.asc());
    let plan = rows.explain().fetch(db).await.unwrap().join("\n");
    assert!(plan.to_lowercase().contains("sort") || plan.contains("B-TREE"), "{plan}");
}

/// Nothing is written.
async fn plans_of_writes<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    b.update().set(b.pages, 1).filter(b.book_id.eq(1)).explain().fetch(&mut *db).await.unwrap();
    b.delete().filter(b.pages.gt(1)).explain().fetch(&mut *db).await.unwrap();
    b.delete_by_key(2).explain().fetch(&mut *db).await.unwrap();
    check(db, b.select().filter(b.pages.eq(100)).columns(count_all()), [1]).await;
    check(db, b.select().columns(count_all()), [4]).await;
}

#[tokio::test]
async fn options_on_postgres() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let mut db = database.connect().await;
    Catalog::of::<Library<Postgres>>().unwrap().create_all(&mut db).await.unwrap();
    fill::<Postgres>(&mut db).await;
    let a = authors::<Postgres>();
    let query = a.select().filter(a.name.eq("Ada"));
    let plan = query.clone().explain().verbose().analyze().buffers().fetch(&mut db).await.unwrap();
    let text = plan.join("\n");
    assert!(text.contains("Output: ") && text.contains("actual time="), "{text}");
    let json = query.explain().analyze().fetch_json(&mut db).await.unwrap();
    assert_eq!(json[0]["Plan"]["Relation Name"], "authors");
    // A number with digits behind the point since PostgreSQL 18.
    assert_eq!(json[0]["Plan"]["Actual Rows"].as_f64(), Some(1.0));
    // To analyze is to run: a transaction takes it back.
    let mut transaction = sqlx::Connection::begin(&mut db).await.unwrap();
    let delete = books::<Postgres>().delete().filter(books::<Postgres>().book_id.eq(2));
    delete.explain().analyze().fetch(&mut transaction).await.unwrap();
    let rest = books::<Postgres>().select().columns(count_all());
    assert_eq!(rest.clone().fetch_one(&mut transaction).await.unwrap(), 3);
    transaction.rollback().await.unwrap();
    assert_eq!(rest.fetch_one(&mut db).await.unwrap(), 4);
}
