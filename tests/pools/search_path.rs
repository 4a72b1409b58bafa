//! A tenant by `search_path`, for SQL written by hand.

use polyschema::postgres::{Pooler, search_path};
use polyschema::prelude::*;
use polyschema::{Catalog, Result};
use polyschema_test_support::{PostgresDatabase, postgres};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions};

use crate::model::{Order, Shared, Tenant, order, pool};

async fn schema(database: &PostgresDatabase, name: &str) -> SchemaRef<Tenant> {
    let tenant = Tenant::named(name).unwrap();
    let mut connection = database.connect().await;
    Catalog::of::<Shared>().unwrap().create_all(&mut connection).await.unwrap();
    Catalog::of_schema(&tenant).unwrap().create_all(&mut connection).await.unwrap();
    Order::bind(&tenant).insert(order(1)).execute(&mut connection).await.unwrap();
    tenant
}

const COUNT: &str = "SELECT (SELECT count(*) FROM orders) + (SELECT count(*) FROM currencies)";
const CURRENT: &str = "SELECT current_schema()::text";

/// That unqualified names are the tenant's, and those it sees.
async fn check_options(database: &PostgresDatabase, name: &str) {
    let tenant = schema(database, name).await;
    let options: PgConnectOptions = database.url.parse().unwrap();
    let options = search_path(&tenant).unwrap().connect_options(options).unwrap();
    let mut connection = options.connect().await.unwrap();
    let current: String = sqlx::query_scalar(CURRENT).fetch_one(&mut connection).await.unwrap();
    assert_eq!(current, name);
    let count: i64 = sqlx::query_scalar(COUNT).fetch_one(&mut connection).await.unwrap();
    assert_eq!(count, 1, "{name:?}");
}

#[tokio::test]
async fn as_a_connection_s_option() {
    let Some(database) = postgres().await else { return };
    for name in ["acme", "Ünï \"x\"", "a, b", "a\\b \\", " ", "'; --", "-c role=x", "🦀", "a=b"]
    {
        check_options(&database, name).await;
    }
}

#[tokio::test]
async fn what_no_option_can_hold_is_refused() {
    let Some(database) = postgres().await else { return };
    for name in ["a\n-c\nrole=x", "a\tb", "a\rb"] {
        let options: PgConnectOptions = database.url.parse().unwrap();
        let path = search_path(&Tenant::named(name).unwrap()).unwrap();
        let error = path.connect_options(options).unwrap_err().to_string();
        assert!(error.contains("use `set_local`"), "{error}");
        check_set_local(&database, name).await.unwrap();
    }
    let error = search_path(&Tenant::named("$user").unwrap()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`$user` cannot be in a search_path: it stands for the name of the role there; name its tables in full"
    );
}

/// In a transaction, as is right behind every pooler.
async fn check_set_local(database: &PostgresDatabase, name: &str) -> Result<()> {
    let tenant = schema(database, name).await;
    let pool = pool(&database.url, Pooler::Transaction).await;
    let mut transaction = pool.begin(&tenant).await?;
    let set = AssertSqlSafe(search_path(&tenant)?.set_local());
    sqlx::raw_sql(set).execute(&mut *transaction).await?;
    let count: i64 =
        sqlx::query_scalar(COUNT).persistent(false).fetch_one(&mut *transaction).await?;
    assert_eq!(count, 1);
    transaction.commit().await
}

#[tokio::test]
async fn in_a_transaction() {
    let Some(database) = postgres().await else { return };
    for name in ["acme", "Ünï \"x\"", "a, b", "'; DROP SCHEMA shared; --"] {
        check_set_local(&database, name).await.unwrap();
    }
}

#[tokio::test]
async fn another_tenant_is_not_seen() {
    let Some(database) = postgres().await else { return };
    let tenant = schema(&database, "acme").await;
    let path = search_path(&tenant).unwrap();
    assert_eq!(path.to_string(), "\"acme\", \"shared\"");
    assert_eq!(path.set_local(), "SET LOCAL search_path TO \"acme\", \"shared\"");
}
