//! Creating and dropping tenants.

use polyschema_migrate::connection::MigrateConnection;
use polyschema_migrate::engine::{Engine, Version};
use polyschema_migrate::migration::{RevisionKey, Target};
use polyschema_migrate::tenants::{CreateOptions, DropOptions, TenantFilter, TenantState, Tenants};
use sqlx::Connection;

use crate::support::*;

/// A schema that is half made, with a row that says that it is there, is what tenants are promised not to be.
#[tokio::test]
async fn an_engine_that_takes_no_structure_back_has_no_tenants() {
    let Some(World { database: _database, mut connection, tenants }) = world().await else {
        return;
    };
    let engine = Engine::cockroach(Version { major: 25, minor: 1 });
    let there = Tenants::new(tenants.migrator().clone().engine(engine), "tenant").unwrap();
    tenants.create(&mut connection, "acme", &CreateOptions::default()).await.unwrap();
    let created = there.create(&mut connection, "other", &CreateOptions::default()).await;
    let dropped = there.drop(&mut connection, "acme", &DropOptions::confirmed("acme")).await;
    for error in [created.err().unwrap(), dropped.err().unwrap()] {
        let expected =
            "a tenant is made, changed and dropped in one transaction, and CockroachDB 25.1 cannot";
        assert!(error.to_string().starts_with(expected), "{error}");
    }
    assert_eq!(names(&tenants, &mut connection, &TenantFilter::all()).await, ["acme"]);
}

#[tokio::test]
async fn a_tenant_comes_with_row_schema_and_history() {
    let Some(World { database: _database, mut connection, tenants }) = world().await else {
        return;
    };
    let options = CreateOptions::default().group("first").metadata(serde_json::json!({"seats": 3}));
    let created = tenants.create(&mut connection, "acme", &options).await.unwrap();
    assert_eq!((created.name.as_str(), created.state), ("acme", TenantState::Active));
    assert_eq!(created.group.as_deref(), Some("first"));
    assert_eq!(created.metadata["seats"], 3);
    let found = tenants.registry().get(&mut connection, "acme").await.unwrap();
    assert_eq!(found, Some(created));
    let migrator = tenants.migrator().clone().bind("tenant", "acme").unwrap();
    let state = &migrator.current(&mut connection).await.unwrap()["tenant"];
    assert_eq!(state.heads, [id("0002_index")]);
    migrator.verify(&mut connection).await.unwrap();
    let indexed = "SELECT count(*)::text FROM pg_indexes WHERE schemaname = 'acme' AND indexname = 'orders_by_mood'";
    assert_eq!(value(&mut connection, indexed).await, "1");
    assert!(!connection.is_in_transaction());
}

#[tokio::test]
async fn many_are_created_at_any_revision() {
    let Some(World { database: _database, mut connection, tenants }) = world().await else {
        return;
    };
    let first = CreateOptions::default().at(Target::Revision("0001_create".to_owned()));
    let first = first.state(TenantState::Idle);
    let created = tenants.create_many(&mut connection, &["a", "b", "c"], &first).await.unwrap();
    assert_eq!(created.len(), 3);
    let migrator = tenants.migrator().clone().bind("tenant", "b").unwrap();
    let state = &migrator.current(&mut connection).await.unwrap()["tenant"];
    assert_eq!(state.heads, [id("0001_create")]);
    let report = tenants.activate(&mut connection, "b").await.unwrap();
    assert_eq!(report.revisions.len(), 1);
    let active = TenantFilter::all().state(TenantState::Active);
    assert_eq!(names(&tenants, &mut connection, &active).await, ["b"]);
    let base = CreateOptions::default().at(Target::Base);
    check_error(tenants.create(&mut connection, "d", &base).await, "");
    assert!(!has_schema(&mut connection, "d").await);
}

#[tokio::test]
async fn a_name_that_is_there_is_refused_and_stays_as_it_is() {
    let Some(World { database: _database, mut connection, tenants }) = world().await else {
        return;
    };
    let options = CreateOptions::default();
    tenants.create(&mut connection, "acme", &options).await.unwrap();
    connection.send("INSERT INTO acme.customers (name) VALUES ('Ada')").await.unwrap();
    connection.send("CREATE SCHEMA mine").await.unwrap();
    let again = tenants.create(&mut connection, "acme", &options).await;
    check_error(again, "tenant `acme` exists already; choose another name");
    let mine = tenants.create(&mut connection, "mine", &options).await;
    check_error(mine, "schema `mine` exists already and is no tenant");
    for own in ["shared", "polyschema"] {
        let own = tenants.create(&mut connection, own, &options).await;
        check_error(own, "schema `");
    }
    assert_eq!(value(&mut connection, "SELECT name FROM acme.customers").await, "Ada");
    assert_eq!(names(&tenants, &mut connection, &TenantFilter::all()).await, ["acme"]);
    assert!(!connection.is_in_transaction());
}

