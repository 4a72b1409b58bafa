//! The registry's table and its rows.

use futures_util::TryStreamExt;
use polyschema_migrate::connection::MigrateConnection;
use polyschema_migrate::tenants::{
    CreateOptions, Inconsistency, Registry, TenantFilter, TenantState,
};
use sqlx::Connection;

use crate::support::*;

#[tokio::test]
async fn eight_who_need_the_table_create_one() {
    let Some(World { database, mut connection, .. }) = world().await else { return };
    let registry = Registry::at("Ops \"1\"", "all tenants").unwrap();
    let mut all = Vec::new();
    for _ in 0..8 {
        let (registry, mut connection) = (registry.clone(), database.connect().await);
        all.push(tokio::spawn(async move { registry.ensure(&mut connection).await }));
    }
    for one in all {
        one.await.unwrap().unwrap();
    }
    registry.ensure(&mut connection).await.unwrap();
    assert!(!connection.is_in_transaction());
}

#[tokio::test]
async fn a_table_that_is_something_else_is_left_alone() {
    let Some(World { database: _database, mut connection, tenants }) = world().await else {
        return;
    };
    connection.send("CREATE SCHEMA ops; CREATE TABLE ops.tenants (a int)").await.unwrap();
    let tenants = tenants.with_registry(Registry::at("ops", "tenants").unwrap());
    let options = CreateOptions::default();
    check_error(
        tenants.create(&mut connection, "acme", &options).await,
        "`\"ops\".\"tenants\"` is no registry of tenants that this release knows (no comment)",
    );
    connection.send("COMMENT ON TABLE ops.tenants IS 'polyschema tenants 99'").await.unwrap();
    check_error(
        tenants.create(&mut connection, "acme", &options).await,
        "`\"ops\".\"tenants\"` is no registry of tenants that this release knows (comment `polyschema tenants 99`)",
    );
}

#[tokio::test]
async fn rows_are_filtered_and_read_in_pages() {
    let Some(World { database: _database, mut connection, tenants }) = world().await else {
        return;
    };
    assert!(names(&tenants, &mut connection, &TenantFilter::all()).await.is_empty());
    assert_eq!(tenants.registry().get(&mut connection, "acme").await.unwrap(), None);
    tenants.registry().ensure(&mut connection).await.unwrap();
    connection
        .send("INSERT INTO polyschema.tenants (name, state, group_name) SELECT 't_' || n, (ARRAY['active', 'idle', 'suspended'])[1 + n % 3], 'g' || n % 10 FROM generate_series(1, 2500) n")
        .await
        .unwrap();
    let all = names(&tenants, &mut connection, &TenantFilter::all()).await;
    assert_eq!(all.len(), 2500);
    assert!(all.is_sorted());
    let some = TenantFilter::all().group("g7").state(TenantState::Idle).matching("t_?7");
    let found = names(&tenants, &mut connection, &some).await;
    assert_eq!(found, ["t_37", "t_67", "t_97"]);
    assert!(names(&tenants, &mut connection, &TenantFilter::all().matching("t%")).await.is_empty());
}

#[tokio::test]
async fn rows_change() {
    let Some(World { database: _database, mut connection, tenants }) = world().await else {
        return;
    };
    tenants.create(&mut connection, "acme", &CreateOptions::default()).await.unwrap();
    let registry = tenants.registry();
    let json = serde_json::json!({"name": "Acme \\ \"Corp\"", "seats": [1, 2]});
    registry.set_metadata(&mut connection, "acme", &json).await.unwrap();
    registry.set_group(&mut connection, "acme", Some("it's")).await.unwrap();
    registry.suspend(&mut connection, "acme").await.unwrap();
    let row = registry.get(&mut connection, "acme").await.unwrap().unwrap();
    assert_eq!((row.metadata, row.state), (json, TenantState::Suspended));
    assert_eq!(row.group.as_deref(), Some("it's"));
    registry.set_idle(&mut connection, "acme").await.unwrap();
    registry.set_group(&mut connection, "acme", None).await.unwrap();
    tenants.activate(&mut connection, "acme").await.unwrap();
    let row = registry.get(&mut connection, "acme").await.unwrap().unwrap();
    assert_eq!((row.group, row.state), (None, TenantState::Active));
    for missing in ["nobody", "n\0"] {
        let unknown = format!("there is no tenant `{missing}`");
        check_error(registry.suspend(&mut connection, missing).await, &unknown);
        check_error(registry.set_group(&mut connection, missing, None).await, &unknown);
        check_error(tenants.activate(&mut connection, missing).await, &unknown);
        check_error(tenants.forget(&mut connection, missing).await, &unknown);
    }
}

