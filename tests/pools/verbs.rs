//! Every verb through the pool and its transactions, directly and behind PgBouncer.

use futures_util::StreamExt;
use polyschema::exec::Violation;
use polyschema::postgres::{Pooler, SchemaPool};
use polyschema::prelude::*;
use polyschema::{Catalog, Error, Result};
use polyschema_test_support::{Mode, pgbouncer, postgres};
use sqlx::Connection;

use crate::model::{Order, Shared, Tenant, order, pool};

#[tokio::test]
async fn directly() {
    let Some(database) = postgres().await else { return };
    check_verbs(&pool(&database.url, Pooler::None).await).await;
}

#[tokio::test]
async fn as_if_behind_each_pooler() {
    let Some(database) = postgres().await else { return };
    for pooler in Pooler::ALL {
        check_verbs(&pool(&database.url, *pooler).await).await;
    }
}

#[tokio::test]
async fn behind_session_mode() {
    let Some(database) = postgres().await else { return };
    let Some(bouncer) = pgbouncer(&database, Mode::Session, &[]).await else { return };
    check_verbs(&pool(&bouncer.url, Pooler::Session).await).await;
}

#[tokio::test]
async fn behind_transaction_mode() {
    let Some(database) = postgres().await else { return };
    let settings = [("default_pool_size", "2"), ("server_round_robin", "1")];
    let Some(bouncer) = pgbouncer(&database, Mode::Transaction, &settings).await else { return };
    check_verbs(&pool(&bouncer.url, Pooler::Transaction).await).await;
}

async fn check_verbs(pool: &SchemaPool) {
    let tenant = Tenant::named("acme").unwrap();
    let shared = Catalog::of::<Shared>().unwrap();
    shared.create_all(pool).await.unwrap();
    let catalog = Catalog::of_schema(&tenant).unwrap();
    catalog.create_all(pool).await.unwrap();
    check_statements(pool, &tenant).await.unwrap();
    check_transactions(pool, &tenant).await.unwrap();
    check_connection(pool, &tenant).await.unwrap();
    catalog.drop_all(pool).await.unwrap();
    shared.drop_all(pool).await.unwrap();
    let status = pool.status();
    pool.close().await;
    assert!(status.connections <= 4, "{status:?}");
    let closed = Order::bind(&tenant).select().fetch_all(pool).await;
    assert!(closed.unwrap_err().to_string().contains("closed"));
}

async fn check_statements(pool: &SchemaPool, tenant: &SchemaRef<Tenant>) -> Result<()> {
    let orders = Order::bind(tenant);
    let first = orders.insert(order(5)).returning_all().fetch_one(pool).await?;
    assert_eq!(first.cents, 5);
    assert_eq!(orders.insert_many((1..=3).map(order)).execute(pool).await?, 3);
    let refused = orders.insert(order(0)).execute(pool).await.unwrap_err();
    let Error::Database(refused) = refused else { panic!("{refused}") };
    assert_eq!(refused.violation, Some(Violation::Check));
    assert_eq!(refused.schema.as_deref(), Some("acme"));
    assert_eq!(orders.find(first.order_id).fetch_optional(pool).await?, Some(first));
    let mut cents = Vec::new();
    let mut stream = orders.select().order_by(orders.cents.desc()).stream(pool);
    while let Some(row) = stream.next().await {
        cents.push(row?.cents);
    }
    assert_eq!(cents, [5, 3, 2, 1]);
    // A stream that is left half-way.
    let mut stream = orders.select().stream(pool);
    assert!(stream.next().await.is_some());
    drop(stream);
    assert_eq!(orders.copy_in((10..20).map(order)).execute(pool).await?, 10);
    assert_eq!(orders.copy_out().fetch_all(pool).await?.len(), 14);
    assert_eq!(orders.delete().filter(orders.cents.gt(9)).execute(pool).await?, 10);
    let plan = orders.select().explain().fetch(pool).await?;
    assert!(plan[0].contains("Scan"), "{plan:?}");
    Ok(())
}

async fn check_transactions(pool: &SchemaPool, tenant: &SchemaRef<Tenant>) -> Result<()> {
    let orders = Order::bind(tenant);
    let before = orders.select().fetch_all(pool).await?.len();
    let mut transaction = pool.begin(tenant).await?;
    orders.insert(order(7)).execute(&mut transaction).await?;
    orders.insert_many([order(8), order(9)]).execute(&mut transaction).await?;
    assert_eq!(orders.copy_in([order(10)]).execute(&mut transaction).await?, 1);
    let seen = orders.select().fetch_all(&mut transaction).await?.len();
    assert_eq!(seen, before + 4);
    transaction.rollback().await?;
    let mut dropped = pool.begin(tenant).await?;
    orders.insert(order(7)).execute(&mut dropped).await?;
    drop(dropped);
    let mut transaction = pool.begin(tenant).await?;
    orders.insert(order(7)).execute(&mut transaction).await?;
    transaction.commit().await?;
    assert_eq!(orders.select().fetch_all(pool).await?.len(), before + 1);
    check_refusals(pool, tenant).await?;
    check_given_up(pool, tenant).await
}

