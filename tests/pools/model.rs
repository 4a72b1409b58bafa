//! Tenants that see a shared schema.

use polyschema::postgres::{Pooler, SchemaPool, SchemaPoolOptions};
use polyschema::prelude::*;
use polyschema::{Catalog, Result};
use polyschema_test_support::PostgresDatabase;

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "currencies", schema = Shared)]
pub struct Currency {
    #[column(primary_key)]
    pub code: String,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "orders", abstract)]
pub struct Order {
    #[column(primary_key, identity)]
    pub order_id: i32,
    #[column(check = "cents > 0")]
    pub cents: i64,
    pub note: Option<String>,
}

#[derive(Debug, Schema)]
#[schema(name = "shared", database = Postgres, tables(Currency))]
pub struct Shared;

#[derive(Debug, Schema)]
#[schema(database = Postgres, tables(Order), sees(Shared))]
pub struct Tenant;

pub fn order(cents: i64) -> NewOrder {
    NewOrder { cents, note: None }
}

/// A pool of four connections.
pub async fn pool(url: &str, pooler: Pooler) -> SchemaPool {
    let options = SchemaPoolOptions::new().pooler(pooler).max_connections(4);
    options.connect(url).await.unwrap()
}

/// Creates tenants; the tenant of number n has n orders, of 1 cent, 2 cents and so on.
pub async fn tenants(database: &PostgresDatabase, count: usize) -> Vec<SchemaRef<Tenant>> {
    let mut connection = database.connect().await;
    let name = |number| Tenant::named(&format!("tenant_{number}"));
    let tenants: Vec<_> = (0..count).map(name).collect::<Result<_>>().unwrap();
    Catalog::of::<Shared>().unwrap().create_all(&mut connection).await.unwrap();
    for (number, tenant) in tenants.iter().enumerate() {
        Catalog::of_schema(tenant).unwrap().create_all(&mut connection).await.unwrap();
        let orders = (1..=number as i64).map(order);
        Order::bind(tenant).insert_many(orders).execute(&mut connection).await.unwrap();
    }
    tenants
}
