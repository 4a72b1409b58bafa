//! What a run does where nothing goes wrong, and what it says of it.

use polyschema_migrate::apply::Direction;
use polyschema_migrate::fleet::{FleetEvent, FleetOptions, Selection, Status};
use polyschema_migrate::migration::{NewScript, Target};
use polyschema_test_support::postgres;

use crate::support::*;

fn to(target: &str) -> Target {
    target.parse().unwrap()
}

#[tokio::test]
async fn members_come_to_the_target_from_where_they_stand() {
    let Some(db) = postgres().await else { return };
    let fleet = fleet(&db.url, &world());
    let options = FleetOptions::default();
    let (all, first) = (members(12), members(5));
    fleet.upgrade(&first, &to("0001_create"), &options, nobody).await.unwrap();
    let report = fleet.upgrade(&all, &Target::Head, &options, nobody).await.unwrap();
    assert!(report.is_complete(), "{report}");
    assert_eq!(report.to_string(), "upgrade of 12 schemas: 12 done");
    assert_eq!(report.members[0].from, [id("0001_create")]);
    assert!(report.members[11].from.is_empty());
    assert!(report.members.iter().all(|one| one.to == [id("0002_note")] && one.tries == 1));
    assert_eq!(with_note(&db).await.len(), 12);
    let report = fleet.upgrade(&all, &Target::Head, &options, nobody).await.unwrap();
    assert_eq!(report.to_string(), "upgrade of 12 schemas: 12 current");
    assert!(report.members.iter().all(|one| one.tries == 0 && one.from == one.to));

    let report = fleet.downgrade(&first, &to("-1"), &options, nobody).await.unwrap();
    assert_eq!(report.to_string(), "downgrade of 5 schemas: 5 done");
    assert_eq!(with_note(&db).await.len(), 7);
    let status = fleet.status(&all).await.unwrap();
    let versions: Vec<_> = status
        .versions
        .iter()
        .map(|version| (version.heads[0].as_str(), version.pending, version.tenants.len()))
        .collect();
    assert_eq!(versions, [("0001_create", 1, 5), ("0002_note", 0, 7)]);
    let report = fleet.downgrade(&all, &Target::Base, &options, nobody).await.unwrap();
    assert!(report.is_complete(), "{report}");
    let sql = "SELECT string_agg(nspname, ' ') FROM pg_namespace WHERE nspname ~ '^(t_|shared)'";
    assert_eq!(value(&mut db.connect().await, sql).await, "shared");
}

#[tokio::test]
async fn what_is_planned_is_shown_once_for_all_that_are_alike() {
    let Some(db) = postgres().await else { return };
    let fleet = fleet(&db.url, &world());
    let all = members(6);
    let options = FleetOptions::default();
    fleet.upgrade(&all[..1], &Target::Head, &options, nobody).await.unwrap();
    fleet.upgrade(&all[1..3], &to("0001_create"), &options, nobody).await.unwrap();
    let plan = fleet.plan(&all, Direction::Upgrade, &Target::Head).await.unwrap();
    assert_eq!(plan.current, ["t_0001"]);
    let tenants: Vec<_> = plan.plans.iter().map(|plan| plan.tenants.join(" ")).collect();
    assert_eq!(tenants, ["t_0002 t_0003", "t_0004 t_0005 t_0006"]);
    assert_eq!(plan.plans[0].revisions.len(), 1);
    assert!(plan.plans[0].sql.contains("ALTER TABLE \"t_0002\".orders ADD note text;"));
    assert!(!plan.plans[0].sql.contains("t_0003"));
    assert!(plan.plans[1].sql.contains("SET LOCAL lock_timeout"), "{}", plan.plans[1].sql);

    let script = fleet.script(&all, Direction::Upgrade, &Target::Head).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(script)).execute(&mut db.connect().await).await.unwrap();
    let report = fleet.upgrade(&all, &Target::Head, &options, nobody).await.unwrap();
    assert_eq!(of(&report, Status::Current).len(), 6, "{report}");
}

