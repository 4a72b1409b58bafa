//! `fleet`: every verb, its exit status, and lines of JSON.

use serde_json::{Value, json};
use sqlx::Executor;

use crate::tenants::{add_note, world};
use crate::world::{World, done};

#[tokio::test]
async fn a_fleet_goes_forward_and_back() {
    let Some(world) = world().await else { return };
    world.ok("tenant create acme globex --group beta");
    world.ok("tenant create initech hooli");
    world.ok("tenant idle hooli");
    assert!(
        world
            .run("fleet upgrade")
            .err
            .contains("0 of 3 schemas were changed; all are at 0001_create")
    );
    let bar = "#".repeat(32);
    assert_eq!(world.ok("fleet status"), format!("0001_create       3  {bar}  head\n"));

    add_note(&world);
    let status = world.run("fleet status");
    assert_eq!((status.code, status.out), (3, format!("0001_create       3  {bar}  1 pending\n")));
    let plan = world.run("fleet plan");
    assert_eq!(plan.code, 3);
    assert!(
        plan.err.contains("3 tenants from 0001_create: 0002_note; the SQL of `acme`:"),
        "{}",
        plan.err
    );
    assert!(plan.out.contains("ALTER TABLE \"acme\".orders ADD COLUMN note text;"), "{}", plan.out);
    assert_eq!(world.ok("fleet plan --sql").matches("ADD COLUMN note").count(), 3);
    assert_eq!(world.run("fleet upgrade --dry-run").code, 3);
    assert_eq!(world.run("fleet status").code, 3, "nothing was done");

    world.ok("fleet upgrade --only initech");
    world.ok("fleet upgrade --group beta --match a* --parallel 1");
    let json = world.json("fleet status --only acme --only globex");
    assert_eq!(json["versions"][0]["tenants"], json!(["globex"]));
    let lines = lines(&world, "fleet upgrade --json --canary 1");
    let status = |at: usize| (lines[at]["tenant"].clone(), lines[at]["status"].clone());
    assert_eq!(status(0), (json!("globex"), json!("done")), "those that run come first");
    assert_eq!(status(1), (json!("acme"), json!("current")));
    assert_eq!(lines.len(), 3);

    let slips = ["no tenant is in a group `bet`; did you mean `beta`?; groups: `beta`"];
    world.fails("fleet upgrade --wave bet", 2, &slips);
    world.fails("fleet upgrade --group beta --group bet", 2, &slips);
    world.fails("fleet upgrade --only acm", 2, &["the fleet has no member `acm`"]);
    world.fails("fleet status --match [", 2, &["`[` is no pattern"]);
    world.fails("fleet upgrade --match z*", 2, &["no tenant has a name like `z*`"]);
    world.fails(
        "fleet upgrade --schema shared",
        2,
        &["`--schema` names none that tenants have; theirs: `tenant`"],
    );
    world.fails("fleet upgrade 9999", 1, &["`9999` names no revision"]);
    world.fails("fleet downgrade base --yes", 1, &["to let its rows go, drop the tenant"]);

    world.fails("fleet downgrade 0001", 1, &["`tenant.orders.note`"]);
    world.ok("fleet downgrade 0001 --allow tenant.orders.note");
    assert_eq!(
        world.run("fleet status --with-idle").out,
        format!("0001_create       4  {bar}  1 pending\n")
    );
}

#[tokio::test]
async fn what_all_share_is_said() {
    let Some(world) = world().await else { return };
    assert_eq!(world.run("fleet upgrade --match x --wave y").err, "there are no tenants\n");
    assert_eq!(world.run("fleet status").err, "there are no tenants\n");
    world.ok("tenant create acme");
    world.write(
        "migrations/shared/0002_area/upgrade.sql",
        "-- revision: 0002_area\n-- message: area\n-- parents: 0001_create\n\n\
         CREATE TABLE :\"shared\".areas (name text PRIMARY KEY);\n",
    );
    let status = world.run("fleet status");
    assert_eq!(status.code, 3, "{}", status.out);
    assert!(
        status.out.starts_with("0002_area is pending in `shared`, which all share\n0001_create")
    );
    let upgraded = world.run("fleet upgrade --only acme").err;
    assert!(
        upgraded.contains("`0002_area` was applied to `shared`, which all share"),
        "{upgraded}"
    );
    assert_eq!(world.run("fleet status").code, 0);
}

