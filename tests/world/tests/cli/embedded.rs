//! Revisions in the program, and the assertion for tests.

use std::process::ExitCode;
use std::sync::Mutex;

use polyschema::cli::Cli;
use polyschema::migrate::apply::{BoxFuture, Event};
use polyschema::migrate::embedded::Migrations;
use polyschema::migrate::testing::{assert_no_pending_changes, assert_no_pending_changes_in};
use polyschema::migrations;
use polyschema::sqlite::{Location, attach};
use polyschema::{Schema, Sqlite};
use sqlx::{Connection, SqliteConnection};

use crate::{dish, first};

type Asia = first::Asia<Sqlite>;
type Europe = first::Europe<Sqlite>;

static MIGRATIONS: Migrations<(Asia, Europe)> = migrations![Asia, Europe];

#[tokio::test]
async fn a_program_applies_the_revisions_that_are_in_it() {
    let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    attach(&mut connection, &Asia::schema_ref(), &Location::Memory).await.unwrap();
    attach(&mut connection, &Europe::schema_ref(), &Location::Memory).await.unwrap();

    let report = MIGRATIONS.upgrade(&mut connection).await.unwrap();
    let ran: Vec<String> = report.revisions.iter().map(|one| one.key.to_string()).collect();
    assert_eq!(ran, ["asia 0001_create", "europe 0001_create"]);
    sqlx::query("INSERT INTO asia.countries (name) VALUES ('Japan')")
        .execute(&mut connection)
        .await
        .unwrap();
    assert!(MIGRATIONS.upgrade(&mut connection).await.unwrap().revisions.is_empty());
}

/// What the hook saw.
static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn look<'a>(event: &'a Event<'a>, _: &'a mut SqliteConnection) -> BoxFuture<'a> {
    if let Event::RevisionDone(run) = event {
        SEEN.lock().unwrap().push(run.key.to_string());
    }
    Box::pin(async { Ok(()) })
}

#[test]
fn a_command_line_takes_the_revisions_that_are_in_the_program() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", directory.path().join("world.db").display());
    let run = |words: &[&str]| {
        let program = Cli::<(Asia, Europe)>::new().embedded(MIGRATIONS.files()).hook(look);
        let words = ["world", "--database-url", &url].into_iter().chain(words.iter().copied());
        format!("{:?}", program.run(words))
    };
    let [done, failed] = [0, 1].map(|code| format!("{:?}", ExitCode::from(code)));
    assert_eq!(run(&["upgrade"]), done);
    assert_eq!(*SEEN.lock().unwrap(), ["asia 0001_create", "europe 0001_create"]);
    assert_eq!(run(&["check", "--pending"]), done);
    assert_eq!(run(&["revision", "-m", "x", "--schema", "asia"]), failed);
    let nowhere = directory.path().join("nowhere");
    assert_eq!(run(&["heads", "--directory", nowhere.to_str().unwrap()]), failed);
}

#[test]
fn nothing_is_pending_where_the_models_are_those_of_the_last_revision() {
    assert_no_pending_changes::<(Asia, Europe)>();
}

#[test]
fn what_is_pending_is_said_in_words() {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    let panic = std::panic::catch_unwind(|| {
        assert_no_pending_changes_in::<(dish::Asia, dish::Europe)>(directory);
    });
    let words = *panic.unwrap_err().downcast::<String>().unwrap();
    assert!(words.contains("add column asia.countries.signature_dish (text, null)"), "{words}");
    assert!(words.contains("revision --autogenerate"), "{words}");
}
