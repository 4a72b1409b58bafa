//! Every operation with names that are no tenant's, and within a transaction.

use polyschema_migrate::error::{Error, Result};
use polyschema_migrate::tenants::{CreateOptions, DropOptions, RoleOptions, TenantError, Tenants};
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use crate::support::*;

/// What each operation on a tenant says, by its name.
async fn all(
    tenants: &Tenants,
    connection: &mut PgConnection,
    name: &str,
) -> Vec<(&'static str, Result<()>)> {
    let directory = TempDir::new().expect("a directory");
    let (registry, path) = (tenants.registry(), directory.path());
    let (options, role) = (CreateOptions::default(), RoleOptions::new());
    let confirmed = DropOptions::confirmed(name);
    let json = serde_json::json!(1);
    vec![
        ("set_metadata", registry.set_metadata(connection, name, &json).await),
        ("set_group", registry.set_group(connection, name, Some("g")).await),
        ("suspend", registry.suspend(connection, name).await),
        ("set_idle", registry.set_idle(connection, name).await),
        ("forget", tenants.forget(connection, name).await),
        ("activate", tenants.activate(connection, name).await.map(drop)),
        ("rename", tenants.rename(connection, name, "other").await.map(drop)),
        ("drop", tenants.drop(connection, name, &confirmed).await),
        ("adopt", tenants.adopt(connection, name, &options).await.map(drop)),
        ("clone", tenants.clone_tenant(connection, name, "other").await.map(drop)),
        ("export", tenants.export(connection, name, path).await),
        ("give_role", tenants.give_role(connection, name, &role).await.map(drop)),
        ("take_role", tenants.take_role(connection, name).await),
    ]
}

#[tokio::test]
async fn who_is_no_tenant_is_said_to_be_none_by_every_operation() {
    let Some(World { database: _database, mut connection, tenants }) = world().await else {
        return;
    };
    for name in
        ["nobody", "a\"b", "", "n\0", "pg_x", "public", "shared", "polyschema", &"x".repeat(64)]
    {
        for (operation, result) in all(&tenants, &mut connection, name).await {
            let error = result.expect_err(operation);
            let is_expected = match &error {
                Error::Core(_) => true,
                Error::Tenants(error) => matches!(
                    **error,
                    TenantError::Unknown { .. }
                        | TenantError::NoSchema { .. }
                        | TenantError::Taken { .. }
                ),
                _ => false,
            };
            assert!(is_expected, "{operation} of {name:?}: {error}");
            assert!(!connection.is_in_transaction(), "{operation}");
        }
        assert_eq!(tenants.registry().get(&mut connection, name).await.unwrap(), None);
    }
    assert!(tenants.inspect(&mut connection).await.unwrap().is_empty());
    // Not even the role of those who read what is shared, which belongs to the whole server.
    let roles =
        "SELECT count(*)::text FROM pg_roles WHERE rolname = current_database() || '_tenants'";
    assert_eq!(value(&mut connection, roles).await, "0");
}

#[tokio::test]
async fn what_has_a_transaction_of_its_own_is_refused_within_another() {
    let Some(World { database: _database, mut connection, tenants }) = world().await else {
        return;
    };
    tenants.create(&mut connection, "acme", &CreateOptions::default()).await.unwrap();
    let within =
        ["activate", "rename", "drop", "adopt", "clone", "export", "give_role", "take_role"];
    let mut transaction = connection.begin().await.unwrap();
    let created = tenants.create(&mut transaction, "x", &CreateOptions::default()).await;
    check_error(created, "the connection is in a transaction; commit it before, creation");
    tenants.registry().suspend(&mut transaction, "acme").await.unwrap();
    for (operation, result) in all(&tenants, &mut transaction, "acme").await {
        if within.contains(&operation) {
            check_error(result, "the connection is in a transaction; commit it before");
        }
    }
    transaction.rollback().await.unwrap();
    let row = tenants.registry().get(&mut connection, "acme").await.unwrap().unwrap();
    assert_eq!(row.state.word(), "active");
}
