//! From a name to a tenant.

use std::sync::Arc;
use std::time::Duration;

use polyschema_core::name::SchemaName;
use polyschema_core::postgres::SchemaPoolOptions;
use polyschema_core::spec::{SchemaSpec, TypePath};
use polyschema_core::{Postgres, RuntimeSchema, Schema};
use polyschema_migrate::connection::MigrateConnection;
use polyschema_migrate::tenants::{
    CreateOptions, DropOptions, Registry, Resolution, Resolver, ResolverOptions,
};
use sqlx::PgPool;

use crate::support::*;

/// As the derive writes it, which this package cannot use.
pub struct Tenant;

impl Schema for Tenant {
    type Database = Postgres;
    type Home = Self;
    type Name = SchemaName;
    const PATH: TypePath = TypePath { path: "tests::Tenant", name: "Tenant" };
    const SPEC: &'static SchemaSpec =
        &SchemaSpec { ty: Self::PATH, name: None, comment: None, tables: &[], sees: &[] };
}

impl RuntimeSchema for Tenant {}

pub fn resolver() -> Resolver<Tenant> {
    Resolver::new(Registry::default())
}

fn said<S: Schema>(resolution: &Resolution<S>) -> String {
    match resolution {
        Resolution::Active(schema) => format!("active {}", schema.name()),
        Resolution::Idle(schema) => format!("idle {}", schema.name()),
        Resolution::Suspended => "suspended".to_owned(),
        Resolution::Unknown => "unknown".to_owned(),
    }
}

#[tokio::test]
async fn a_tenant_is_remembered_until_it_is_forgotten_or_its_time_is_over() {
    let Some(World { database, mut connection, tenants }) = world().await else { return };
    let pool = PgPool::connect(&database.url).await.unwrap();
    let own = SchemaPoolOptions::new().max_connections(2).connect(&database.url).await.unwrap();
    let resolver = resolver();
    // Without a registry nobody is a tenant.
    assert_eq!(said(&resolver.resolve(&pool, "acme").await.unwrap()), "unknown");
    tenants.create(&mut connection, "acme", &CreateOptions::default()).await.unwrap();
    assert_eq!(said(&resolver.resolve(&pool, "acme").await.unwrap()), "unknown");
    resolver.forget("acme");
    assert_eq!(said(&resolver.resolve(&own, "acme").await.unwrap()), "active acme");
    tenants.registry().suspend(&mut connection, "acme").await.unwrap();
    assert_eq!(said(&resolver.resolve(&own, "acme").await.unwrap()), "active acme");
    resolver.forget("acme");
    assert_eq!(said(&resolver.resolve(&pool, "acme").await.unwrap()), "suspended");
    tenants.registry().set_idle(&mut connection, "acme").await.unwrap();
    resolver.forget("acme");
    assert_eq!(said(&resolver.resolve(&mut connection, "acme").await.unwrap()), "idle acme");

    let options = ResolverOptions { time_to_live: Duration::ZERO, ..ResolverOptions::default() };
    let short = Resolver::<Tenant>::with_options(Registry::default(), options);
    assert_eq!(said(&short.resolve(&pool, "acme").await.unwrap()), "idle acme");
    tenants.drop(&mut connection, "acme", &DropOptions::confirmed("acme")).await.unwrap();
    assert_eq!(said(&short.resolve(&pool, "acme").await.unwrap()), "unknown");
    pool.close().await;
    own.close().await;
}

#[tokio::test]
async fn of_many_who_ask_at_once_one_asks_the_database() {
    let Some(World { database, mut connection, tenants }) = world().await else { return };
    tenants.create(&mut connection, "acme", &CreateOptions::default()).await.unwrap();
    let pool = PgPool::connect(&database.url).await.unwrap();
    let resolver = Arc::new(resolver());
    // Whoever asks the database waits here; whoever does not, cannot.
    connection.send("BEGIN; LOCK TABLE polyschema.tenants").await.unwrap();
    let mut all = Vec::new();
    for _ in 0..50 {
        let (resolver, pool) = (resolver.clone(), pool.clone());
        all.push(tokio::spawn(
            async move { said(&resolver.resolve(&pool, "acme").await.unwrap()) },
        ));
    }
    let waiting = "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while value(&mut connection, waiting).await == "0" {
        connection.send("SELECT pg_stat_clear_snapshot(), pg_sleep(0.01)").await.unwrap();
    }
    let waited = value(&mut connection, waiting).await;
    connection.send("COMMIT").await.unwrap();
    for one in all {
        assert_eq!(one.await.unwrap(), "active acme");
    }
    assert_eq!(waited, "1");
    pool.close().await;
}

#[tokio::test]
async fn an_unreachable_database_is_an_error_and_is_not_remembered() {
    let Some(World { database, mut connection, tenants }) = world().await else { return };
    tenants.create(&mut connection, "acme", &CreateOptions::default()).await.unwrap();
    let pool = PgPool::connect(&database.url).await.unwrap();
    let resolver = resolver();
    let closed = PgPool::connect(&database.url).await.unwrap();
    closed.close().await;
    check_error(
        resolver.resolve(&closed, "acme").await.map(drop),
        "look-up of tenant `acme` failed",
    );
    assert_eq!(said(&resolver.resolve(&pool, "acme").await.unwrap()), "active acme");
    // A name that no tenant can have needs no database.
    assert_eq!(said(&resolver.resolve(&closed, "pg_catalog").await.unwrap()), "unknown");
    pool.close().await;
}
