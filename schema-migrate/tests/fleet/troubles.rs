//! Members that fail, are in use or lose their connection.

use std::time::Duration;

use futures_util::future::{Either, select};
use polyschema_migrate::apply::Direction;
use polyschema_migrate::connection::MigrateConnection;
use polyschema_migrate::fleet::{FleetEvent, FleetOptions, Status, Stopped};
use polyschema_migrate::migration::{NewRevision, NewScript, Target};
use polyschema_test_support::{Mode, PostgresDatabase, pgbouncer, postgres};
use sqlx::{Connection, PgConnection};

use crate::support::*;

/// A fleet at its first revision.
async fn first_revision(db: &PostgresDatabase, count: usize) -> FleetOptions {
    let fleet = fleet(&db.url, &world());
    let options = FleetOptions::default();
    let first: Target = "0001_create".parse().unwrap();
    let report = fleet.upgrade(&members(count), &first, &options, nobody).await.unwrap();
    assert!(report.is_complete(), "{report}");
    options
}

/// Has the second revision fail for some members.
async fn breaks(db: &PostgresDatabase, members: &[&str]) {
    let mut connection = db.connect().await;
    for name in members {
        connection.send(&format!("ALTER TABLE {name}.orders ADD note text")).await.unwrap();
    }
}

#[tokio::test]
async fn a_member_that_fails_keeps_no_other_back() {
    let Some(db) = postgres().await else { return };
    let options = first_revision(&db, 10).await;
    breaks(&db, &["t_0003", "t_0007"]).await;
    let fleet = fleet(&db.url, &world());
    let report = fleet.upgrade(&members(10), &Target::Head, &options, nobody).await.unwrap();
    assert_eq!(of(&report, Status::Failed), ["t_0003", "t_0007"]);
    assert_eq!(of(&report, Status::Done).len(), 8);
    let failed = &report.members[2];
    assert_eq!(failed.sqlstate.as_deref(), Some("42701"));
    assert_eq!(failed.step.as_deref().unwrap().split(" (").next(), Some("0002_note step 1 of 1"));
    assert_eq!((&failed.from, &failed.to), (&vec![id("0001_create")], &vec![id("0001_create")]));
    assert_eq!(failed.tries, 1);
    let text = report.to_string();
    assert!(
        text.starts_with("upgrade of 10 schemas: 8 done, 2 failed\n`t_0003` failed: "),
        "{text}"
    );
    assert!(text.ends_with("\nlike `t_0003`, 1 more failed: `t_0007`"), "{text}");
    // Resume is to run it again.
    db.connect().await.send("ALTER TABLE t_0003.orders DROP note").await.unwrap();
    let report = fleet.upgrade(&members(10), &Target::Head, &options, nobody).await.unwrap();
    assert_eq!(of(&report, Status::Done), ["t_0003"]);
    assert_eq!(of(&report, Status::Failed), ["t_0007"]);
    assert_eq!(of(&report, Status::Current).len(), 8);
}

#[tokio::test]
async fn a_canary_that_fails_stops_the_run() {
    let Some(db) = postgres().await else { return };
    let mut options = first_revision(&db, 10).await;
    breaks(&db, &["t_0002"]).await;
    options.canary = 3;
    let mut stops = Vec::new();
    let fleet = fleet(&db.url, &world());
    let report = fleet
        .upgrade(&members(10), &Target::Head, &options, |event| {
            if let FleetEvent::Stops { why } = event {
                stops.push(*why);
            }
        })
        .await
        .unwrap();
    assert_eq!((report.stopped, stops), (Some(Stopped::Canary), vec![Stopped::Canary]));
    assert_eq!(of(&report, Status::Failed), ["t_0002"]);
    assert_eq!(of(&report, Status::Done), ["t_0001", "t_0003"]);
    assert_eq!(of(&report, Status::Skipped).len(), 7);
    assert_eq!(report.members[9].to, [id("0001_create")]);
    assert_eq!(with_note(&db).await.len(), 3);
    assert!(report.to_string().contains("; stopped, because one of the first members failed\n"));
}

