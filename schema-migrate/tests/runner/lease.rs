//! Engines that take no change of structure back, and have no advisory locks: step by step, under a lease.
//!
//! Tested against PostgreSQL that the runner is told is CockroachDB; of CockroachDB itself that shows what the runner
//! sends and in which order, and nothing more.

use std::time::Duration;

use polyschema_migrate::apply::{Allow, Event, Migrator, Timeouts};
use polyschema_migrate::connection::MigrateConnection;
use polyschema_migrate::engine::{Engine, Version};
use sqlx::PgConnection;

use crate::support::{Db, Postgres, applied, migrator, to, value, with_sql, world};

fn cockroach() -> Engine {
    Engine::cockroach(Version { major: 25, minor: 1 })
}

/// The world, on such an engine.
fn without_transactions() -> Migrator<PgConnection> {
    let timeouts = Timeouts { run: Duration::ZERO, ..Timeouts::default() };
    migrator(&world::<Postgres>()).engine(cockroach()).timeouts(timeouts)
}

const LEASES: &str = "SELECT string_agg(name, ' ') FROM public.polyschema_leases";

/// Gives the lock of `asia` to another run, until then.
async fn another_has_it(connection: &mut PgConnection, until: &str) {
    connection.send("CREATE TABLE IF NOT EXISTS public.polyschema_leases (name text PRIMARY KEY, holder text NOT NULL, expires_at timestamptz NOT NULL)").await.unwrap();
    let row = format!(
        "INSERT INTO public.polyschema_leases VALUES ('schema asia', 'another', now() + '{until}') \
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at"
    );
    connection.send(&row).await.unwrap();
}

#[tokio::test]
async fn each_step_is_kept_and_the_lock_is_given_back() {
    let Some(db) = Postgres::fresh().await else { return };
    let mut connection = db.connect().await;
    let migrator = without_transactions();
    let report = migrator.upgrade(&mut connection, &to("head")).await.unwrap();
    assert_eq!(report.revisions.len(), 2);
    assert_eq!(applied(&migrator, &mut connection).await, ["0001_create", "0002_add_dish"]);
    assert_eq!(value(&mut connection, LEASES).await, "");
    let dish = "SELECT dish FROM asia.countries WHERE name = 'Japan'";
    assert_eq!(value(&mut connection, dish).await, "sushi");
    let migrator = migrator.allow(Allow::everything());
    migrator.downgrade(&mut connection, &to("0001")).await.unwrap();
    assert_eq!(applied(&migrator, &mut connection).await, ["0001_create"]);
    // Its history would go with it, and nobody could say how far it is.
    let error = migrator.downgrade(&mut connection, &to("base")).await.unwrap_err().to_string();
    assert!(error.starts_with("revision `0001_create` of `asia` drops its schema"), "{error}");
}

#[tokio::test]
async fn a_step_that_fails_is_where_it_goes_on() {
    let Some(db) = Postgres::fresh().await else { return };
    let mut connection = db.connect().await;
    let mut revisions = world::<Postgres>();
    let steps = "ALTER TABLE :\"asia\".countries ADD area int;\n\
        INSERT INTO :\"asia\".countries SELECT 'Nepal' FROM public.kitchen";
    revisions.push(with_sql("0003_area", "0002_add_dish", steps, "SELECT 1"));
    let migrator: Migrator<PgConnection> = migrator(&revisions).engine(cockroach());
    let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
    let rest = "; 1 of 2 steps are done and in the history, run again to go on from there\n";
    assert!(error.contains(rest), "{error}");
    assert_eq!(applied(&migrator, &mut connection).await[2], "0003_area upgrading 1/2");
    connection.send("CREATE TABLE public.kitchen AS SELECT 1").await.unwrap();
    migrator.upgrade(&mut connection, &to("head")).await.unwrap();
    assert_eq!(applied(&migrator, &mut connection).await[2], "0003_area");
}

