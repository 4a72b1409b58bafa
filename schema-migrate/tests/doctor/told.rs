//! What the program was told, and the URL for what needs a session.

use polyschema_core::postgres::Pooler;
use polyschema_migrate::doctor::{Doctor, Finding, Severity};
use polyschema_test_support::{Mode, pgbouncer, postgres};

use crate::between::{codes, in_transaction_mode};

#[tokio::test]
async fn a_program_that_knows_its_pooler_is_safe() {
    let Some(database) = postgres().await else { return };
    let Some(bouncer) = pgbouncer(&database, Mode::Transaction, &[]).await else { return };
    let doctor = Doctor::new(bouncer.url.parse().unwrap()).direct(database.url.parse().unwrap());
    let diagnosis = doctor.clone().told(Pooler::Transaction).examine().await.unwrap();
    assert!(!diagnosis.is_unsafe(), "{diagnosis:#?}");
    assert!(codes(&diagnosis).contains(&"direct-url"), "{diagnosis:#?}");

    let seen = in_transaction_mode(&diagnosis);
    for told in [Pooler::None, Pooler::Session] {
        let diagnosis = doctor.clone().told(told).examine().await.unwrap();
        let wrong = Finding::WrongMode { told, seen };
        assert!(diagnosis.findings.contains(&wrong), "{diagnosis:#?}");
    }
}

#[tokio::test]
async fn a_program_that_fears_too_much_is_told() {
    let Some(database) = postgres().await else { return };
    let doctor = Doctor::new(database.url.parse().unwrap()).told(Pooler::Transaction);
    let diagnosis = doctor.examine().await.unwrap();
    let careful = Finding::CarefulMode { told: Pooler::Transaction, seen: Pooler::None };
    assert!(diagnosis.findings.contains(&careful), "{diagnosis:#?}");
    assert!(!diagnosis.is_unsafe());
}

#[tokio::test]
async fn a_direct_url_that_is_none() {
    let (Some(database), Some(other)) = (postgres().await, postgres().await) else { return };
    let Some(bouncer) = pgbouncer(&database, Mode::Transaction, &[]).await else { return };
    let doctor = Doctor::new(bouncer.url.parse().unwrap()).told(Pooler::Transaction);
    let pooled = doctor.clone().direct(bouncer.url.parse().unwrap());
    assert!(codes(&pooled.examine().await.unwrap()).contains(&"direct-url-pooled"));
    let elsewhere = doctor.direct(other.url.parse().unwrap());
    assert!(codes(&elsewhere.examine().await.unwrap()).contains(&"direct-url-elsewhere"));
}

#[tokio::test]
async fn more_at_once_than_the_pooler_has() {
    let Some(database) = postgres().await else { return };
    let settings = [("default_pool_size", "4")];
    let Some(bouncer) = pgbouncer(&database, Mode::Session, &settings).await else { return };
    let diagnosis = Doctor::new(bouncer.url.parse().unwrap()).parallel(8).examine().await.unwrap();
    let small = Finding::SmallPool { parallel: 8, pool_size: 4 };
    assert!(diagnosis.findings.contains(&small), "{diagnosis:#?}");
    assert_eq!(small.severity(), Severity::Note);
}