/// A `COPY` that is given up half-way leaves answers in its connection that nobody asked for.
async fn check_given_up(pool: &SchemaPool, tenant: &SchemaRef<Tenant>) -> Result<()> {
    let orders = Order::bind(tenant);
    let before = orders.select().fetch_all(pool).await?.len();

    let mut transaction = pool.begin(tenant).await?;
    orders.insert(order(7)).execute(&mut transaction).await?;
    let mut stream = orders.copy_out().stream(&mut transaction);
    assert!(stream.next().await.is_some());
    drop(stream);
    let given_up = |error: Error| {
        assert!(error.to_string().contains("was given up half-way; begin another one"), "{error}");
    };
    given_up(orders.select().fetch_all(&mut transaction).await.unwrap_err());
    given_up(orders.copy_out().fetch_all(&mut transaction).await.unwrap_err());
    given_up(orders.insert_many([order(8)]).execute(&mut transaction).await.unwrap_err());
    given_up(transaction.commit().await.unwrap_err());

    give_up_raw(pool, tenant).await?;
    for _ in 0..4 {
        for cents in [1, 2, 3, 5] {
            let rows = orders.select().filter(orders.cents.eq(cents)).fetch_all(pool).await?;
            assert_eq!(rows.iter().map(|row| row.cents).collect::<Vec<_>>(), [cents]);
        }
    }
    assert_eq!(orders.select().fetch_all(pool).await?.len(), before);
    Ok(())
}

/// Gives up copies that are sqlx's.
async fn give_up_raw(pool: &SchemaPool, tenant: &SchemaRef<Tenant>) -> Result<()> {
    const OUT: &str = "COPY acme.orders TO STDOUT";
    const IN: &str = "COPY acme.orders (cents) FROM STDIN";
    let mut transaction = pool.begin(tenant).await?;
    assert!(transaction.copy_out_raw(OUT).await?.next().await.is_some());
    transaction.commit().await.unwrap_err();
    let mut transaction = pool.begin(tenant).await?;
    drop(transaction.copy_in_raw(IN).await?);
    drop(transaction);
    let mut connection = pool.acquire(tenant).await?;
    assert!(connection.copy_out_raw(OUT).await?.next().await.is_some());
    drop(connection);
    let mut connection = pool.acquire(tenant).await?;
    drop(connection.copy_in_raw(IN).await?);
    drop(connection);
    Ok(())
}

/// A statement that is refused takes its transaction along, unless there was a savepoint before it.
async fn check_refusals(pool: &SchemaPool, tenant: &SchemaRef<Tenant>) -> Result<()> {
    let orders = Order::bind(tenant);
    let before = orders.select().fetch_all(pool).await?.len();
    for is_raw in [false, true] {
        let mut transaction = pool.begin(tenant).await?;
        orders.insert(order(7)).execute(&mut transaction).await?;
        let is_refused = match is_raw {
            false => orders.insert(order(0)).execute(&mut transaction).await.is_err(),
            true => sqlx::raw_sql("SELECT 1 / 0").execute(&mut *transaction).await.is_err(),
        };
        assert!(is_refused);
        let error = transaction.commit().await.unwrap_err().to_string();
        assert!(error.contains("current transaction is aborted"), "{error}");
    }
    let mut transaction = pool.begin(tenant).await?;
    let mut savepoint = transaction.begin().await?;
    sqlx::raw_sql("SELECT 1 / 0").execute(&mut *savepoint).await.unwrap_err();
    savepoint.rollback().await?;
    orders.insert(order(7)).execute(&mut transaction).await?;
    transaction.commit().await?;
    assert_eq!(orders.select().fetch_all(pool).await?.len(), before + 1);
    Ok(())
}

/// Raw SQL: unnamed and in a transaction, which is right behind all of them.
async fn check_connection(pool: &SchemaPool, tenant: &SchemaRef<Tenant>) -> Result<()> {
    let mut connection = pool.acquire(tenant).await?;
    let mut transaction = connection.begin().await?;
    let count = "SELECT count(*) FROM acme.orders WHERE cents > $1";
    let count: i64 = sqlx::query_scalar(count)
        .bind(0_i64)
        .persistent(false)
        .fetch_one(&mut *transaction)
        .await?;
    transaction.commit().await?;
    drop(connection);
    assert_eq!(count as usize, Order::bind(tenant).select().fetch_all(pool).await?.len());
    Ok(())
}
