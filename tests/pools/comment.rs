//! The comment that says which schema a statement is for.

use polyschema::postgres::SchemaPoolOptions;
use polyschema::prelude::*;
use polyschema::{Catalog, Result};
use polyschema_test_support::postgres;

use crate::model::{Order, Shared, Tenant, order};

#[tokio::test]
async fn statements_say_their_schema() -> Result<()> {
    let Some(database) = postgres().await else { return Ok(()) };
    let pool = SchemaPoolOptions::new()
        .max_connections(2)
        .comment([("app", "it's a shop")])
        .connect(&database.url)
        .await?;
    let tenant = Tenant::named("a*/; DROP SCHEMA shared; /*'")?;
    Catalog::of::<Shared>()?.create_all(&pool).await?;
    Catalog::of_schema(&tenant)?.create_all(&pool).await?;
    let orders = Order::bind(&tenant);
    orders.insert(order(1)).execute(&pool).await?;
    let expected =
        "/*app='it%27s%20a%20shop',schema='a%2A%2F%3B%20DROP%20SCHEMA%20shared%3B%20%2F%2A%27'*/";
    let mut transaction = pool.begin(&tenant).await?;
    for _ in 0..3 {
        let own = raw!("SELECT pg_catalog.current_query() FROM {orders} LIMIT 1").rows::<String>();
        let said = own.fetch_one(&mut transaction).await?;
        assert!(said.ends_with(expected), "{said}");
        // A statement with a bind, and one with none.
        assert_eq!(orders.select().filter(orders.cents.eq(1)).fetch_all(&pool).await?.len(), 1);
    }
    transaction.commit().await
}
