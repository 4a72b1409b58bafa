//! Fleets on an engine without advisory locks, whose place PostgreSQL takes.

use std::time::Duration;

use polyschema_migrate::connection::MigrateConnection;
use polyschema_migrate::engine::{Engine, Version};
use polyschema_migrate::fleet::{Fleet, FleetOptions, Status};
use polyschema_migrate::migration::Target;
use polyschema_test_support::postgres;

use crate::support::*;

fn leased(url: &str) -> Fleet {
    let engine = Engine::cockroach(Version { major: 25, minor: 1 });
    Fleet::new(migrator(&world()).engine(engine), "tenant", address(url))
}

const LEASES: &str = "SELECT count(*)::text FROM public.polyschema_leases";

#[tokio::test]
async fn members_go_step_by_step_and_every_lease_is_given_back() {
    let Some(db) = postgres().await else { return };
    let (one, other) = (leased(&db.url), leased(&db.url));
    let (all, options) = (members(12), FleetOptions::default());
    let (one, other) = tokio::join!(
        one.upgrade(&all, &Target::Head, &options, nobody),
        other.upgrade(&all, &Target::Head, &options, nobody),
    );
    let (one, other) = (one.unwrap(), other.unwrap());
    assert!(one.is_complete() && other.is_complete(), "{one}\n{other}");
    assert_eq!(with_note(&db).await.len(), 12);
    assert_eq!(value(&mut db.connect().await, LEASES).await, "0");
}

#[tokio::test]
async fn whoever_changes_what_is_shared_is_waited_for() {
    let Some(db) = postgres().await else { return };
    let (fleet, mut options) = (leased(&db.url), FleetOptions::default());
    options.timeouts.run = Duration::from_millis(100);
    fleet.upgrade(&members(2), &Target::Head, &options, nobody).await.unwrap();
    let mut connection = db.connect().await;
    let put = |name: &str| {
        format!("INSERT INTO public.polyschema_leases VALUES ('{name}', 'x', now() + '1 hour')")
    };
    connection.send(&put("fleet tenant, alone")).await.unwrap();
    let error = fleet.upgrade(&members(3), &Target::Head, &options, nobody).await.unwrap_err();
    let expected = "another run has the lock of the fleet `tenant` (waited 0 s)";
    assert!(error.to_string().starts_with(expected), "{error}");
    connection.send("DELETE FROM public.polyschema_leases").await.unwrap();
    // Of others who change members nobody waits.
    connection.send(&put("fleet tenant, shared by x")).await.unwrap();
    let report = fleet.upgrade(&members(3), &Target::Head, &options, nobody).await.unwrap();
    assert_eq!(of(&report, Status::Done), ["t_0003"]);
    assert_eq!(value(&mut connection, LEASES).await, "1");
}