#[tokio::test]
async fn waves_come_one_after_another_and_the_canary_before_them() {
    let Some(db) = postgres().await else { return };
    let fleet = fleet(&db.url, &world());
    let mut all = members(9);
    for member in &mut all[6..] {
        *member = member.clone().in_group("beta");
    }
    let mut options = FleetOptions::default();
    options.waves = vec!["beta".to_owned()];
    options.canary = 1;
    let mut ended = Vec::new();
    let mut planned = None;
    let report = fleet
        .upgrade(&all, &Target::Head, &options, |event| match event {
            FleetEvent::Planned { members, pending, plans } => {
                planned = Some((*members, *pending, *plans));
            }
            FleetEvent::Ends { report, done, pending, .. } => {
                assert_eq!((*done, *pending), (ended.len() + 1, 9));
                ended.push(report.tenant.clone());
            }
            _ => {}
        })
        .await
        .unwrap();
    assert!(report.is_complete());
    assert_eq!(planned, Some((9, 9, 1)));
    assert_eq!(ended[0], "t_0007");
    let mut second = ended[1..3].to_vec();
    second.sort();
    assert_eq!(second, ["t_0008", "t_0009"]);
    let names: Vec<_> = report.members.iter().map(|one| one.tenant.as_str()).collect();
    let expected = Selection::all().of(all.clone()).unwrap();
    assert_eq!(names, expected.iter().map(|one| one.name.as_str()).collect::<Vec<_>>());
}

#[tokio::test]
async fn rust_and_steps_outside_of_transactions_run_for_each() {
    let Some(db) = postgres().await else { return };
    let mut revisions = world();
    let mut index = revision(
        "tenant",
        "0003_index",
        "0002_note",
        "CREATE INDEX CONCURRENTLY by_note ON :\"tenant\".orders (note)",
    );
    index.upgrade.transactional = false;
    index.upgrade.rust = Some("fill".to_owned());
    index.downgrade = Some(NewScript::new("DROP INDEX :\"tenant\".by_note"));
    revisions.push(index);
    let migrator = migrator(&revisions).rust("fill", |connection, schema| {
        let sql = format!("INSERT INTO {}.orders (id) VALUES (1)", schema.as_str());
        Box::pin(async move {
            sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(connection).await?;
            Ok(())
        })
    });
    let fleet = polyschema_migrate::fleet::Fleet::new(migrator, "tenant", address(&db.url));
    let report =
        fleet.upgrade(&members(8), &Target::Head, &FleetOptions::default(), nobody).await.unwrap();
    assert!(report.is_complete(), "{report}");
    let sql = "SELECT count(*)::text FROM pg_index WHERE indexrelid::regclass::text ~ 'by_note' AND indisvalid";
    assert_eq!(value(&mut db.connect().await, sql).await, "8");
    let lines = report.json_lines();
    assert_eq!(lines.lines().count(), 8);
    let first: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(first["tenant"], "t_0001");
    assert_eq!(first["status"], "done");
    assert_eq!((&first["from"], &first["to"]), (&"".into(), &"0003_index".into()));
    assert_eq!((&first["sqlstate"], &first["step"]), (&().into(), &().into()));
}

#[tokio::test]
async fn a_fleet_of_nobody_is_done() {
    let Some(db) = postgres().await else { return };
    let fleet = fleet(&db.url, &world());
    let report = fleet.upgrade(&[], &Target::Head, &FleetOptions::default(), nobody).await.unwrap();
    assert!(report.is_complete() && report.members.is_empty());
    assert_eq!(report.shared.revisions.len(), 1, "what is shared is upgraded");
}

#[tokio::test]
async fn names_are_each_member_s_own() {
    let Some(db) = postgres().await else { return };
    let fleet = fleet(&db.url, &world());
    for (members, expected) in [
        (vec![member("a"), member("a")], "schema `a` is twice among the members; "),
        (vec![member("shared")], "schema `shared` is among the members, and logical schema"),
    ] {
        let options = FleetOptions::default();
        let error = fleet.upgrade(&members, &Target::Head, &options, nobody).await.unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}

/// A web server's task may run it, on whatever thread.
#[tokio::test]
async fn a_run_can_be_spawned() {
    let Some(db) = postgres().await else { return };
    let fleet = fleet(&db.url, &world());
    let run = async move {
        let (all, scope) = (members(3), polyschema_migrate::diff::Scope::of_database());
        let options = FleetOptions::default();
        fleet.plan(&all, Direction::Upgrade, &Target::Head).await?;
        let report = fleet.upgrade(&all, &Target::Head, &options, nobody).await?;
        fleet.stamp(&all, &Target::Head, nobody).await?;
        fleet.status(&all).await?;
        fleet.drift(&all, &scope).await?;
        Ok::<_, polyschema_migrate::error::Error>(report.is_complete())
    };
    assert!(tokio::spawn(run).await.unwrap().unwrap());
}
