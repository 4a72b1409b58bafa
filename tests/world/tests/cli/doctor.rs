//! `doctor`, and the direct URL for what needs a session.

use polyschema_test_support::{Mode, pgbouncer};

use crate::world::World;

#[tokio::test]
async fn the_server_itself_is_well() {
    let Some(world) = World::on_postgres().await else { return };
    let out = world.ok("doctor --parallel 2");
    assert!(
        out.starts_with("ok      direct: nothing was seen between here and the server"),
        "{out}"
    );
    let json = world.json("doctor");
    assert_eq!((json["pooler"].as_str(), json["is_unsafe"].as_bool()), (Some("none"), Some(false)));
    world.fails("doctor --parallel 100000", 1, &["1 finding is unsafe"]);
    world.fails("doctor --pooler both", 2, &["transaction-named"]);
}

#[tokio::test]
async fn a_pooler_is_unsafe_until_the_program_knows_it() {
    let Some(mut world) = World::on_postgres().await else { return };
    let database = world.database();
    let Some(bouncer) = pgbouncer(database, Mode::Transaction, &[]).await else { return };
    let server = database.url.clone();
    world.url(&bouncer.url);
    world.fails("doctor", 1, &["1 finding is unsafe"]);
    let out = world.run("doctor").out;
    let says = "unsafe  wrong-mode: the program sends as for `none`, and this is `transaction`: statements may \
        reach another client's, and return another tenant's rows without an error\n        \
        do: tell the program what is there: `Pooler::Transaction`\n";
    assert!(out.contains(says), "{out}");
    let out = world.ok(&format!("doctor --pooler transaction --direct-url {server}"));
    assert!(out.contains("ok      direct-url: "), "{out}");
    world.fails(&format!("doctor --pooler transaction --direct-url {}", bouncer.url), 1, &[]);
}

#[tokio::test]
async fn revisions_go_around_the_pooler() {
    let Some(mut world) = World::on_postgres().await else { return };
    let server = world.database().url.clone();
    world.ok("init");
    world.ok("revision --autogenerate -m create");
    world.url("postgres://nobody@127.0.0.1:1/nothing");
    world.fails("upgrade", 1, &["is the server running"]);
    world.ok(&format!("upgrade --direct-url {server}"));
    world.ok(&format!("current --direct-url {server}"));
}

/// A run has locks of its sessions, and so has a revision that is not transactional.
#[tokio::test]
async fn a_pooler_that_keeps_no_session_is_refused() {
    let Some(mut world) = crate::tenants::world().await else { return };
    let server = world.database().url.clone();
    let Some(bouncer) = pgbouncer(world.database(), Mode::Transaction, &[]).await else { return };
    world.ok("tenant create acme");
    crate::tenants::add_note(&world);
    world.url(&bouncer.url);
    let says = ["a pooler that lies between does not keep them", "--direct-url"];
    world.fails("fleet upgrade", 1, &says);
    world.ok(&format!("fleet upgrade --direct-url {server}"));
    world.ok("upgrade --schema shared");
    world.write(
        "migrations/shared/0002_index/upgrade.sql",
        "-- revision: 0002_index\n-- parents: 0001_create\n-- transactional: no\n\n\
         CREATE INDEX CONCURRENTLY by_name ON :\"shared\".plans (name);\n",
    );
    let says = ["a pooler lies between that does not keep sessions", "--direct-url"];
    world.fails("upgrade --schema shared", 1, &says);
    world.ok(&format!("upgrade --schema shared --direct-url {server}"));
}

#[test]
fn a_file_has_no_doctor() {
    let says = ["`doctor` is for PostgreSQL, and these models are for SQLite"];
    World::on_sqlite().fails("doctor", 2, &says);
}
