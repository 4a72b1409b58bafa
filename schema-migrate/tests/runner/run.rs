//! Upgrades and downgrades, on both databases.

use crate::support::on_both;

on_both! {
    upgrades_and_downgrades
    a_failed_step_leaves_nothing_behind
    other_names_run_the_same_revisions
    one_history_for_all_schemas
    schemas_run_in_the_order_of_their_dependencies
    rust_runs_after_the_sql
    hooks_see_each_event_and_can_end_the_run
    a_dropped_run_leaves_nothing_behind
}

/// All that a migrator does can be done by a task of its own.
macro_rules! spawn {
    ($db:ty) => {{
        use $crate::support::{Db, migrator, to, world};

        let Some(db) = <$db>::fresh().await else { return };
        let mut connection = db.connect().await;
        let task = tokio::spawn(async move {
            let migrator = migrator(&world::<$db>());
            let report = migrator.upgrade(&mut connection, &to("head")).await.expect("it runs");
            migrator.verify(&mut connection).await.expect("nothing was edited");
            let pending = migrator.pending(&mut connection, &to("head")).await.expect("it is read");
            let states = migrator.stamp(&mut connection, &to("base")).await.expect("it is written");
            (report.revisions.len(), pending.len(), states["asia"].entries.len())
        });
        assert_eq!(task.await.expect("the task ends"), (2, 0, 0));
    }};
}

#[tokio::test]
async fn a_run_can_be_spawned_on_postgres() {
    spawn!(crate::support::Postgres);
}

#[tokio::test]
async fn a_run_can_be_spawned_on_sqlite() {
    spawn!(crate::support::Sqlite);
}

mod tests {
    use std::sync::{Arc, Mutex};

    use polyschema_migrate::apply::{Allow, Event, Migrator};
    use polyschema_migrate::connection::MigrateConnection;
    use polyschema_migrate::history::HistoryTable;
    use polyschema_migrate::migration::{NewRevision, NewScript, Target, Targets};
    use sqlx::Connection;

    use crate::support::*;

    pub async fn upgrades_and_downgrades<D: Db>(db: D) {
        let mut connection = db.connect().await;
        let migrator = migrator(&world::<D>()).allow(Allow::everything());
        let pending = migrator.pending(&mut connection, &to("head")).await.unwrap();
        assert_eq!(pending, [key("asia", "0001_create"), key("asia", "0002_add_dish")]);

        let report = migrator.upgrade(&mut connection, &to("+1")).await.unwrap();
        assert_eq!(report.revisions.len(), 1);
        assert_eq!(applied(&migrator, &mut connection).await, ["0001_create"]);
        migrator.upgrade(&mut connection, &to("head")).await.unwrap();
        assert_eq!(applied(&migrator, &mut connection).await, ["0001_create", "0002_add_dish"]);
        let dish = "SELECT dish FROM asia.countries WHERE name = 'Japan'";
        assert_eq!(value(&mut connection, dish).await, "sushi");
        let again = migrator.upgrade(&mut connection, &to("head")).await.unwrap();
        assert_eq!(again.revisions, []);
        let states = migrator.current(&mut connection).await.unwrap();
        assert_eq!(states["asia"].heads, [id("0002_add_dish")]);
        let entry = &states["asia"].entries[1];
        assert_eq!((entry.step, entry.steps, entry.parents.len()), (2, 2, 1));
        assert!(entry.applied_at.starts_with("20") && entry.applied_at.ends_with('Z'), "{entry:?}");
        migrator.verify(&mut connection).await.unwrap();

        migrator.downgrade(&mut connection, &to("0001")).await.unwrap();
        assert_eq!(applied(&migrator, &mut connection).await, ["0001_create"]);
        let count = "SELECT CAST(count(*) AS text) FROM asia.countries";
        assert_eq!(value(&mut connection, count).await, "2");
        migrator.downgrade(&mut connection, &to("base")).await.unwrap();
        assert!(applied(&migrator, &mut connection).await.is_empty());
        migrator.upgrade(&mut connection, &to("heads")).await.unwrap();
        assert_eq!(value(&mut connection, dish).await, "sushi");
    }