/// The run was killed between a step and its mark.
#[tokio::test]
async fn a_step_that_is_done_is_not_a_failure_of_the_run_that_goes_on() {
    let Some(db) = Postgres::fresh().await else { return };
    let mut connection = db.connect().await;
    let migrator = without_transactions();
    migrator.upgrade(&mut connection, &to("head")).await.unwrap();
    let back = "UPDATE asia.polyschema_history SET state = 'upgrading', step = 0 WHERE revision = '0002_add_dish'";
    connection.send(back).await.unwrap();
    another_has_it(&mut connection, "-1 second").await;
    connection.send("UPDATE asia.countries SET dish = NULL").await.unwrap();
    migrator.upgrade(&mut connection, &to("head")).await.unwrap();
    let dish = "SELECT dish FROM asia.countries WHERE name = 'Japan'";
    assert_eq!(value(&mut connection, dish).await, "sushi", "the steps behind it ran");
}

/// What a person has added is not taken for the revision's own.
#[tokio::test]
async fn what_is_there_when_a_revision_begins_is_in_its_way() {
    let Some(db) = Postgres::fresh().await else { return };
    let mut connection = db.connect().await;
    let migrator = without_transactions();
    migrator.upgrade(&mut connection, &to("0001")).await.unwrap();
    connection.send("ALTER TABLE asia.countries ADD dish int").await.unwrap();
    // The second run goes on at the same step, of which the first one knew that it failed.
    for _ in 0..2 {
        let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
        let expected = "column \"dish\" of relation \"countries\" already exists";
        assert!(error.contains(expected), "{error}");
    }
    assert_eq!(applied(&migrator, &mut connection).await[1], "0002_add_dish upgrading 0/2");
}

#[tokio::test]
async fn another_run_is_waited_for_as_long_as_its_lease_lasts() {
    let Some(db) = Postgres::fresh().await else { return };
    let mut connection = db.connect().await;
    let migrator = without_transactions();
    another_has_it(&mut connection, "1 hour").await;
    let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
    assert!(error.starts_with("another run has the lock of schema `asia`"), "{error}");
    assert_eq!(value(&mut connection, LEASES).await, "schema asia");
    another_has_it(&mut connection, "-1 second").await;
    migrator.upgrade(&mut connection, &to("head")).await.unwrap();
    let stamped = migrator.stamp(&mut connection, &to("head")).await.unwrap();
    assert_eq!(stamped["asia"].entries.len(), 2);
}

#[tokio::test]
async fn a_run_that_was_overtaken_ends_at_its_next_step() {
    let Some(db) = Postgres::fresh().await else { return };
    let mut connection = db.connect().await;
    let migrator = without_transactions().hook(|event, connection: &mut PgConnection| {
        let is_second =
            matches!(event, Event::RevisionBegins(run) if run.key.id.as_str() == "0002_add_dish");
        Box::pin(async move {
            if is_second {
                another_has_it(connection, "1 hour").await;
            }
            Ok(())
        })
    });
    let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
    assert!(error.starts_with("the lock of schema `asia` was over"), "{error}");
    let dish = "SELECT count(*)::text FROM pg_attribute WHERE attrelid = 'asia.countries'::regclass AND attname = 'dish'";
    assert_eq!(value(&mut connection, dish).await, "0", "nothing more ran");
    let holder = "SELECT holder FROM public.polyschema_leases";
    assert_eq!(value(&mut connection, holder).await, "another", "its lease stays");
}

#[tokio::test]
async fn two_runs_at_once_do_each_revision_once() {
    let Some(db) = Postgres::fresh().await else { return };
    let (mut first, mut second) = (db.connect().await, db.connect().await);
    let migrator: Migrator<PgConnection> = migrator(&world::<Postgres>()).engine(cockroach());
    let head = to("head");
    let (a, b) =
        tokio::join!(migrator.upgrade(&mut first, &head), migrator.upgrade(&mut second, &head));
    assert_eq!(a.unwrap().revisions.len() + b.unwrap().revisions.len(), 2);
    assert_eq!(value(&mut first, "SELECT count(*)::text FROM asia.countries").await, "2");
}
