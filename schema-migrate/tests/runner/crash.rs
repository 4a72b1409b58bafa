//! The process is killed at each boundary of a run, and the next run completes it.
//!
//! Each test is both: the parent, and (told so by the environment) the process that is killed.

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use polyschema_core::Dialect;
use polyschema_migrate::apply::{Allow, Direction, Event, Migrator, RevisionRun};
use polyschema_migrate::connection::MigrateConnection;
use sqlx::{Connection, PgConnection};

use crate::support::{
    Db, Postgres, Sqlite, applied, migrator, open_sqlite, to, value, with_sql, world,
};

/// Where to connect to, and at which event to die.
const ADDRESS: &str = "POLYSCHEMA_CRASH_ADDRESS";
const EVENT: &str = "POLYSCHEMA_CRASH_EVENT";

/// Steps that must run just once, transactional and not, SQL and Rust.
fn revisions<D: Db>() -> Migrator<D::C> {
    let mut revisions = world::<D>();
    let alone = match D::DIALECT {
        Dialect::Postgres => "CREATE INDEX CONCURRENTLY by_dish ON :\"asia\".countries (dish)",
        Dialect::Sqlite => "VACUUM :\"asia\"",
    };
    let back = match D::DIALECT {
        Dialect::Postgres => "DROP INDEX CONCURRENTLY :\"asia\".by_dish",
        Dialect::Sqlite => "VACUUM :\"asia\"",
    };
    let mut journal = with_sql(
        "0003_count",
        "0002_add_dish",
        &format!(
            "UPDATE :\"asia\".countries SET dish = dish || '!';\n{alone};\nINSERT INTO :\"asia\".countries (name) VALUES ('Nepal')"
        ),
        &format!(
            "DELETE FROM :\"asia\".countries WHERE name = 'Nepal';\n{back};\nUPDATE :\"asia\".countries SET dish = dish || '?'"
        ),
    );
    journal.upgrade.transactional = false;
    journal.upgrade.rust = Some("count".to_owned());
    if let Some(downgrade) = &mut journal.downgrade {
        downgrade.transactional = false;
    }
    revisions.push(journal);
    revisions.push(with_sql(
        "0004_last",
        "0003_count",
        "INSERT INTO :\"asia\".countries (name) VALUES ('Laos')",
        "DELETE FROM :\"asia\".countries WHERE name = 'Laos'",
    ));
    migrator(&revisions).allow(Allow::everything()).rust("count", |connection: &mut D::C, _| {
        Box::pin(async move {
            connection.send("INSERT INTO asia.countries (name, dish) VALUES ('Rust', '1')").await?;
            Ok(())
        })
    })
}

async fn run<C: MigrateConnection>(
    migrator: &Migrator<C>,
    connection: &mut C,
    direction: Direction,
) {
    let result = match direction {
        Direction::Upgrade => migrator.upgrade(connection, &to("head")).await,
        // What the Rust function inserted and the SQL appended tells how often they ran.
        Direction::Downgrade => migrator.downgrade(connection, &to("0002")).await,
    };
    result.expect("the run completes");
}

/// Runs, and dies at an event.
async fn victim<D: Db>(mut connection: D::C, direction: Direction, last: usize) {
    let seen = AtomicUsize::new(0);
    let of = move |_: &RevisionRun| seen.fetch_add(1, Ordering::Relaxed) == last;
    let migrator = revisions::<D>().hook(move |event, _| {
        let dies = match event {
            Event::RevisionBegins(run) | Event::RevisionEnds(run) | Event::RevisionDone(run) => {
                of(run)
            }
            Event::StepBegins { revision, .. } | Event::StepEnds { revision, .. } => of(revision),
            _ => false,
        };
        if dies {
            std::process::abort();
        }
        Box::pin(async { Ok(()) })
    });
    run(&migrator, &mut connection, direction).await;
}