/// Its history is gone with it, so that an upgrade would make it anew, without rows and without a row in the registry.
#[tokio::test]
async fn a_tenant_that_is_dropped_while_it_is_activated_does_not_come_back() {
    let Some(World { database, mut connection, tenants }) = world().await else { return };
    let first = CreateOptions::default().at("0001_create".parse().unwrap());
    for state in ["suspension", "change", "activation"] {
        tenants.create(&mut connection, "acme", &first).await.unwrap();
        // What a drop does, up to its commit.
        let begun = "BEGIN; SELECT FROM polyschema.tenants WHERE name = 'acme' FOR UPDATE; \
            DROP SCHEMA acme CASCADE; DELETE FROM polyschema.tenants WHERE name = 'acme'";
        connection.send(begun).await.unwrap();
        let mut other = database.connect().await;
        let pid = value(&mut other, "SELECT pg_backend_pid()::text").await;
        let own = tenants.clone();
        let change = tokio::spawn(async move {
            match state {
                "suspension" => own.registry().suspend(&mut other, "acme").await,
                "change" => own.registry().set_idle(&mut other, "acme").await,
                _ => own.activate(&mut other, "acme").await.map(drop),
            }
        });
        let waits = format!("SELECT 'yes' FROM pg_locks WHERE pid = {pid} AND NOT granted");
        while value(&mut connection, &waits).await.is_empty() {
            tokio::task::yield_now().await;
        }
        connection.send("COMMIT").await.unwrap();
        check_error(change.await.unwrap(), "there is no tenant `acme`");
        assert!(!has_schema(&mut connection, "acme").await, "{state}");
        assert!(tenants.inspect(&mut connection).await.unwrap().is_empty(), "{state}");
    }
}

#[tokio::test]
async fn what_does_not_agree_is_found_and_repaired() {
    let Some(World { database: _database, mut connection, tenants }) = world().await else {
        return;
    };
    let options = CreateOptions::default();
    tenants.create_many(&mut connection, &["a", "b", "c", "d"], &options).await.unwrap();
    connection
        .send("DROP SCHEMA a CASCADE; DELETE FROM polyschema.tenants WHERE name = 'b'; DROP TABLE c.polyschema_history; UPDATE d.polyschema_history SET state = 'upgrading' WHERE revision = '0002_index'; INSERT INTO polyschema.tenants (name) VALUES ('pg_x')")
        .await
        .unwrap();
    let found = tenants.inspect(&mut connection).await.unwrap();
    let name = str::to_owned;
    let expected = [
        Inconsistency::NoSchema { name: name("a") },
        Inconsistency::NoTenant { name: name("b") },
        Inconsistency::NoHistory { name: name("c") },
        Inconsistency::Name { name: name("pg_x") },
        Inconsistency::Interrupted { name: name("d"), revision: name("0002_index") },
    ];
    assert_eq!(found, expected);
    tenants.forget(&mut connection, "a").await.unwrap();
    tenants.adopt(&mut connection, "b", &options).await.unwrap();
    check_error(tenants.adopt(&mut connection, "b", &options).await, "tenant `b` exists already");
    check_error(tenants.adopt(&mut connection, "x", &options).await, "tenant `x` has no schema");
    let migrator = tenants.migrator().clone().bind("tenant", "c").unwrap();
    let heads = polyschema_migrate::migration::Targets::only(
        "tenant",
        polyschema_migrate::migration::Target::Heads,
    );
    migrator.stamp(&mut connection, &heads).await.unwrap();
    connection.send("DELETE FROM polyschema.tenants WHERE name = 'pg_x'").await.unwrap();
    let found = tenants.inspect(&mut connection).await.unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
}

