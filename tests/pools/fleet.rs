//! The same query in many schemas.

use futures_util::StreamExt;
use polyschema::postgres::Pooler;
use polyschema::prelude::*;
use polyschema::{Result, each_schema};
use polyschema_test_support::postgres;

use crate::model::{Order, Tenant, pool, tenants};

/// What came of each tenant: how many rows, or its error.
fn said(all: Vec<(SchemaRef<Tenant>, Result<Vec<i64>>)>) -> Vec<String> {
    let one = |(tenant, rows): (SchemaRef<Tenant>, Result<Vec<i64>>)| match rows {
        Ok(rows) => format!("{}: {rows:?}", tenant.name()),
        Err(error) => error.to_string(),
    };
    all.into_iter().map(one).collect()
}

/// `tenant_4` has lost its table.
async fn check_each(batch: Option<usize>) {
    let Some(database) = postgres().await else { return };
    let tenants = tenants(&database, 7).await;
    let pool = pool(&database.url, Pooler::None).await;
    let catalog = polyschema::Catalog::of_schema(&tenants[4]).unwrap();
    catalog.drop_all(&pool).await.unwrap();
    let totals = |tenant: &SchemaRef<Tenant>| {
        let orders = Order::bind(tenant);
        orders
            .select()
            .filter(orders.cents.gt(1))
            .order_by(orders.cents.asc())
            .columns(orders.cents)
    };
    let each = each_schema(&tenants, totals).concurrency(3);
    let all = match batch {
        None => each.stream(&pool).collect().await,
        Some(size) => each.in_batches(size).stream(&pool).collect().await,
    };
    let missing = "select of `tenant_4.orders` failed: relation \"tenant_4.orders\" does not exist";
    let mut said = said(all);
    assert!(said[4].starts_with(missing), "{}", said[4]);
    said.remove(4);
    assert_eq!(
        said,
        [
            "tenant_0: []",
            "tenant_1: []",
            "tenant_2: [2]",
            "tenant_3: [2, 3]",
            "tenant_5: [2, 3, 4, 5]",
            "tenant_6: [2, 3, 4, 5, 6]",
        ]
    );
}

#[tokio::test]
async fn each_by_itself() {
    check_each(None).await;
}

#[tokio::test]
async fn in_batches() {
    check_each(Some(3)).await;
    check_each(Some(100)).await;
}

#[tokio::test]
async fn of_none() {
    let Some(database) = postgres().await else { return };
    let pool = pool(&database.url, Pooler::None).await;
    let all = |tenant: &SchemaRef<Tenant>| Order::bind(tenant).select();
    assert_eq!(each_schema(&[], all).stream(&pool).count().await, 0);
    assert_eq!(each_schema(&[], all).in_batches(5).stream(&pool).count().await, 0);
}

/// As docs/pools.md shows it.
#[tokio::test]
async fn a_report() -> Result<()> {
    let Some(database) = postgres().await else { return Ok(()) };
    let tenants = tenants(&database, 4).await;
    let pool = pool(&database.url, Pooler::None).await;

    let count = |tenant: &SchemaRef<Tenant>| Order::bind(tenant).select().columns(count_all());
    let mut counts = each_schema(&tenants, count).concurrency(8).stream(&pool);
    let mut orders = Vec::new();
    while let Some((tenant, count)) = counts.next().await {
        match count {
            Ok(count) => orders.push((tenant.name().to_owned(), count[0])),
            Err(error) => eprintln!("{}: {error}", tenant.name()),
        }
    }
    assert_eq!(orders.len(), 4);

    let mut counts = each_schema(&tenants, count).in_batches(50).stream(&pool);
    while let Some((tenant, count)) = counts.next().await {
        assert!(orders.contains(&(tenant.name().to_owned(), count?[0])));
    }
    Ok(())
}