/// The server takes back what was running, and nobody is half-way.
#[cfg(unix)]
#[tokio::test]
async fn a_run_is_interrupted_and_run_again() {
    let Some(world) = world().await else { return };
    world.ok("tenant create acme globex initech");
    let slow = "-- revision: 0002_note\n-- message: add note\n-- parents: 0001_create\n\n\
         ALTER TABLE :\"tenant\".orders ADD COLUMN note text;\nSELECT pg_sleep(30);\n";
    world.write("migrations/tenant/0002_note/upgrade.sql", slow);
    let mut command = world.command(env!("CARGO_BIN_EXE_world"));
    let run = command.args(["fleet", "upgrade"]).stderr(std::process::Stdio::piped()).spawn();
    let run = run.unwrap();
    let mut connection = world.connect().await;
    let at_it = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
    while sqlx::query_scalar::<_, i64>(at_it).fetch_one(&mut connection).await.unwrap() != 3 {}
    let interrupt =
        std::process::Command::new("kill").args(["-INT", &run.id().to_string()]).status();
    assert!(interrupt.unwrap().success());
    let ended = run.wait_with_output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(
        (ended.status.code(), said.as_str()),
        (
            Some(130),
            "interrupted after 0 of 3; the server takes back what was running. Run it again for the others\n"
        )
    );
    while sqlx::query_scalar::<_, i64>(at_it).fetch_one(&mut connection).await.unwrap() != 0 {}
    let bar = "#".repeat(32);
    assert_eq!(world.run("fleet status").out, format!("0001_create       3  {bar}  1 pending\n"));
    add_note(&world);
    world.ok("fleet upgrade");
}

#[tokio::test]
async fn a_tenant_that_fails_is_named_and_the_others_go_on() {
    let Some(world) = world().await else { return };
    world.ok("tenant create acme globex initech");
    add_note(&world);
    world.connect().await.execute("ALTER TABLE globex.orders ADD COLUMN note int").await.unwrap();
    let says = "1 of 3 schemas failed: `globex` at 0002_note step 1 of 1 (ALTER TABLE :\"tenant\".orders ADD COLUMN \
        note text): 42701; the other 2 are at 0002_note";
    world.fails(
        "fleet upgrade",
        1,
        &[says, "column \"note\" of relation \"orders\" already exists"],
    );
    let lines = lines(&world, "fleet upgrade --json");
    assert_eq!(
        (&lines[0]["sqlstate"], &lines[0]["from"]),
        (&json!("42701"), &json!("0001_create"))
    );
    world.ok("tenant create hooli --at 0001");
    world.ok("fleet downgrade 0001 --yes --only initech");
    world.ok("tenant set initech --group last");
    let says = "1 of 3 schemas failed: `globex`";
    let words = "fleet upgrade --fail-fast --parallel 1 --canary 1 --only globex --only initech --only acme";
    world.fails(words, 1, &[says, "1 was not begun"]);
    world.fails("fleet upgrade --parallel 0", 2, &["at least 1"]);
    world.fails("fleet upgrade --fail-fast --max-failures 3", 2, &["cannot be used with"]);
}

#[tokio::test]
async fn failures_that_are_alike_are_said_once() {
    let Some(world) = world().await else { return };
    world.ok("tenant create acme globex hooli initech umbrella");
    let mut spaced = world.command(env!("CARGO_BIN_EXE_world"));
    assert_eq!(done(spaced.args(["tenant", "create", "two words"])).code, 0);
    add_note(&world);
    let sql = "ALTER TABLE globex.orders ADD COLUMN note int; ALTER TABLE hooli.orders ADD COLUMN note int; \
        ALTER TABLE \"two words\".orders ADD COLUMN note int; ALTER TABLE umbrella.orders RENAME TO bills; \
        DROP SCHEMA acme CASCADE; DROP SCHEMA initech CASCADE";
    world.connect().await.execute(sql).await.unwrap();
    let said = world.run("fleet upgrade --parallel 1").err;
    let starts: Vec<&str> = said.lines().map(|line| line.split(':').next().unwrap()).collect();
    let expected = [
        "`globex` failed",
        "`umbrella` failed",
        "`acme` refused",
        "like `globex`, 2 more failed",
        "like `acme`, 1 more was refused",
        "6 of 6 schemas failed",
    ];
    assert_eq!(starts, expected, "{said}");
    assert!(said.contains("2 more failed: hooli 'two words'\n"), "{said}");
    assert_eq!(said.matches("already exists").count(), 1, "{said}");
    let lines = lines(&world, "fleet upgrade --json");
    let errors = lines.iter().filter(|line| line["error"].to_string().contains("already exists"));
    assert_eq!((lines.len(), errors.count()), (6, 3));
}

