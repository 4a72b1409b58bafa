//! Two runs at once.

use crate::support::on_both;

on_both! {
    two_runs_at_once_do_the_work_once
    a_run_that_waits_too_long_says_so
}

mod tests {
    use std::time::Duration;

    use polyschema_migrate::apply::Timeouts;
    use polyschema_migrate::connection::MigrateConnection;

    use crate::support::*;

    pub async fn two_runs_at_once_do_the_work_once<D: Db>(db: D) {
        for round in 0..10 {
            let schema = ["asia", "europe"][round % 2];
            let mut first = db.connect().await;
            let mut second = db.connect().await;
            let one = migrator::<D::C>(&world::<D>()).bind("asia", schema).unwrap();
            let other = one.clone();
            let targets = to("head");
            let (a, b) = tokio::join!(
                one.upgrade(&mut first, &targets),
                other.upgrade(&mut second, &targets)
            );
            let (a, b) = (a.unwrap().revisions.len(), b.unwrap().revisions.len());
            assert_eq!(a + b, 2, "round {round}: {a} and {b}");
            assert_eq!(applied(&one, &mut second).await, ["0001_create", "0002_add_dish"]);
            let down = one.clone().allow(polyschema_migrate::apply::Allow::everything());
            let targets = to("base");
            let (a, b) = tokio::join!(
                down.downgrade(&mut first, &targets),
                down.downgrade(&mut second, &targets)
            );
            let (a, b) = (a.unwrap().revisions.len(), b.unwrap().revisions.len());
            assert_eq!(a + b, 2, "round {round}: {a} and {b}");
            assert!(applied(&one, &mut first).await.is_empty());
        }
    }

    pub async fn a_run_that_waits_too_long_says_so<D: Db>(db: D) {
        let (mut first, mut second) = (db.connect().await, db.connect().await);
        let done = migrator::<D::C>(&world::<D>());
        done.upgrade(&mut first, &to("+1")).await.unwrap();
        let begin = match D::DIALECT {
            polyschema_core::Dialect::Postgres => "BEGIN",
            polyschema_core::Dialect::Sqlite => "BEGIN IMMEDIATE",
        };
        first.send(begin).await.unwrap();
        if D::DIALECT == polyschema_core::Dialect::Postgres {
            let key = polyschema_core::exec::ddl::lock_key(
                &polyschema_core::ident::Ident::new("asia").unwrap(),
            );
            first.send(&format!("SELECT pg_advisory_xact_lock({key})")).await.unwrap();
        }
        let timeouts = Timeouts { run: Duration::from_millis(200), ..Timeouts::default() };
        let waits = migrator::<D::C>(&world::<D>()).timeouts(timeouts);
        let error = waits.upgrade(&mut second, &to("head")).await.unwrap_err().to_string();
        let expected = "another run has the lock of schema `asia` (waited 0 s); wait for it, or end its connection";
        assert_eq!(error, expected);
        first.send("ROLLBACK").await.unwrap();
        waits.upgrade(&mut second, &to("head")).await.unwrap();
    }
}