#[tokio::test]
async fn a_history_that_cannot_be_read_hides_no_other() {
    let Some(World { database: _database, mut connection, tenants }) = world().await else {
        return;
    };
    let options = CreateOptions::default();
    tenants.create_many(&mut connection, &["a", "b", "c"], &options).await.unwrap();
    connection
        .send("UPDATE a.polyschema_history SET step = -5; ALTER TABLE b.polyschema_history DROP state; UPDATE c.polyschema_history SET state = 'upgrading' WHERE revision = '0002_index'")
        .await
        .unwrap();
    let found = tenants.inspect(&mut connection).await.unwrap();
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 3, "{found:?}");
    for (found, expected) in found.iter().zip([
        "the history of tenant `a` cannot be read",
        "the history of tenant `b` cannot be read",
        "revision `0002_index` of tenant `c` was interrupted",
    ]) {
        assert!(found.starts_with(expected), "{found}");
    }
}

#[tokio::test]
async fn a_rename_takes_row_schema_and_history_along() {
    let Some(World { database: _database, mut connection, tenants }) = world().await else {
        return;
    };
    let options = CreateOptions::default();
    tenants.create_many(&mut connection, &["acme", "globex"], &options).await.unwrap();
    connection.send("CREATE SCHEMA mine").await.unwrap();
    let renamed = tenants.rename(&mut connection, "acme", "Ac\"me").await.unwrap();
    assert_eq!(renamed.name.as_str(), "Ac\"me");
    let all = names(&tenants, &mut connection, &TenantFilter::all()).await;
    assert_eq!(all, ["Ac\"me", "globex"]);
    assert!(tenants.inspect(&mut connection).await.unwrap().is_empty());
    for (from, to, expected) in [
        ("acme", "x", "there is no tenant `acme`"),
        ("globex", "Ac\"me", "tenant `Ac\"me` exists already"),
        ("globex", "mine", "schema `mine` exists already"),
        ("globex", "public", "`public` cannot be a name"),
        ("globex", "shared", "schema `shared` is what tenants share"),
        ("globex", "globex", "tenant `globex` exists already"),
    ] {
        check_error(tenants.rename(&mut connection, from, to).await, expected);
    }
    assert!(!connection.is_in_transaction());
}

#[tokio::test]
async fn what_is_about_all_tenants_names_none() {
    let Some(World { database: _database, mut connection, tenants }) = world().await else {
        return;
    };
    tenants.create(&mut connection, "acme", &CreateOptions::default()).await.unwrap();
    connection.send("ALTER TABLE polyschema.tenants DROP metadata").await.unwrap();
    let list: polyschema_migrate::error::Result<Vec<_>> =
        tenants.registry().list(&mut connection, &TenantFilter::all()).try_collect().await;
    check_error(list, "list of tenants failed: column \"metadata\" does not exist");
}

/// Only somebody else writes it there.
#[tokio::test]
async fn a_name_that_no_tenant_can_have_is_told_with_what_to_do() {
    let Some(World { database: _database, mut connection, tenants }) = world().await else {
        return;
    };
    tenants.create(&mut connection, "acme", &CreateOptions::default()).await.unwrap();
    let by_hand = "INSERT INTO polyschema.tenants (name) VALUES ('pg_acme')";
    connection.send(by_hand).await.unwrap();
    let rows = tenants.registry().list(&mut connection, &TenantFilter::all());
    check_error(
        rows.try_collect::<Vec<_>>().await,
        "the registry has a row that cannot be a tenant's: ",
    );
    let own = tenants.registry().get(&mut connection, "acme").await.unwrap();
    assert!(own.is_some(), "the others are found");
}
