//! What goes wrong, and what is said of it.

use std::fs;

use sqlx::{Connection, SqliteConnection};

use crate::world::World;

#[test]
fn wrong_input_on_sqlite() {
    all(&World::on_sqlite().founded());
}

#[tokio::test]
async fn wrong_input_on_postgres() {
    if let Some(world) = World::on_postgres().await {
        all(&world.founded());
    }
}

fn all(world: &World) {
    world.fails("upgrade 0009", 1, &["names no revision of", "world history"]);
    world.fails("upgrade 0001_craete --schema asia", 1, &["did you mean `0001_create`?"]);
    world.fails("show 0002", 1, &["names no revision of `asia`"]);
    world.fails("show 0001", 2, &["is a revision of several schemas", "asia=0001"]);
    world.fails("current --schema asai", 2, &["there is no schema `asai`", "did you mean `asia`?"]);
    world.fails("upgrade --bind asai=x", 2, &["did you mean `asia`?"]);
    world.fails("upgrade --attach asai=x.db", 2, &["did you mean `asia`?"]);
    world.ok("revision -m fill --schema asia --rust fill_everything");
    let says = ["which is not registered", "Cli::new().data_migration(\"fill_everything\", ..)"];
    world.fails("upgrade", 1, &says);
    fs::remove_dir_all(world.path().join("migrations/asia/0002_fill")).unwrap();
    // Its table has no dishes yet.
    world.ok("revision -m fill --schema asia --rust fill_dishes");
    let said = world.run("upgrade").err;
    assert!(said.contains("(Rust function fill_dishes): ") && said.contains("signature_dish"));
    assert!(!said.contains("returned from database"), "{said}");
    fs::remove_dir_all(world.path().join("migrations/asia/0002_fill")).unwrap();
    world.fails("downgrade heads --sql", 2, &["FROM:TO"]);
    world.fails("revision -m x", 2, &["which schema is it for?", "--schema asia"]);
    world.fails("history 0001", 2, &["is no range"]);
    world.fails("edit asia=0001", 2, &["EDITOR"]);
    world.fails("squash 0001 --schema asia", 1, &["nothing to join"]);
    world.fails("merge --schema asia", 1, &["has nothing to merge"]);
    world.fails("diff --include a.b.c", 1, &["is no pattern"]);
    world.fails(
        "upgrade --database-url mysql://host/db",
        2,
        &["is no URL of this kind of database"],
    );
    world.fails(
        "current --directory elsewhere",
        1,
        &["there is no directory `elsewhere`", "world init"],
    );
    world.fails(
        "revision --autogenerate -m x --rename asia.countries.nothing=name",
        1,
        &["nothing can be renamed from `asia.countries.nothing`"],
    );
    world.fails("nothing", 2, &["unrecognized subcommand"]);
    world.fails("upgrad", 2, &["upgrade"]);

    let path = "migrations/asia/0001_create/upgrade.sql";
    let before = world.read(path);
    world.write(path, &format!("{before}\n-- edited\n"));
    world.fails("upgrade", 1, &["was edited after it was applied", "world stamp +0 --schema asia"]);
    world.fails("verify", 1, &["was edited after it was applied"]);
    world.ok("stamp +0 --schema asia");
    world.ok("verify");
    world.write(path, "-- revison: 0001_create\nSELECT 1;");
    world.fails("heads", 1, &["did you mean `revision`?"]);
    world.write(path, "-- revision: 0001_create\n\nSELECT 'open");
    world.fails("heads", 1, &["asia/0001_create/upgrade.sql line 3"]);
    world.write(path, &before);
    world.ok("stamp +0 --schema asia");

    world.write(
        "migrations/asia/0002_bad/upgrade.sql",
        "-- revision: 0002_bad\n-- parents: 0001_create\n\nSELECT nonsense;\n",
    );
    world.fails(
        "upgrade",
        1,
        &["failed in `0002_bad` at step 1 of 1", "asia/0002_bad/upgrade.sql line 4"],
    );
    let said = world.run("upgrade").err;
    assert!(!said.contains("returned from database"), "said twice:\n{said}");
    assert!(said.matches(" line ").count() == 1, "the place is said twice:\n{said}");
    assert!(said.contains("\n       SELECT nonsense\n") && !said.contains("-- "), "{said}");
    assert!(world.ok("current").starts_with("asia    0001_create\n"));
    fs::remove_dir_all(world.path().join("migrations/asia/0002_bad")).unwrap();
    world.write(
        "migrations/asia/0002_lost/upgrade.sql",
        "-- revision: 0002_lost\n-- parents: 0001_creat\n",
    );
    world.fails("heads", 1, &["which is not there; did you mean `0001_create`?"]);
}

