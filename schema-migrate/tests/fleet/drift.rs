//! Members that hold something else than their own revisions made of them.

use polyschema_core::Dialect;
use polyschema_core::ident::Ident;
use polyschema_migrate::connection::MigrateConnection;
use polyschema_migrate::diff::Scope;
use polyschema_migrate::fleet::FleetOptions;
use polyschema_migrate::migration::{NewRevision, Target};
use polyschema_migrate::reflect::{Which, reflect};
use polyschema_test_support::{PostgresDatabase, postgres};

use crate::support::*;

/// The revisions with the snapshots that a member gives which was at each of them.
async fn with_snapshots(db: &PostgresDatabase) -> Vec<NewRevision> {
    let mut revisions = world();
    let mut connection = db.connect().await;
    for at in 1..revisions.len() {
        let fleet = fleet(&db.url, &revisions);
        let target = Target::Revision(revisions[at].id.to_string());
        let options = FleetOptions::default();
        fleet.upgrade(&[member("first")], &target, &options, nobody).await.unwrap();
        let names = vec![Ident::new("first").unwrap()];
        let held = reflect(&mut connection, &Which::Schemas(names)).await.unwrap().catalog;
        let mut schemas = held.into_schemas();
        schemas.get_mut("first").unwrap().tables.remove("polyschema_history");
        let mut snapshot =
            polyschema_core::Catalog::from_schemas(Dialect::Postgres, schemas.into_values())
                .unwrap();
        snapshot.rebind("first", "tenant").unwrap();
        revisions[at].snapshot = Some(snapshot);
    }
    connection.send("DROP SCHEMA first CASCADE").await.unwrap();
    revisions
}

#[tokio::test]
async fn each_member_is_compared_with_its_own_version() {
    let Some(db) = postgres().await else { return };
    let revisions = with_snapshots(&db).await;
    let fleet = fleet(&db.url, &revisions);
    let options = FleetOptions::default();
    let all = members(230);
    fleet.upgrade(&all[..150], &Target::Head, &options, nobody).await.unwrap();
    let first: Target = "0001_create".parse().unwrap();
    fleet.upgrade(&all[150..], &first, &options, nobody).await.unwrap();
    let scope = Scope::of_database();
    let drift = fleet.drift(&all, &scope).await.unwrap();
    assert_eq!((drift.clean, drift.drifted.len()), (230, 0), "{drift:?}");

    let mut connection = db.connect().await;
    for sql in [
        "ALTER TABLE t_0003.orders DROP note",
        "ALTER TABLE t_0149.orders DROP note",
        "ALTER TABLE t_0151.orders ADD note text",
        "CREATE TABLE t_0007.extra (id int)",
        "UPDATE t_0009.polyschema_history SET revision = 'x' WHERE revision = '0002_note'",
        "DROP TABLE t_0010.polyschema_history",
        "UPDATE t_0011.polyschema_history SET step = -5",
        "ALTER TABLE t_0012.polyschema_history DROP state",
    ] {
        connection.send(sql).await.unwrap();
    }
    let drift = fleet.drift(&all, &scope).await.unwrap();
    let drifted: Vec<_> = drift
        .drifted
        .iter()
        .map(|one| (one.version[0].as_str(), one.tenants.join(" "), one.diff.changes.len()))
        .collect();
    assert_eq!(
        drifted,
        [("0002_note", "t_0003 t_0149".to_owned(), 1), ("0001_create", "t_0151".to_owned(), 1),]
    );
    assert!(
        drift.drifted[0].diff.to_string().contains("t_0003.orders"),
        "{}",
        drift.drifted[0].diff
    );
    let refused = ["t_0009", "t_0010", "t_0011", "t_0012"];
    assert_eq!(drift.refused.keys().collect::<Vec<_>>(), refused);
    assert_eq!(drift.clean, 223);
    // What is not there is as its revisions made it, unless it should be there.
    let none = [member("t_9999")];
    assert_eq!(fleet.drift(&none, &scope).await.unwrap().clean, 1);
    let drift = fleet.existing().drift(&none, &scope).await.unwrap();
    assert!(drift.refused["t_9999"].starts_with("its schema does not exist"), "{drift:?}");
}
