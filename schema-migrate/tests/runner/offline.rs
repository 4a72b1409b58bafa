//! Runs as scripts, and revisions under psql.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use polyschema_core::Dialect;
use polyschema_migrate::apply::{Allow, Direction, Migrator};
use polyschema_migrate::connection::MigrateConnection;
use sqlx::SqliteConnection;

use crate::support::{Db, Postgres, Sqlite, applied, build, migrator, to, value, world};

fn psql(url: &str, arguments: &[&str], stdin: &str) -> Option<Output> {
    let child = Command::new("psql")
        .args(["--no-psqlrc", "--set=ON_ERROR_STOP=1", "--quiet", url])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        assert!(std::env::var_os("POLYSCHEMA_REQUIRE_POSTGRES").is_none(), "psql is not installed");
        eprintln!("\n*** SKIPPED, psql is not installed ***\n");
        return None;
    };
    child.stdin.take().expect("a pipe").write_all(stdin.as_bytes()).expect("psql reads");
    Some(child.wait_with_output().expect("psql ends"))
}

#[track_caller]
fn check(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// What `asia` holds, by the server's own words.
const COLUMNS: &str = "SELECT string_agg(concat_ws(' ', table_name, column_name, data_type), ', ' ORDER BY table_name, ordinal_position) \
    FROM information_schema.columns WHERE table_schema = $1 AND table_name <> 'polyschema_history'";

#[tokio::test]
async fn the_very_files_run_under_psql() {
    let (Some(db), Some(other)) = (Postgres::fresh().await, Postgres::fresh().await) else {
        return;
    };
    let directory = tempfile::TempDir::new().unwrap();
    let mut revisions = world::<Postgres>();
    revisions[1].upgrade.sql.push_str(
        ";\nCREATE FUNCTION :\"asia\".f(a int[]) RETURNS int[] LANGUAGE sql AS $$ SELECT a[1:2] -- :\"asia\" $$;\n\
        COMMENT ON TABLE :\"asia\".countries IS ':\"asia\" and it''s; ';\n\
        INSERT INTO :\"asia\".countries VALUES (:'asia', E'a\\'b;'::text)",
    );
    for revision in build(Dialect::Postgres, &revisions) {
        let folder = revision.write(directory.path()).unwrap();
        let file = folder.join("upgrade.sql");
        let arguments =
            ["--set=asia=Far \"East\"", "--single-transaction", "--file", file.to_str().unwrap()];
        let Some(output) = psql(&other.0.url, &arguments, "") else { return };
        check(&output);
    }
    let migrator = migrator(&revisions).bind("asia", "Far \"East\"").unwrap();
    let (mut ours, mut theirs) = (db.connect().await, other.connect().await);
    migrator.upgrade(&mut ours, &to("head")).await.unwrap();
    let schema = ["Far \"East\""];
    let one = ours.rows(COLUMNS, &schema).await.unwrap();
    assert_eq!(one[0][0].as_deref(), Some("countries name character varying, countries dish text"));
    assert_eq!(theirs.rows(COLUMNS, &schema).await.unwrap(), one);
    for sql in [
        "SELECT string_agg(t::text, ' ' ORDER BY name) FROM \"Far \"\"East\"\"\".countries t",
        "SELECT obj_description('\"Far \"\"East\"\"\".countries'::regclass)",
        "SELECT prosrc FROM pg_proc WHERE proname = 'f'",
    ] {
        let text = value(&mut ours, sql).await;
        assert!(!text.is_empty());
        assert_eq!(value(&mut theirs, sql).await, text);
    }
}

#[tokio::test]
async fn a_script_does_what_a_run_does() {
    let Some(db) = Postgres::fresh().await else { return };
    let mut connection = db.connect().await;
    let migrator = migrator(&world::<Postgres>()).allow(Allow::everything());
    let up = migrator.script(Direction::Upgrade, &to("base"), &to("head")).unwrap();
    let Some(output) = psql(&db.0.url, &[], &up) else { return };
    check(&output);
    assert_eq!(applied(&migrator, &mut connection).await, ["0001_create", "0002_add_dish"]);
    migrator.verify(&mut connection).await.unwrap();
    let part = migrator.script(Direction::Downgrade, &to("head"), &to("0001")).unwrap();
    check(&psql(&db.0.url, &[], &part).unwrap());
    assert_eq!(applied(&migrator, &mut connection).await, ["0001_create"]);
    let rest = migrator.script(Direction::Downgrade, &to("0001"), &to("base")).unwrap();
    check(&psql(&db.0.url, &[], &rest).unwrap());
    assert_eq!(
        value(&mut connection, "SELECT count(*)::text FROM pg_namespace WHERE nspname = 'asia'")
            .await,
        "0"
    );
}

#[tokio::test]
async fn a_script_of_sqlite_runs_statement_by_statement() {
    let db = Sqlite::fresh().await.unwrap();
    let mut connection = db.connect().await;
    let migrator: Migrator<SqliteConnection> =
        migrator(&world::<Sqlite>()).allow(Allow::everything());
    let up = migrator.script(Direction::Upgrade, &to("base"), &to("head")).unwrap();
    connection.send(&up).await.unwrap();
    assert_eq!(applied(&migrator, &mut connection).await, ["0001_create", "0002_add_dish"]);
    migrator.verify(&mut connection).await.unwrap();
    let down = migrator.script(Direction::Downgrade, &to("head"), &to("base")).unwrap();
    connection.send(&down).await.unwrap();
    assert!(applied(&migrator, &mut connection).await.is_empty());
    assert_eq!(value(&mut connection, "PRAGMA foreign_keys").await, "1");
}

#[test]
fn scripts_are_refused_like_runs() {
    let mut revisions = world::<Postgres>();
    revisions[1].upgrade.rust = Some("fill".to_owned());
    let with_rust =
        migrator::<sqlx::PgConnection>(&revisions).rust("fill", |_, _| Box::pin(async { Ok(()) }));
    let error = with_rust.script(Direction::Upgrade, &to("base"), &to("head")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "revision `0002_add_dish` of `asia` runs the Rust function `fill`, which cannot be written as SQL; upgrade the schema through a connection"
    );
    let strict = migrator::<sqlx::PgConnection>(&world::<Postgres>());
    let error = strict.script(Direction::Downgrade, &to("head"), &to("0001")).unwrap_err();
    assert!(error.to_string().contains("drops the column `asia.countries.dish`"), "{error}");
}

#[test]
fn a_script_reads_well() {
    let migrator =
        migrator::<sqlx::PgConnection>(&world::<Postgres>()).bind("asia", "tenant_7").unwrap();
    let script = migrator.script(Direction::Upgrade, &to("0001"), &to("head")).unwrap();
    let checksum =
        migrator.revisions().get(&crate::support::key("asia", "0002_add_dish")).unwrap().checksum();
    insta::assert_snapshot!(script.replace(checksum, "<checksum>"), @r#"
    -- upgrade of asia: 0002_add_dish (a test)

    BEGIN;

    SELECT pg_advisory_xact_lock(-6694882115782914641);

    SET LOCAL lock_timeout = 10000;

    SET LOCAL statement_timeout = 0;

    SET LOCAL standard_conforming_strings = on;

    -- step: add column asia.countries.dish
    ALTER TABLE "tenant_7".countries ADD COLUMN dish text;

    UPDATE "tenant_7".countries SET dish = 'sushi' WHERE name = 'Japan';

    CREATE TABLE IF NOT EXISTS "tenant_7"."polyschema_history" (
        schema_name text NOT NULL,
        revision text NOT NULL,
        parents text NOT NULL,
        checksum text NOT NULL,
        state text NOT NULL,
        step bigint NOT NULL,
        steps bigint NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        applied_by text NOT NULL DEFAULT session_user,
        duration_ms bigint NOT NULL,
        PRIMARY KEY (schema_name, revision)
    );

    INSERT INTO "tenant_7"."polyschema_history" (schema_name, revision, parents, checksum, state, step, steps, duration_ms) VALUES ('tenant_7', '0002_add_dish', '0001_create', '<checksum>', 'done', 2, 2, 0);

    COMMIT;
    "#);
}
