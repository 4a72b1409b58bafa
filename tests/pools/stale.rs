//! A table that changes under what is prepared: one error, not one for ever.

use polyschema::Result;
use polyschema::postgres::SchemaPoolOptions;
use polyschema::prelude::*;
use polyschema_test_support::postgres;
use sqlx::{AssertSqlSafe, PgConnection};

use crate::model::{Order, tenants};

/// Gives a column another type, of which the Rust type stays the same.
async fn alter(connection: &mut PgConnection, sql_type: &str) {
    let alter = format!("ALTER TABLE tenant_1.orders ALTER COLUMN note TYPE {sql_type}");
    sqlx::raw_sql(AssertSqlSafe(alter)).execute(connection).await.unwrap();
}

#[tokio::test]
async fn a_change_costs_one_error() -> Result<()> {
    let Some(database) = postgres().await else { return Ok(()) };
    let tenants = tenants(&database, 2).await;
    let mut admin = database.connect().await;
    let pool = SchemaPoolOptions::new().max_connections(1).connect(&database.url).await?;
    let orders = Order::bind(&tenants[1]);
    for _ in 0..3 {
        orders.select().fetch_all(&pool).await?;
    }
    alter(&mut admin, "varchar(50)").await;
    let error = orders.select().fetch_all(&pool).await.unwrap_err();
    assert!(error.to_string().contains("cached plan must not change"), "{error}");
    assert_eq!(orders.select().fetch_all(&pool).await?.len(), 1);

    alter(&mut admin, "text").await;
    let mut transaction = pool.begin(&tenants[1]).await?;
    let error = orders.select().fetch_all(&mut transaction).await.unwrap_err();
    assert!(error.to_string().contains("cached plan must not change"), "{error}");
    transaction.rollback().await?;
    let mut transaction = pool.begin(&tenants[1]).await?;
    assert_eq!(orders.select().fetch_all(&mut transaction).await?.len(), 1);
    transaction.commit().await
}