async fn check<D: Db>(db: &D, test: &str, direction: Direction, last: usize) -> bool {
    let migrator = revisions::<D>();
    let mut connection = db.connect().await;
    if direction == Direction::Downgrade {
        run(&migrator, &mut connection, Direction::Upgrade).await;
    }
    let status = Command::new(std::env::current_exe().expect("the test knows its program"))
        .args([test, "--exact", "--nocapture"])
        .env(ADDRESS, db.address())
        .env(EVENT, last.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the process starts");
    run(&migrator, &mut connection, direction).await;
    let dishes = "SELECT dish FROM asia.countries WHERE name = 'Japan'";
    let count = "SELECT CAST(count(*) AS text) FROM asia.countries";
    let found = (value(&mut connection, dishes).await, value(&mut connection, count).await);
    let states = applied(&migrator, &mut connection).await;
    let (expected, revisions) = match direction {
        Direction::Upgrade => (("sushi!", "5"), 4),
        Direction::Downgrade => (("sushi!?", "3"), 2),
    };
    assert_eq!((found.0.as_str(), found.1.as_str()), expected, "killed at event {last}");
    assert_eq!(states.len(), revisions, "killed at event {last}: {states:?}");
    if D::DIALECT == Dialect::Postgres {
        let indexes = "SELECT count(*)::text || ' ' || count(*) FILTER (WHERE indisvalid) FROM pg_index \
            WHERE indexrelid = to_regclass('asia.by_dish')";
        let expected = if direction == Direction::Upgrade { "1 1" } else { "0 0" };
        assert_eq!(value(&mut connection, indexes).await, expected, "killed at event {last}");
    }
    migrator.verify(&mut connection).await.expect("nothing is half done");
    !status.success()
}

async fn postgres_at_each_event(test: &str, direction: Direction, events: usize) {
    if let (Ok(url), Ok(event)) = (std::env::var(ADDRESS), std::env::var(EVENT)) {
        let connection = PgConnection::connect(&url).await.expect("the parent's database");
        return victim::<Postgres>(connection, direction, event.parse().expect("a number")).await;
    }
    let Some(db) = Postgres::fresh().await else { return };
    let mut connection = db.connect().await;
    let mut killed = 0;
    while check(&db, test, direction, killed).await {
        connection.send("DROP SCHEMA asia CASCADE").await.expect("nobody uses it any more");
        killed += 1;
    }
    assert_eq!(killed, events, "each boundary was one");
}

async fn sqlite_at_each_event(test: &str, direction: Direction, events: usize) {
    if let (Ok(directory), Ok(event)) = (std::env::var(ADDRESS), std::env::var(EVENT)) {
        let connection = open_sqlite(directory.as_ref()).await;
        return victim::<Sqlite>(connection, direction, event.parse().expect("a number")).await;
    }
    let mut killed = 0;
    while check(&Sqlite::fresh().await.expect("a directory"), test, direction, killed).await {
        killed += 1;
    }
    assert_eq!(killed, events, "each boundary was one");
}

// Begin, end and commit of each revision, and begin and end of each step: 3 (on SQLite 2), 2, 4 and 1
// steps up; 1 and 3 down.

#[tokio::test]
async fn postgres_upgrade() {
    postgres_at_each_event("crash::postgres_upgrade", Direction::Upgrade, 4 * 3 + 2 * 10).await;
}

#[tokio::test]
async fn postgres_downgrade() {
    postgres_at_each_event("crash::postgres_downgrade", Direction::Downgrade, 2 * 3 + 2 * 4).await;
}

#[tokio::test]
async fn sqlite_upgrade() {
    sqlite_at_each_event("crash::sqlite_upgrade", Direction::Upgrade, 4 * 3 + 2 * 9).await;
}

#[tokio::test]
async fn sqlite_downgrade() {
    sqlite_at_each_event("crash::sqlite_downgrade", Direction::Downgrade, 2 * 3 + 2 * 4).await;
}