    pub async fn a_failed_step_leaves_nothing_behind<D: Db>(db: D) {
        let mut connection = db.connect().await;
        let mut revisions = world::<D>();
        revisions[1].upgrade = NewScript::new(
            "ALTER TABLE :\"asia\".countries ADD COLUMN dish text;\n\n\
            -- step: fill the dishes\n\
            UPDATE :\"asia\".countries\n   SET dihs = 'sushi'",
        );
        let migrator = migrator(&revisions);
        let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
        let begins = "upgrade of `asia` failed in `0002_add_dish` at step 2 of 2 (fill the dishes), asia/0002_add_dish/upgrade.sql line ";
        assert!(error.starts_with(begins), "{error}");
        assert!(error.contains("; nothing of `0002_add_dish` was kept\n"), "{error}");
        assert!(error.ends_with("SET dihs = 'sushi'"), "{error}");
        match D::DIALECT {
            polyschema_core::Dialect::Postgres => {
                let says = "line 9 column 8: column \"dihs\" of relation \"countries\" does not exist (42703); ";
                assert!(error.contains(says), "{error}");
            }
            polyschema_core::Dialect::Sqlite => {
                assert!(error.contains("line 8: no such column: dihs (1)"), "{error}")
            }
        }
        assert_eq!(applied(&migrator, &mut connection).await, ["0001_create"]);
        assert!(connection.rows("SELECT dish FROM asia.countries", &[]).await.is_err());
        // The connection is as good as before.
        let migrator = crate::support::migrator(&world::<D>());
        migrator.upgrade(&mut connection, &to("head")).await.unwrap();
        assert_eq!(applied(&migrator, &mut connection).await.len(), 2);
    }

