//! Stamping members: histories are written, and nothing runs.

use polyschema_migrate::connection::MigrateConnection;
use polyschema_migrate::fleet::{FleetEvent, FleetMember, FleetOptions, Status};
use polyschema_migrate::migration::{NewRevision, Target};
use polyschema_test_support::postgres;

use crate::support::*;

fn to(target: &str) -> Target {
    target.parse().unwrap()
}

/// The usual revisions, of which the first one says the same in other words.
fn edited() -> Vec<NewRevision> {
    let mut revisions = world();
    revisions[1].upgrade.sql = format!("-- edited\n{}", revisions[1].upgrade.sql);
    revisions
}

#[tokio::test]
async fn files_that_were_edited_are_accepted_where_each_member_stands() {
    let Some(db) = postgres().await else { return };
    let (all, options) = (members(4), FleetOptions::default());
    let before = fleet(&db.url, &world());
    before.upgrade(&all, &to("0001_create"), &options, nobody).await.unwrap();
    before.upgrade(&all[..1], &Target::Head, &options, nobody).await.unwrap();

    let fleet = fleet(&db.url, &edited()).existing();
    let refused = fleet.upgrade(&all, &Target::Head, &options, nobody).await.unwrap();
    assert_eq!(of(&refused, Status::Refused).len(), 4, "{refused}");
    let mut ended = Vec::new();
    let report = fleet
        .stamp(&all, &to("+0"), |event| {
            if let FleetEvent::Ends { report, done, pending, .. } = event {
                assert_eq!((*done, *pending), (ended.len() + 1, 4));
                ended.push(report.tenant.clone());
            }
        })
        .await
        .unwrap();
    assert_eq!(of(&report, Status::Done), ended, "{report}");
    let stand = |at: usize| (report.members[at].from.clone(), report.members[at].to.clone());
    assert_eq!(stand(0), (vec![id("0002_note")], vec![id("0002_note")]));
    assert_eq!(stand(3), (vec![id("0001_create")], vec![id("0001_create")]));
    let again = fleet.stamp(&all, &to("+0"), nobody).await.unwrap();
    assert_eq!(of(&again, Status::Current).len(), 4, "{again}");
    let report = fleet.upgrade(&all, &Target::Head, &options, nobody).await.unwrap();
    assert_eq!(of(&report, Status::Done).len(), 3, "{report}");
    assert_eq!(with_note(&db).await.len(), 4);
}

#[tokio::test]
async fn a_member_that_cannot_be_stamped_keeps_no_other_back() {
    let Some(db) = postgres().await else { return };
    let mut all = members(2);
    let fleet = fleet(&db.url, &world());
    let options = FleetOptions::default();
    fleet.upgrade(&all, &to("0001_create"), &options, nobody).await.unwrap();
    let mut connection = db.connect().await;
    // Built otherwise, and nowhere yet.
    connection
        .send("CREATE SCHEMA \"Ac\"\"me\"; ALTER TABLE t_0001.polyschema_history DROP state")
        .await
        .unwrap();
    all.extend([member("gone"), member("Ac\"me")]);
    let report = fleet.stamp(&all, &Target::Head, nobody).await.unwrap();
    let became = |at: usize| report.members[at].status;
    assert_eq!(
        [0, 1, 2, 3].map(became),
        [Status::Failed, Status::Done, Status::Refused, Status::Done],
        "{report}"
    );
    assert_eq!(report.members[0].sqlstate.as_deref(), Some("42703"));
    let error = report.members[2].error.as_deref().unwrap();
    assert!(error.starts_with("schema `gone` does not exist; create it"), "{error}");
    assert_eq!(report.members[3].to, [id("0002_note")]);
    assert!(!report.is_complete() && with_note(&db).await.is_empty(), "nothing ran");

    // It is no member's fault.
    let error = fleet.stamp(&all, &to("9999"), nobody).await.unwrap_err().to_string();
    assert!(error.contains("`9999` names no revision"), "{error}");
    let twice: Vec<FleetMember> = vec![member("t_0002"), member("t_0002")];
    let error = fleet.stamp(&twice, &Target::Head, nobody).await.unwrap_err().to_string();
    assert!(error.starts_with("schema `t_0002` is twice among the members"), "{error}");
}