#[tokio::test]
async fn a_tenant_that_lost_its_schema_is_not_made_again_without_its_rows() {
    let Some(world) = world().await else { return };
    world.ok("tenant create acme globex");
    add_note(&world);
    world.connect().await.execute("DROP SCHEMA globex CASCADE").await.unwrap();
    let says = "`globex` is refused: schema `globex` is not there; restore it";
    world.fails("fleet status", 1, &[]);
    world.fails("fleet plan", 1, &[says]);
    let said = "`globex` refused: schema `globex` is not there; restore it";
    let summary = "1 of 2 schemas failed: `globex` is refused; the other one is at 0002_note";
    world.fails("fleet upgrade", 1, &[said, summary]);
    world.fails("tenant activate globex", 1, &["tenant `globex` has no schema"]);
    let check = world.run("tenant check");
    assert!(check.out.contains("tenant `globex` has no schema"), "{}", check.out);
}

#[tokio::test]
async fn edited_revisions_of_tenants_are_accepted_by_a_stamp() {
    let Some(world) = world().await else { return };
    world.ok("tenant create acme globex initech --group beta");
    add_note(&world);
    world.ok("fleet upgrade --only acme");
    let path = "migrations/tenant/0001_create/upgrade.sql";
    let before = world.read(path);
    world.write(path, &format!("{before}\n-- edited\n"));
    world.fails("fleet upgrade", 1, &["was edited after it was applied"]);
    world.fails("tenant activate globex", 1, &["hint: `world fleet stamp +0` accepts"]);
    let bound = ["hint: `world stamp +0 --schema tenant --bind tenant=globex` accepts"];
    world.fails("upgrade --bind tenant=globex", 1, &bound);

    world.fails("fleet stamp +0 --only acm", 2, &["the fleet has no member `acm`"]);
    world.fails("fleet stamp 9999", 1, &["`9999` names no revision"]);
    let stamped = world.run("fleet stamp +0 --match g* --group beta");
    let says = "1 of 1 schemas were stamped; all are at 0001_create\n";
    assert_eq!((stamped.code, stamped.err.as_str()), (0, says));
    let lines = lines(&world, "fleet stamp +0 --json");
    let status = |at: usize| (lines[at]["tenant"].clone(), lines[at]["status"].clone());
    assert_eq!(status(0), (json!("acme"), json!("done")));
    assert_eq!(status(1), (json!("globex"), json!("current")));
    world.ok("fleet upgrade");
}

#[tokio::test]
async fn drift_is_against_each_tenants_own_revisions() {
    let Some(world) = world().await else { return };
    world.ok("tenant create acme globex initech");
    world.ok("fleet drift");
    let sql = "ALTER TABLE globex.orders DROP COLUMN amount; ALTER TABLE initech.orders DROP COLUMN amount";
    world.connect().await.execute(sql).await.unwrap();
    let drift = world.run("fleet drift");
    assert_eq!(drift.code, 3, "{}", drift.err);
    assert!(
        drift.err.contains("2 tenants at 0001_create drifted: globex initech"),
        "{}",
        drift.err
    );
    assert!(drift.out.starts_with("+ add column globex.orders.amount"), "{}", drift.out);
    let json = world.json("fleet drift");
    assert_eq!(
        (&json["clean"], &json["drifted"][0]["tenants"]),
        (&json!(1), &json!(["globex", "initech"]))
    );
    world.ok("fleet drift --only acme");
}

#[tokio::test]
async fn pgdog_is_told_where_tenants_are() {
    let Some(world) = world().await else { return };
    world.ok("tenant create acme globex");
    let expected = "[[sharded_schemas]]\ndatabase = \"prod\"\nname = \"shared\"\nall = true\n\n\
        [[sharded_schemas]]\ndatabase = \"prod\"\nname = \"acme\"\nshard = 10\n\n\
        [[sharded_schemas]]\ndatabase = \"prod\"\nname = \"globex\"\nshard = 6\n";
    assert_eq!(world.ok("fleet pgdog --shards 16 --database prod"), expected);
    world.fails("fleet pgdog --shards 0", 2, &["0 is not in"]);
}

#[test]
fn a_file_has_no_fleet() {
    World::on_sqlite().fails("fleet status", 2, &["`fleet` is for PostgreSQL"]);
}

fn lines(world: &World, words: &str) -> Vec<Value> {
    let out = world.run(words).out;
    out.lines().map(|line| line.parse().unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}