#[tokio::test]
async fn failures_are_bounded() {
    let Some(db) = postgres().await else { return };
    let mut options = first_revision(&db, 20).await;
    breaks(&db, &["t_0001", "t_0002", "t_0003", "t_0015"]).await;
    options.connections = 1;
    options.max_failures = Some(2);
    let fleet = fleet(&db.url, &world());
    let report = fleet.upgrade(&members(20), &Target::Head, &options, nobody).await.unwrap();
    assert_eq!(of(&report, Status::Failed), ["t_0001", "t_0002"]);
    assert_eq!(of(&report, Status::Skipped).len(), 18);
    options.max_failures = FleetOptions::FAIL_FAST;
    let report = fleet.upgrade(&members(20)[3..], &Target::Head, &options, nobody).await.unwrap();
    assert_eq!(of(&report, Status::Failed), ["t_0015"]);
    assert_eq!(of(&report, Status::Done).len(), 11);
    assert_eq!(report.stopped, Some(Stopped::Failures));
}

/// The history of one was edited; it is found out before anything runs.
#[tokio::test]
async fn a_member_that_is_refused_keeps_no_other_back() {
    let Some(db) = postgres().await else { return };
    let options = first_revision(&db, 5).await;
    let sql = "UPDATE t_0002.polyschema_history SET checksum = 'x'";
    db.connect().await.send(sql).await.unwrap();
    let fleet = fleet(&db.url, &world());
    let report = fleet.upgrade(&members(5), &Target::Head, &options, nobody).await.unwrap();
    assert_eq!(of(&report, Status::Refused), ["t_0002"]);
    assert_eq!(of(&report, Status::Done).len(), 4);
    let error = report.members[1].error.as_deref().unwrap();
    assert!(error.starts_with("revision `0001_create` of `tenant` was edited after"), "{error}");
    let status = fleet.status(&members(5)).await.unwrap();
    assert_eq!(status.refused.keys().collect::<Vec<_>>(), ["t_0002"]);
}

/// A long transaction has a table of one member and the history of another.
#[tokio::test]
async fn a_member_that_is_in_use_is_tried_again_and_holds_nobody_up() {
    let Some(db) = postgres().await else { return };
    let mut options = first_revision(&db, 30).await;
    options.timeouts.lock = Some(Duration::from_millis(50));
    options.backoff = Duration::from_millis(20);
    options.connections = 2;
    options.tries = 3;
    let mut long = db.connect().await;
    long.send("BEGIN").await.unwrap();
    long.send("LOCK t_0001.orders").await.unwrap();
    long.send("LOCK t_0005.polyschema_history").await.unwrap();
    let fleet = fleet(&db.url, &world());
    let mut waits = Vec::new();
    let mut last = Vec::new();
    let report = fleet
        .upgrade(&members(30), &Target::Head, &options, |event| match event {
            FleetEvent::Waits { tenant, attempt, sqlstate, .. } => {
                waits.push((tenant.as_str().to_owned(), *attempt, sqlstate.map(str::to_owned)));
            }
            FleetEvent::Ends { report, .. } => last.push(report.tenant.clone()),
            _ => {}
        })
        .await
        .unwrap();
    assert_eq!(of(&report, Status::Busy), ["t_0001", "t_0005"]);
    assert_eq!(of(&report, Status::Done).len(), 28);
    assert_eq!(waits.len(), 4, "{waits:?}");
    assert!(waits.iter().all(|(.., state)| state.as_deref() == Some("55P03")), "{waits:?}");
    assert_eq!(report.members[0].tries, 3);
    assert_eq!(report.members[0].sqlstate.as_deref(), Some("55P03"));
    last[28..].sort();
    assert_eq!(last[28..], ["t_0001", "t_0005"], "the others came first");

    // The same, and the long transaction ends when the first try has failed.
    let mut long = Some(long);
    options.tries = 100;
    let report = fleet
        .upgrade(&members(30), &Target::Head, &options, |event| {
            if let FleetEvent::Waits { .. } = event {
                // Without its connection a transaction ends.
                long.take();
            }
        })
        .await
        .unwrap();
    assert_eq!(of(&report, Status::Done), ["t_0001", "t_0005"], "{report}");
    assert_eq!(with_note(&db).await.len(), 30);
}

