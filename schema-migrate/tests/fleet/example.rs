//! The code of `docs/fleets.md`.

use std::time::Duration;

use polyschema_core::{Dialect, SchemaName};
use polyschema_migrate::apply::{Direction, Migrator};
use polyschema_migrate::diff::Scope;
use polyschema_migrate::error::Result;
use polyschema_migrate::fleet::{Fleet, FleetEvent, FleetMember, FleetOptions, Selection, Stopped};
use polyschema_migrate::migration::Target;
use polyschema_test_support::postgres;
use sqlx::PgConnection;
use sqlx::postgres::PgConnectOptions;

use crate::support::{address, migrator, world};

fn members() -> Result<Vec<FleetMember>> {
    let name = |name| SchemaName::new(name, Dialect::Postgres);
    let members = vec![
        FleetMember::new(name("acme")?).in_group("internal"),
        FleetMember::new(name("bloom")?).in_group("paying"),
        FleetMember::new(name("cargo")?).in_group("paying"),
    ];
    Ok(members)
}

async fn upgrade(migrator: Migrator<PgConnection>, address: PgConnectOptions) -> Result<bool> {
    let fleet = Fleet::new(migrator, "tenant", address);

    let mut options = FleetOptions::default();
    options.connections = 8;
    options.canary = 2;
    options.waves = vec!["internal".to_owned()];
    options.max_failures = Some(20);
    options.timeouts.lock = Some(Duration::from_secs(2));

    let report = fleet
        .upgrade(&members()?, &Target::Head, &options, |event| {
            if let FleetEvent::Ends { report, done, pending, elapsed } = event {
                let left = elapsed.mul_f64((pending - done) as f64 / *done as f64);
                eprintln!(
                    "{done} of {pending}: {} {}, {left:.0?} left",
                    report.tenant, report.status
                );
            }
        })
        .await?;
    print!("{}", report.json_lines());
    for failed in report.failures() {
        eprintln!("{failed}");
    }
    if report.stopped == Some(Stopped::Canary) {
        eprintln!("the first members failed, and no other one was touched");
    }
    Ok(report.is_complete())
}

async fn look(fleet: &Fleet) -> Result<()> {
    let paying = Selection::all().group("paying").of(members()?)?;
    let plan = fleet.plan(&paying, Direction::Upgrade, &Target::Head).await?;
    for alike in &plan.plans {
        println!(
            "{} members would run, each under its own name:\n{}",
            alike.tenants.len(),
            alike.sql
        );
    }
    let status = fleet.status(&paying).await?;
    if !status.shared.is_empty() {
        println!("pending in what all share: {:?}", status.shared);
    }
    for version in &status.versions {
        println!(
            "{:?}: {} members, {} pending",
            version.heads,
            version.tenants.len(),
            version.pending
        );
    }
    Ok(())
}

async fn accept(fleet: &Fleet) -> Result<bool> {
    let report = fleet.stamp(&members()?, &"+0".parse()?, |_| ()).await?;
    Ok(report.is_complete())
}

async fn drift(fleet: &Fleet) -> Result<()> {
    let drift = fleet.drift(&members()?, &Scope::of_database()).await?;
    for alike in &drift.drifted {
        println!("{} of {:?}:\n{}", alike.tenants.join(", "), alike.version, alike.diff);
    }
    println!("{} are what their revisions made of them", drift.clean);
    Ok(())
}

#[tokio::test]
async fn the_code_of_the_page_does_what_it_says() {
    let Some(db) = postgres().await else { return };
    let (migrator, address) = (migrator(&world()), address(&db.url));
    let fleet = Fleet::new(migrator.clone(), "tenant", address.clone());
    look(&fleet).await.unwrap();
    assert!(upgrade(migrator, address).await.unwrap());
    assert!(accept(&fleet).await.unwrap());
    drift(&fleet).await.unwrap();
    let status = fleet.status(&members().unwrap()).await.unwrap();
    assert_eq!((status.versions.len(), status.versions[0].tenants.len()), (1, 3));
}
