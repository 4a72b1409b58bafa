//! What docs/pools.md shows, run.

use std::time::Duration;

use polyschema::postgres::{Pooler, SchemaPoolOptions, search_path};
use polyschema::prelude::*;
use polyschema::{Catalog, Result};
use polyschema_test_support::{Mode, pgbouncer, postgres};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use crate::model::{NewOrder, Order, Shared, Tenant};

#[tokio::test]
async fn a_pool() -> Result<()> {
    let Some(database) = postgres().await else { return Ok(()) };
    let Some(bouncer) = pgbouncer(&database, Mode::Transaction, &[]).await else { return Ok(()) };
    let url = &bouncer.url;

    let pool = SchemaPoolOptions::new()
        .pooler(Pooler::Transaction) // PgBouncer 1.18 in transaction mode
        .max_connections(8)
        .memory_per_connection(64 << 20)
        .acquire_timeout(Duration::from_secs(5))
        .comment([("app", "shop")])
        .connect(url)
        .await?;

    Catalog::of::<Shared>()?.create_all(&pool).await?;
    let acme = Tenant::named("acme")?;
    Catalog::of_schema(&acme)?.create_all(&pool).await?;

    let orders = Order::bind(&acme);
    orders.insert(NewOrder { cents: 1_250, note: None }).execute(&pool).await?;
    let large = orders.select().filter(orders.cents.gt(1_000)).fetch_all(&pool).await?;
    assert_eq!(large.len(), 1);

    let mut transaction = pool.begin(&acme).await?;
    orders.insert(NewOrder { cents: 99, note: None }).execute(&mut transaction).await?;
    orders.update().set(orders.note, "paid").all_rows().execute(&mut transaction).await?;
    transaction.commit().await?;

    let mut connection = pool.acquire(&acme).await?;
    let mut transaction = connection.begin().await?;
    let total: Option<i64> =
        sqlx::query_scalar("SELECT sum(cents)::int8 FROM acme.orders WHERE note = $1")
            .bind("paid")
            .persistent(false) // unnamed, and in a transaction: right behind every pooler
            .fetch_one(&mut *transaction)
            .await?;
    transaction.commit().await?;
    drop(connection);
    assert_eq!(total, Some(1_349));

    let status = pool.status();
    assert!(status.connections <= 8 && status.most_bytes <= 64 << 20);
    pool.close().await;
    Ok(())
}

#[tokio::test]
async fn raw_sql() -> Result<()> {
    let Some(database) = postgres().await else { return Ok(()) };
    let url = &database.url;
    let pool = SchemaPoolOptions::new().connect(url).await?;
    Catalog::of::<Shared>()?.create_all(&pool).await?;
    let acme = Tenant::named("acme")?;
    Catalog::of_schema(&acme)?.create_all(&pool).await?;

    // A connection of its own for one tenant; not through a pooler in transaction mode.
    let options: PgConnectOptions = url.parse()?;
    let mut connection = search_path(&acme)?.connect_options(options)?.connect().await?;
    sqlx::query("INSERT INTO orders (cents) VALUES (5)").execute(&mut connection).await?;

    // In a transaction, which is right behind every pooler.
    let mut transaction = pool.begin(&acme).await?;
    let set = search_path(&acme)?.set_local(); // SET LOCAL search_path TO "acme", "shared"
    sqlx::raw_sql(AssertSqlSafe(set)).execute(&mut *transaction).await?;
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM orders")
        .persistent(false)
        .fetch_one(&mut *transaction)
        .await?;
    transaction.commit().await?;
    assert_eq!(count, 1);
    Ok(())
}
