//! What lies between is found out, also where the pooler has one session.

use polyschema_core::postgres::Pooler;
use polyschema_migrate::doctor::{Diagnosis, Doctor, DoctorError, Finding};
use polyschema_migrate::error::Error;
use polyschema_test_support::{Mode, pgbouncer, postgres};

const ONE: (&str, &str) = ("default_pool_size", "1");
const CLOSED: (&str, &str) = ("admin_users", "nobody");

#[tokio::test]
async fn the_server_itself() {
    let Some(database) = postgres().await else { return };
    let diagnosis = Doctor::new(database.url.parse().unwrap()).examine().await.unwrap();
    assert_eq!(diagnosis.pooler, Some(Pooler::None));
    assert_eq!(codes(&diagnosis), ["direct", "server", "size", "connections"]);
    assert!(!diagnosis.is_unsafe());
}

#[tokio::test]
async fn session_mode() {
    let codes = ["console", "session-pooler"];
    check(Mode::Session, &[], Some(Pooler::Session), &codes).await;
}

#[tokio::test]
async fn session_mode_with_one_session() {
    let codes = ["console", "one-session"];
    check(Mode::Session, &[ONE], Some(Pooler::Session), &codes).await;
}

#[tokio::test]
async fn session_mode_that_tells_nothing() {
    let codes = ["console-closed", "other-port"];
    check(Mode::Session, &[CLOSED], Some(Pooler::Session), &codes).await;
}

#[tokio::test]
async fn session_mode_that_cleans_nothing() {
    let settings = [("server_reset_query", "")];
    let codes = ["console", "no-reset", "session-pooler"];
    check(Mode::Session, &settings, Some(Pooler::Session), &codes).await;
}

#[tokio::test]
async fn transaction_mode() {
    let codes = ["console", "transaction-pooler", "wrong-mode", "no-direct-url"];
    check(Mode::Transaction, &[], Some(Pooler::Transaction), &codes).await;
}

#[tokio::test]
async fn transaction_mode_with_one_session() {
    let codes = ["console", "transaction-pooler", "wrong-mode", "no-direct-url"];
    check(Mode::Transaction, &[ONE], Some(Pooler::Transaction), &codes).await;
}

/// Two sessions that take turns look like a session for each client to whoever asks in turns.
#[tokio::test]
async fn transaction_mode_that_takes_turns() {
    let settings =
        [("server_round_robin", "1"), ("default_pool_size", "2"), ("min_pool_size", "2")];
    let codes = ["console", "transaction-pooler", "wrong-mode", "no-direct-url"];
    check(Mode::Transaction, &settings, Some(Pooler::Transaction), &codes).await;
}

#[tokio::test]
async fn statement_mode() {
    check(Mode::Statement, &[], None, &["console", "no-transactions"]).await;
}

#[tokio::test]
async fn what_sqlx_says_first_is_refused() {
    let settings = [("ignore_startup_parameters", "")];
    let codes = ["startup-refused", "console", "session-pooler"];
    check(Mode::Session, &settings, Some(Pooler::Session), &codes).await;
}

#[tokio::test]
async fn options_of_the_url_are_ignored() {
    let settings = [("ignore_startup_parameters", "extra_float_digits, options")];
    let codes = ["console", "options-ignored", "session-pooler"];
    check(Mode::Session, &settings, Some(Pooler::Session), &codes).await;
}

#[tokio::test]
async fn options_of_the_url_are_refused() {
    let Some(database) = postgres().await else { return };
    let Some(bouncer) = pgbouncer(&database, Mode::Transaction, &[]).await else { return };
    let url = format!("{}&options=-csearch_path%3Dacme", bouncer.url);
    let error = Doctor::new(url.parse().unwrap()).examine().await.unwrap_err();
    assert!(
        matches!(&error, Error::Doctor(DoctorError::Startup { parameter }) if parameter == "options"),
        "{error}"
    );
}

#[tokio::test]
async fn the_console_tells_what_is_set() {
    let Some(database) = postgres().await else { return };
    let settings = [("default_pool_size", "7")];
    let Some(bouncer) = pgbouncer(&database, Mode::Transaction, &settings).await else { return };
    let diagnosis = Doctor::new(bouncer.url.parse().unwrap()).examine().await.unwrap();
    let console = diagnosis.findings.iter().find(|finding| finding.code() == "console");
    let Some(Finding::Console { version, mode, pool_size, .. }) = console else {
        panic!("{diagnosis:?}");
    };
    assert!(version.starts_with("PgBouncer 1."), "{version}");
    assert_eq!((mode.as_str(), *pool_size), ("transaction", Some(7)));
}

#[tokio::test]
async fn nobody_answers() {
    let url = "postgres://nobody@127.0.0.1:1/nothing";
    let error = Doctor::new(url.parse().unwrap()).examine().await.unwrap_err();
    assert!(matches!(error, Error::Doctor(DoctorError::Connect(_))), "{error}");
}

async fn check(mode: Mode, settings: &[(&str, &str)], pooler: Option<Pooler>, expected: &[&str]) {
    let Some(database) = postgres().await else { return };
    let Some(bouncer) = pgbouncer(&database, mode, settings).await else { return };
    let doctor = Doctor::new(bouncer.url.parse().unwrap());
    let diagnosis =
        doctor.examine().await.unwrap_or_else(|error| panic!("{error}\n{}", bouncer.log()));
    let mut expected = expected.to_vec();
    if pooler == Some(Pooler::Session) {
        // The library has one mode for it and for the server itself.
        assert!(!expected.contains(&"wrong-mode"));
    }
    expected.extend(["server", "size", "connections"]);
    assert_eq!(codes(&diagnosis), expected, "{diagnosis:#?}");
    let pooler = pooler.map(|pooler| match pooler {
        Pooler::Transaction => in_transaction_mode(&diagnosis),
        pooler => pooler,
    });
    assert_eq!(diagnosis.pooler, pooler);
}

/// PgBouncer follows named statements since 1.21, where it is told to.
pub fn in_transaction_mode(diagnosis: &Diagnosis) -> Pooler {
    let followed = diagnosis.findings.iter().find_map(|finding| match finding {
        Finding::Console { max_prepared_statements, .. } => *max_prepared_statements,
        _ => None,
    });
    match followed.unwrap_or(0) {
        0 => Pooler::Transaction,
        _ => Pooler::TransactionNamed,
    }
}

pub fn codes(diagnosis: &Diagnosis) -> Vec<&'static str> {
    diagnosis.findings.iter().map(Finding::code).collect()
}