    pub async fn other_names_run_the_same_revisions<D: Db>(db: D) {
        let mut connection = db.connect().await;
        let asia = migrator(&world::<D>());
        asia.upgrade(&mut connection, &to("head")).await.unwrap();
        let europe = migrator(&world::<D>()).bind("asia", "europe").unwrap();
        assert!(europe.current(&mut connection).await.unwrap()["asia"].entries.is_empty());
        let report = europe.upgrade(&mut connection, &to("head")).await.unwrap();
        assert_eq!(report.revisions[1].physical, "europe");
        let dish = "SELECT dish FROM europe.countries WHERE name = 'Japan'";
        assert_eq!(value(&mut connection, dish).await, "sushi");
        let both = migrator::<D::C>(&world::<D>()).bind("other", "asia").unwrap();
        let error = both.current(&mut connection).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "`asia` and `other` are both bound to schema `asia`; give each its own"
        );
    }

    pub async fn one_history_for_all_schemas<D: Db>(db: D) {
        let mut connection = db.connect().await;
        if D::DIALECT == polyschema_core::Dialect::Postgres {
            connection.send("CREATE SCHEMA ops").await.unwrap();
        }
        let table = || HistoryTable::named("versions").unwrap().in_schema("ops").unwrap();
        let asia = migrator(&world::<D>()).history(table()).allow(Allow::everything());
        let europe = migrator(&world::<D>()).history(table()).bind("asia", "europe").unwrap();
        asia.upgrade(&mut connection, &to("head")).await.unwrap();
        europe.upgrade(&mut connection, &to("+1")).await.unwrap();
        assert_eq!(applied(&asia, &mut connection).await, ["0001_create", "0002_add_dish"]);
        assert_eq!(applied(&europe, &mut connection).await, ["0001_create"]);
        asia.downgrade(&mut connection, &to("base")).await.unwrap();
        assert!(applied(&asia, &mut connection).await.is_empty());
        assert_eq!(applied(&europe, &mut connection).await, ["0001_create"]);
    }

    pub async fn schemas_run_in_the_order_of_their_dependencies<D: Db>(db: D) {
        let mut connection = db.connect().await;
        let mut shared = NewRevision::new("shared", id("0001_create"), "");
        let create = D::CREATE_SCHEMA.replace("asia", "shared");
        shared.upgrade = NewScript::new(format!("{create}CREATE TABLE :\"shared\".kinds (id int)"));
        shared.downgrade = Some(NewScript::new("DROP TABLE :\"shared\".kinds"));
        let mut asia = world::<D>();
        asia[1].depends = vec![key("shared", "0001_create")];
        asia.push(shared);
        let migrator = migrator(&asia).allow(Allow::everything());
        let only = Targets::only("asia", Target::Head);
        let path = [
            key("asia", "0001_create"),
            key("shared", "0001_create"),
            key("asia", "0002_add_dish"),
        ];
        assert_eq!(migrator.pending(&mut connection, &only).await.unwrap(), path);
        let report = migrator.upgrade(&mut connection, &only).await.unwrap();
        let ran: Vec<_> = report.revisions.into_iter().map(|revision| revision.key).collect();
        assert_eq!(ran, path);
        // What depends on it goes before it.
        let base = Targets::only("shared", Target::Base);
        migrator.downgrade(&mut connection, &base).await.unwrap();
        assert_eq!(applied(&migrator, &mut connection).await, ["0001_create"]);
    }

    pub async fn rust_runs_after_the_sql<D: Db>(db: D) {
        let mut connection = db.connect().await;
        let mut revisions = world::<D>();
        revisions[1].upgrade.rust = Some("fill_dishes".to_owned());
        let with = |fails: bool| {
            migrator::<D::C>(&revisions).rust(
                "fill_dishes",
                move |connection: &mut D::C, schema| {
                    Box::pin(async move {
                        let sql = format!(
                            "UPDATE {}.countries SET dish = 'curry' WHERE name = $1",
                            schema.as_str()
                        );
                        connection.rows(&sql, &["India"]).await?;
                        if fails { Err("no dish is left".into()) } else { Ok(()) }
                    })
                },
            )
        };
        let without: Migrator<D::C> = migrator(&revisions);
        let error = without.upgrade(&mut connection, &to("head")).await.unwrap_err();
        let expected = "revision `0002_add_dish` of `asia` runs the Rust function `fill_dishes`, which is not registered; register it under this name";
        assert_eq!(error.to_string(), expected);
        assert!(applied(&without, &mut connection).await.is_empty(), "nothing ran");
        let error = with(true).upgrade(&mut connection, &to("head")).await.unwrap_err();
        let expected = "upgrade of `asia` failed in `0002_add_dish` at step 3 of 3 (Rust function fill_dishes): no dish is left; nothing of `0002_add_dish` was kept";
        assert_eq!(error.to_string(), expected);
        with(false).upgrade(&mut connection, &to("head")).await.unwrap();
        let dish = "SELECT dish FROM asia.countries WHERE name = 'India'";
        assert_eq!(value(&mut connection, dish).await, "curry");
    }

    pub async fn hooks_see_each_event_and_can_end_the_run<D: Db>(db: D) {
        let mut connection = db.connect().await;
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = seen.clone();
        let migrator = migrator::<D::C>(&world::<D>()).hook(move |event, _| {
            let text = match event {
                Event::RunBegins { direction, revisions } => {
                    format!("{direction} {}", revisions.len())
                }
                Event::RevisionBegins(run) => format!("begin {}", run.key.id),
                Event::StepBegins { step, name, .. } => format!("step {step} {name}"),
                Event::StepEnds { step, .. } => format!("step {step} done"),
                Event::RevisionEnds(run) => format!("end {}", run.key.id),
                Event::RevisionDone(run) => format!("done {}", run.key.id),
                Event::RunEnds(report) => format!("ran {}", report.revisions.len()),
                _ => "?".to_owned(),
            };
            let fails = text == "end 0002_add_dish" && !log.lock().unwrap().contains(&text);
            log.lock().unwrap().push(text);
            Box::pin(async move { if fails { Err("not on Fridays".into()) } else { Ok(()) } })
        });
        let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err();
        assert_eq!(error.to_string(), "a hook ended the run: not on Fridays");
        assert_eq!(applied(&migrator, &mut connection).await, ["0001_create"]);
        seen.lock().unwrap().clear();
        seen.lock().unwrap().push("end 0002_add_dish".to_owned());
        migrator.upgrade(&mut connection, &to("head")).await.unwrap();
        assert_eq!(
            seen.lock().unwrap()[1..],
            [
                "upgrade 1",
                "begin 0002_add_dish",
                "step 1 add column asia.countries.dish",
                "step 1 done",
                "step 2 UPDATE :\"asia\".countries SET dish = 'sushi' WHERE name = ..",
                "step 2 done",
                "end 0002_add_dish",
                "done 0002_add_dish",
                "ran 1",
            ]
        );
    }

    pub async fn a_dropped_run_leaves_nothing_behind<D: Db>(db: D) {
        let mut connection = db.connect().await;
        let migrator = migrator::<D::C>(&world::<D>()).hook(|event, _| {
            let waits = matches!(event, Event::StepEnds { revision, step: 1 } if revision.key.id.as_str() == "0002_add_dish");
            Box::pin(async move {
                if waits {
                    std::future::pending::<()>().await;
                }
                Ok(())
            })
        });
        let targets = to("head");
        let run = migrator.upgrade(&mut connection, &targets);
        let limit = std::time::Duration::from_secs(2);
        assert!(tokio::time::timeout(limit, run).await.is_err(), "the hook waits for ever");
        if D::DIALECT == polyschema_core::Dialect::Sqlite {
            assert_eq!(value(&mut connection, "PRAGMA foreign_keys").await, "1");
            assert_eq!(value(&mut connection, "PRAGMA busy_timeout").await, "5000");
        }
        assert_eq!(applied(&migrator, &mut connection).await, ["0001_create"]);
        assert!(!connection.is_in_transaction());
        assert!(connection.rows("SELECT dish FROM asia.countries", &[]).await.is_err());
    }
}