/// A backend is ended in the middle of the run.
#[tokio::test]
async fn a_lost_connection_is_made_again() {
    let Some(db) = postgres().await else { return };
    let mut options = first_revision(&db, 12).await;
    options.connections = 2;
    options.backoff = Duration::from_millis(1);
    let mut revisions = world();
    revisions[2].upgrade.rust = Some("end".to_owned());
    let ended = std::sync::atomic::AtomicUsize::new(0);
    let migrator =
        migrator(&revisions).rust("end", move |connection: &mut sqlx::PgConnection, _| {
            let first = ended.fetch_add(1, std::sync::atomic::Ordering::SeqCst) < 3;
            Box::pin(async move {
                if first {
                    connection.send("SELECT pg_terminate_backend(pg_backend_pid())").await?;
                }
                Ok(())
            })
        });
    let fleet = polyschema_migrate::fleet::Fleet::new(migrator, "tenant", address(&db.url));
    let report = fleet.upgrade(&members(12), &Target::Head, &options, nobody).await.unwrap();
    assert!(report.is_complete(), "{report}");
    let tries: u32 = report.members.iter().map(|one| one.tries).sum();
    assert_eq!(tries, 12 + 3);
    assert_eq!(with_note(&db).await.len(), 12);
}

/// The first member's revision drops the second one and renames the third.
#[tokio::test]
async fn a_member_that_goes_during_the_run_does_not_come_back_empty() {
    let Some(db) = postgres().await else { return };
    let mut options = first_revision(&db, 4).await;
    options.connections = 1;
    options.backoff = Duration::from_millis(1);
    let mut revisions = world();
    revisions[2].upgrade.rust = Some("drop".to_owned());
    let migrator =
        migrator(&revisions).rust("drop", |connection: &mut sqlx::PgConnection, name| {
            let is_first = name.as_str() == "t_0001";
            Box::pin(async move {
                if is_first {
                    connection.send("DROP SCHEMA t_0002 CASCADE").await?;
                    connection.send("ALTER SCHEMA t_0003 RENAME TO renamed").await?;
                }
                Ok(())
            })
        });
    let fleet = polyschema_migrate::fleet::Fleet::new(migrator, "tenant", address(&db.url));
    let report = fleet.upgrade(&members(4), &Target::Head, &options, nobody).await.unwrap();
    assert_eq!(of(&report, Status::Refused), ["t_0002", "t_0003"], "{report}");
    assert_eq!(of(&report, Status::Done), ["t_0001", "t_0004"]);
    let error = report.members[1].error.as_deref().unwrap();
    assert!(error.starts_with("schema `t_0002` is not there; restore it"), "{error}");
    let sql = "SELECT string_agg(nspname, ' ' ORDER BY nspname) FROM pg_namespace WHERE nspname ~ '^(t_|renamed)'";
    assert_eq!(value(&mut db.connect().await, sql).await, "renamed t_0001 t_0004");
}

/// What a registry has and the database has not is to be restored.
#[tokio::test]
async fn a_fleet_of_what_exists_creates_no_schema() {
    let Some(db) = postgres().await else { return };
    let options = first_revision(&db, 2).await;
    let fleet = fleet(&db.url, &world()).existing();
    let report = fleet.upgrade(&members(3), &Target::Head, &options, nobody).await.unwrap();
    assert_eq!(of(&report, Status::Refused), ["t_0003"], "{report}");
    assert_eq!(of(&report, Status::Done).len(), 2);
    let status = fleet.status(&members(3)).await.unwrap();
    assert_eq!(status.refused.keys().collect::<Vec<_>>(), ["t_0003"]);
    let script = fleet.script(&members(3), Direction::Upgrade, &Target::Head).await.unwrap();
    assert!(script.contains("-- schema t_0003 is left out:") && !script.contains("CREATE"));
}