#[tokio::test]
async fn of_eight_who_create_one_name_one_does() {
    let Some(World { database, mut connection, tenants }) = world().await else { return };
    let mut all = Vec::new();
    for _ in 0..8 {
        let (tenants, mut connection) = (tenants.clone(), database.connect().await);
        all.push(tokio::spawn(async move {
            let options = CreateOptions::default();
            tenants.create(&mut connection, "acme", &options).await
        }));
    }
    let mut created = 0;
    for one in all {
        match one.await.unwrap() {
            Ok(_) => created += 1,
            Err(error) => {
                assert_eq!(error.to_string(), "tenant `acme` exists already; choose another name")
            }
        }
    }
    assert_eq!(created, 1);
    assert_eq!(names(&tenants, &mut connection, &TenantFilter::all()).await, ["acme"]);
    assert!(tenants.inspect(&mut connection).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_fails_or_is_killed_leaves_nothing() {
    let mut revisions = revisions();
    revisions.push(revision("tenant", "0003_bad", "0002_index", "SELECT 1/0"));
    let Some(World { database, mut connection, tenants }) = world_of(&revisions).await else {
        return;
    };
    let failed = tenants.create(&mut connection, "acme", &CreateOptions::default()).await;
    check_error(failed, "upgrade of `tenant` (schema `acme`) failed in `0003_bad` at step 1 of 1");
    assert!(!has_schema(&mut connection, "acme").await);
    assert!(names(&tenants, &mut connection, &TenantFilter::all()).await.is_empty());

    revisions.pop();
    revisions.push(revision("tenant", "0003_slow", "0002_index", "SELECT pg_sleep(600)"));
    let slow = crate::support::tenants(&revisions);
    let mut other = database.connect().await;
    let pid = value(&mut other, "SELECT pg_backend_pid()::text").await;
    let killed = tokio::spawn(async move {
        slow.create(&mut other, "acme", &CreateOptions::default()).await.map(drop)
    });
    let sleeps =
        format!("SELECT 'yes' FROM pg_stat_activity WHERE pid = {pid} AND wait_event = 'PgSleep'");
    while value(&mut connection, &sleeps).await.is_empty() {
        connection.send("SELECT pg_sleep(0.01)").await.unwrap();
    }
    connection.send(&format!("SELECT pg_terminate_backend({pid})")).await.unwrap();
    killed.await.unwrap().unwrap_err();
    assert!(!has_schema(&mut connection, "acme").await);
    assert!(tenants.inspect(&mut connection).await.unwrap().is_empty());
}

#[tokio::test]
async fn revisions_of_the_shared_schema_come_first() {
    let Some(World { database: _database, mut connection, .. }) = world().await else { return };
    let mut revisions = revisions();
    revisions.push(revision("shared", "0002_more", "0001_create", "SELECT 1"));
    let more = RevisionKey { schema: "shared".to_owned(), id: id("0002_more") };
    revisions[2].depends = vec![more];
    let ahead = tenants(&revisions);
    let created = ahead.create(&mut connection, "acme", &CreateOptions::default()).await;
    check_error(created, "revisions of `tenant` need what is not applied yet: `shared 0002_more`");
}

#[tokio::test]
async fn a_drop_is_confirmed_and_takes_all() {
    let Some(World { database: _database, mut connection, tenants }) = world().await else {
        return;
    };
    let options = CreateOptions::default();
    tenants.create_many(&mut connection, &["acme", "globex"], &options).await.unwrap();
    let other = DropOptions::confirmed("globex");
    let dropped = tenants.drop(&mut connection, "acme", &other).await;
    check_error(dropped, "drop of tenant `acme` was confirmed with `globex`");
    let missing = DropOptions::confirmed("nobody");
    check_error(
        tenants.drop(&mut connection, "nobody", &missing).await,
        "there is no tenant `nobody`",
    );
    connection.send("CREATE SCHEMA other; CREATE TABLE other.t (c int CONSTRAINT fk REFERENCES acme.customers); CREATE VIEW other.v AS SELECT name FROM acme.customers").await.unwrap();
    let own = DropOptions::confirmed("acme");
    check_error(
        tenants.drop(&mut connection, "acme", &own).await,
        "tenant `acme` is referenced from other schemas: `constraint fk on table other.t`, `rule _RETURN on view other.v`",
    );
    assert!(has_schema(&mut connection, "acme").await);
    tenants.drop(&mut connection, "acme", &own.with_references()).await.unwrap();
    assert!(!has_schema(&mut connection, "acme").await);
    assert_eq!(names(&tenants, &mut connection, &TenantFilter::all()).await, ["globex"]);
    assert!(tenants.inspect(&mut connection).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_tenant_in_use_is_not_dropped() {
    let Some(World { database, mut connection, tenants }) = world().await else { return };
    tenants.create(&mut connection, "acme", &CreateOptions::default()).await.unwrap();
    let mut user = database.connect().await;
    user.send("BEGIN; SELECT * FROM acme.orders").await.unwrap();
    let own = DropOptions::confirmed("acme");
    check_error(
        tenants.drop(&mut connection, "acme", &own).await,
        "drop of tenant `acme` waited too long for others",
    );
    check_error(
        tenants.rename(&mut connection, "acme", "globex").await,
        "rename of tenant `acme` waited too long for others",
    );
    user.send("COMMIT").await.unwrap();
    tenants.drop(&mut connection, "acme", &own).await.unwrap();
}