#[test]
fn a_failure_leaves_no_revision_behind() {
    let world = World::on_sqlite();
    world.ok("init");
    // What is no folder cannot take the second of two.
    fs::remove_dir_all(world.path().join("migrations/europe")).unwrap();
    world.write("migrations/europe", "");
    let done = world.run("revision --autogenerate -m create");
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(world.revisions("asia").is_empty());
}

#[tokio::test]
async fn a_file_that_somebody_writes_to() {
    let world = World::on_sqlite().founded();
    world.ok("revision -m more --schema asia");
    let file = format!("sqlite:{}", world.path().join("asia.db").display());
    let mut other = SqliteConnection::connect(&file).await.unwrap();
    let writes = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let says = ["another run has the lock of schema `asia` (waited 0 s)"];
    world.fails("upgrade --lock-timeout 0", 1, &says);
    writes.rollback().await.unwrap();
    world.ok("upgrade --lock-timeout 0");
}

#[test]
fn a_revision_that_a_colleague_has_is_seen_in_the_database() {
    let world = World::on_sqlite().founded();
    world.write(
        "migrations/asia/0002_theirs/upgrade.sql",
        "-- revision: 0002_theirs\n-- parents: 0001_create\n\n\
        ALTER TABLE :\"asia\".countries ADD COLUMN theirs INTEGER;\n",
    );
    world.ok("upgrade");
    fs::remove_dir_all(world.path().join("migrations/asia/0002_theirs")).unwrap();
    let current = world.ok("current --schema asia");
    assert_eq!(current, "asia  0001_create (head)\nasia  0002_theirs (no files)\n");
    world.fails("drift", 3, &["`0002_theirs` of `asia` is applied and has no files"]);
}

#[test]
fn drift_of_a_revision_that_is_half_done_says_so() {
    let world = World::on_sqlite().founded();
    world.write(
        "migrations/asia/0002_half/upgrade.sql",
        "-- revision: 0002_half\n-- parents: 0001_create\n-- transactional: no\n\n\
        ALTER TABLE :\"asia\".countries ADD COLUMN half INTEGER;\nSELECT nonsense;\n",
    );
    world.fails("upgrade", 1, &["1 of 2 steps are done"]);
    let says =
        ["revision `0002_half` of `asia` was interrupted at step 2 of 2", "`upgrade` finishes"];
    world.fails("drift", 3, &says);
}

#[test]
fn the_name_of_a_tenant_is_no_way_to_a_file() {
    let mut world = World::on_sqlite();
    world.stage("tenant");
    world.ok("init");
    world.ok("revision --autogenerate -m create");
    world.fails("upgrade --bind tenant=../acme", 2, &["no file can have", "--attach SCHEMA=FILE"]);
    assert!(!world.path().join("../acme.db").exists());
    // The main database is `world.db`.
    world.fails("upgrade --bind tenant=world", 2, &["would lie in `world.db`", "--attach"]);
    world.ok("upgrade --bind tenant=../acme --attach tenant=acme.db");
    assert!(world.path().join("acme.db").exists());
}

#[test]
fn a_file_that_is_not_there_is_not_made_by_looking() {
    let world = World::on_sqlite();
    world.ok("init");
    world.fails("current", 1, &["`sqlite:world.db` cannot be opened", "world upgrade"]);
    assert!(!world.path().join("world.db").exists());
    let done = world
        .command(env!("CARGO_BIN_EXE_world"))
        .arg("current")
        .env_remove("DATABASE_URL")
        .output();
    assert_eq!(done.unwrap().status.code(), Some(2));
}

#[tokio::test]
async fn a_server_that_does_not_answer_and_a_role_that_may_not() {
    let Some(mut world) = World::on_postgres().await else { return };
    world.ok("init");
    world.ok("revision --autogenerate -m create");
    let url = "postgres://nobody:secret@127.0.0.1:1/nothing";
    let done = world.run(&format!("upgrade --database-url {url}"));
    assert_eq!(done.code, 1);
    assert!(done.err.contains("is the server running"), "{}", done.err);
    assert!(!done.err.contains("secret"), "{}", done.err);

    let role = format!("polyschema_may_nothing_{}", std::process::id());
    let mut admin = world.connect().await;
    let sql = format!("CREATE ROLE {role} LOGIN PASSWORD 'x'");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut admin).await.unwrap();
    world.url(&world.url_as(&role, "x"));
    world.fails("upgrade", 1, &["permission denied", "GRANT CREATE ON DATABASE"]);
    // A server may take any password, but not this role.
    let sql = format!("ALTER ROLE {role} NOLOGIN");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut admin).await.unwrap();
    let said = world.run("current").err;
    assert!(said.contains("is not permitted to log in"), "{said}");
    assert!(!said.contains(" line "), "that is a line of the server's own source: {said}");
    let sql = format!("DROP ROLE {role}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut admin).await.unwrap();
}