/// The server would otherwise finish the revision, and commit it.
#[tokio::test]
async fn what_a_run_was_at_is_taken_back_when_it_is_gone() {
    let Some(db) = postgres().await else { return };
    first_revision(&db, 3).await;
    let mut revisions = world();
    revisions[2].upgrade =
        NewScript::new("ALTER TABLE :\"tenant\".orders ADD note text;\nSELECT pg_sleep(30)");
    let (fleet, all, options) = (fleet(&db.url, &revisions), members(3), FleetOptions::default());
    let mut connection = db.connect().await;
    let others = "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND query ~ 'pg_sleep' AND pid <> pg_backend_pid()";
    let mut began = Box::pin(async { while value(&mut connection, others).await != "3" {} });
    let run = Box::pin(fleet.upgrade(&all, &Target::Head, &options, nobody));
    match select(run, &mut began).await {
        Either::Left(_) => panic!("it is gone before it ends"),
        Either::Right(((), run)) => drop(run),
    }
    drop(began);
    while value(&mut connection, others).await != "0" {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(with_note(&db).await, [""; 0]);
}

/// The registry's row would be left without its schema.
#[tokio::test]
async fn a_downgrade_does_not_take_tenants_away() {
    let Some(db) = postgres().await else { return };
    let options = first_revision(&db, 2).await;
    let tenants = fleet(&db.url, &world()).existing();
    let second = tenants.upgrade(&members(1), &Target::Head, &options, nobody).await.unwrap();
    assert!(second.is_complete());
    let back = tenants.downgrade(&members(2), &"-1".parse().unwrap(), &options, nobody).await;
    let back = back.unwrap();
    assert_eq!(
        (of(&back, Status::Done), of(&back, Status::Refused)),
        (vec!["t_0001"], vec!["t_0002"])
    );
    let error = back.members[1].error.as_deref().unwrap();
    assert!(error.starts_with("its first revision would be taken back"), "{error}");
    let up = tenants.upgrade(&members(2), &Target::Head, &options, nobody).await.unwrap();
    assert!(up.is_complete(), "{up}");
}

/// It is no member's fault.
#[tokio::test]
async fn a_target_that_no_revision_has_ends_a_run_before_it_begins() {
    let Some(db) = postgres().await else { return };
    let options = first_revision(&db, 2).await;
    let fleet = fleet(&db.url, &world());
    let target: Target = "9999".parse().unwrap();
    let error = fleet.upgrade(&members(2), &target, &options, nobody).await.unwrap_err();
    assert!(error.to_string().contains("`9999` names no revision"), "{error}");
}

#[tokio::test]
async fn what_members_share_is_pending_and_done_where_people_look() {
    let Some(db) = postgres().await else { return };
    first_revision(&db, 2).await;
    let mut revisions = world();
    let more = "ALTER TABLE :\"shared\".countries ADD area int";
    revisions.push(revision("shared", "0002_area", "0001_shared", more));
    let fleet = fleet(&db.url, &revisions);
    let status = fleet.status(&members(2)).await.unwrap();
    assert_eq!(
        status.shared.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["shared 0002_area"]
    );
    let mut shared = Vec::new();
    let watch = |event: &FleetEvent<'_>| {
        if let FleetEvent::SharedDone { report } = event {
            shared.extend(report.revisions.iter().map(|one| one.key.id.to_string()));
        }
    };
    let options = FleetOptions::default();
    fleet.upgrade(&members(1), &Target::Head, &options, watch).await.unwrap();
    assert_eq!(shared, ["0002_area"]);
    assert!(fleet.status(&members(2)).await.unwrap().shared.is_empty());
}

/// Its locks would be those of whoever has the session next.
#[tokio::test]
async fn a_pooler_that_does_not_keep_sessions_is_refused() {
    let Some(db) = postgres().await else { return };
    first_revision(&db, 200).await;
    let turns = [("default_pool_size", "3")];
    let Some(bouncer) = pgbouncer(&db, Mode::Transaction, &turns).await else { return };
    let (all, options) = (members(200), FleetOptions::default());
    let pooled = fleet(&bouncer.url, &world());
    let error = pooled.upgrade(&all, &Target::Head, &options, nobody).await.unwrap_err();
    let expected = "a run over the fleet `tenant` has locks of its sessions, and a pooler that lies between does not keep them";
    assert!(error.to_string().starts_with(expected), "{error}");
    assert_eq!(with_note(&db).await, [""; 0]);
    // Fewer than two connections are worth: another one is made to see it.
    let error = pooled.upgrade(&all[..1], &Target::Head, &options, nobody).await.unwrap_err();
    assert!(error.to_string().starts_with(expected), "{error}");
    // To look is safe, and nothing is left in the sessions.
    pooled.status(&all).await.unwrap();
    let mut connection = PgConnection::connect(&bouncer.url).await.unwrap();
    for _ in 0..6 {
        assert_eq!(value(&mut connection, "SHOW lock_timeout").await, "0");
    }
}

/// Both finish, and nothing runs twice.
#[tokio::test]
async fn two_runs_at_once_share_the_work() {
    let Some(db) = postgres().await else { return };
    let all = members(60);
    let options = FleetOptions::default();
    let (one, other) = (fleet(&db.url, &world()), fleet(&db.url, &world()));
    let (one, other) = tokio::join!(
        one.upgrade(&all, &Target::Head, &options, nobody),
        other.upgrade(&all, &Target::Head, &options, nobody),
    );
    let (one, other) = (one.unwrap(), other.unwrap());
    assert!(one.is_complete() && other.is_complete(), "{one}\n{other}");
    assert_eq!(with_note(&db).await.len(), 60);
    let mut connection = db.connect().await;
    let rows = "SELECT sum(count)::text FROM (SELECT (xpath('//c/text()', query_to_xml(format(\
        'SELECT count(*) AS c FROM %I.polyschema_history', nspname), false, true, '')))[1]::text::int AS count \
        FROM pg_namespace WHERE nspname ~ '^t_') AS counts";
    assert_eq!(value(&mut connection, rows).await, "120");
}

/// The tenants' revisions, of which the last one is not refused when it runs twice.
fn counting() -> Vec<NewRevision> {
    let mut revisions = world();
    let count = "INSERT INTO :\"tenant\".orders (id) SELECT 1 + count(*) FROM :\"tenant\".orders";
    revisions.push(revision("tenant", "0003_count", "0002_note", count));
    revisions
}

/// Runs a fleet to a target, and another run to another target as soon as the first one has planned.
async fn with_another_between(db: &PostgresDatabase, target: &str, another: (Direction, &str)) {
    let (all, mut options) = (members(5), FleetOptions::default());
    options.backoff = Duration::from_millis(1);
    let (one, other) = (fleet(&db.url, &counting()), fleet(&db.url, &counting()));
    let (direction, between) = another;
    let between: Target = between.parse().unwrap();
    let run_other = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let report = runtime.block_on(async {
            match direction {
                Direction::Upgrade => other.upgrade(&all, &between, &options, nobody).await,
                Direction::Downgrade => other.downgrade(&all, &between, &options, nobody).await,
            }
        });
        let report = report.unwrap();
        assert_eq!(of(&report, Status::Done).len(), 5, "{report}");
    };
    let watch = |event: &FleetEvent<'_>| {
        if let FleetEvent::Planned { .. } = event {
            std::thread::scope(|scope| scope.spawn(run_other).join().unwrap());
        }
    };
    let report = one.upgrade(&all, &target.parse().unwrap(), &options, watch).await.unwrap();
    assert_eq!(of(&report, Status::Done).len(), 5, "{report}");
    let mut connection = db.connect().await;
    let history =
        "SELECT string_agg(revision, ' ' ORDER BY applied_at) FROM t_0005.polyschema_history";
    assert_eq!(value(&mut connection, history).await, "0001_create 0002_note 0003_count");
    assert_eq!(value(&mut connection, "SELECT max(id)::text FROM t_0005.orders").await, "1");
    assert_eq!(with_note(db).await.len(), 5);
}

/// The server refuses the revision a second time, and that is no failure.
#[tokio::test]
async fn what_another_run_did_since_the_plan_is_done() {
    let Some(db) = postgres().await else { return };
    first_revision(&db, 5).await;
    with_another_between(&db, "0002_note", (Direction::Upgrade, "head")).await;
}

#[tokio::test]
async fn what_another_run_did_since_the_plan_is_not_done_again() {
    let Some(db) = postgres().await else { return };
    let second: Target = "0002_note".parse().unwrap();
    let options = FleetOptions::default();
    fleet(&db.url, &world()).upgrade(&members(5), &second, &options, nobody).await.unwrap();
    with_another_between(&db, "head", (Direction::Upgrade, "head")).await;
}

#[tokio::test]
async fn what_another_run_took_back_since_the_plan_comes_first() {
    let Some(db) = postgres().await else { return };
    let options = FleetOptions::default();
    fleet(&db.url, &world()).upgrade(&members(5), &Target::Head, &options, nobody).await.unwrap();
    with_another_between(&db, "head", (Direction::Downgrade, "0001_create")).await;
}
