//! Every verb once, on both databases.

use std::fs;

use serde_json::json;

use crate::world::{World, done};

#[test]
fn verbs_on_sqlite() {
    all(World::on_sqlite());
}

#[tokio::test]
async fn verbs_on_postgres() {
    if let Some(world) = World::on_postgres().await {
        all(world);
    }
}

fn all(mut world: World) {
    grow(&mut world);
    look(&world);
    go_back(&world);
    branch(&world);
    squash(&world);
}

/// What stands under the headings of `--help`, but for what every verb takes.
#[track_caller]
fn check_help(words: &str, expected: &[(&str, &str)]) {
    let help = World::on_sqlite().ok(&format!("{words} --help"));
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in help.lines() {
        let flag = line.split_whitespace().find_map(|word| word.strip_prefix("--"));
        match (line.strip_suffix(':').filter(|line| !line.starts_with(' ')), flag) {
            (Some(heading), _) => found.push((heading, Vec::new())),
            (None, Some(flag)) if line.starts_with("  ") => found.last_mut().unwrap().1.push(flag),
            (None, _) => {}
        }
    }
    let found: Vec<(&str, String)> =
        found.into_iter().map(|(heading, flags)| (heading, flags.join(" "))).collect();
    let found: Vec<(&str, &str)> =
        found.iter().map(|(heading, flags)| (*heading, flags.as_str())).collect();
    let every = [
        ("Database", "database-url direct-url"),
        ("Schemas and revisions", "directory schema bind attach history-table"),
        ("Output", "json color"),
    ];
    assert_eq!(found, [expected, &every].concat(), "{help}");
}

#[test]
fn help_has_options_under_headings() {
    let tenants = ("Which tenants", "only match group with-idle");
    let limits = ("Limits of the run", "allow yes lock-timeout statement-timeout");
    let order = ("Order of the run", "parallel canary wave max-failures fail-fast");
    let run = [("Arguments", ""), ("Options", "dry-run help version"), tenants, order, limits];
    check_help("fleet upgrade", &run);
    check_help("fleet downgrade", &run);
    check_help("upgrade", &[("Arguments", ""), ("Options", "sql help version"), limits]);
    check_help("fleet stamp", &[("Arguments", ""), ("Options", "help version"), tenants]);
    check_help("fleet status", &[("Options", "names help version"), tenants]);
    check_help("fleet plan", &[("Arguments", ""), ("Options", "sql help version"), tenants]);
    check_help("fleet pgdog", &[("Options", "shards database help version"), tenants]);
    let objects = ("Which objects", "unmodelled include exclude without");
    check_help("fleet drift", &[("Options", "help version"), tenants, objects]);
    check_help("plan", &[("Options", "online offline help version"), objects]);
    let row = ("Row in the registry", "group metadata state");
    check_help("tenant create", &[("Arguments", ""), ("Options", "at help version"), row]);
    let listed = ("Which tenants", "group match state");
    check_help("tenant list", &[("Options", "help version"), listed]);
}

/// From nothing to three revisions.
fn grow(world: &mut World) {
    assert_eq!(world.ok("init"), "migrations/asia\nmigrations/europe\n");
    assert_eq!(world.ok("init"), "");
    assert_eq!(world.run("check").code, 3);
    let first = world.ok("revision --autogenerate -m create");
    assert_eq!(first, "migrations/asia/0001_create\nmigrations/europe/0001_create\n");
    assert_eq!(world.run("check").code, 0);
    if world.is_on_postgres() {
        assert_eq!(world.run("check --pending").code, 3);
    }
    let report = world.json("upgrade");
    assert_eq!(report["revisions"].as_array().unwrap().len(), 2);
    assert_eq!(world.json("upgrade")["revisions"], json!([]));
    assert_eq!(world.run("check --pending").code, 0);
    assert_eq!(world.ok("revision --autogenerate -m nothing"), "");

    world.stage("dish");
    assert!(world.ok("diff").starts_with("+ add column asia.countries.signature_dish"));
    assert_eq!(world.ok("diff"), world.ok("diff --offline"));
    for place in ["", " --offline"] {
        assert_eq!(world.ok(&format!("diff{place} --without table")), "");
        assert_eq!(world.ok(&format!("diff{place} --exclude asia.countries")), "");
        assert_eq!(world.ok(&format!("diff{place} --without view")), world.ok("diff"));
    }
    assert!(world.ok("plan").contains(r#"ALTER TABLE "asia"."countries" ADD COLUMN"#));
    let planned = world.json("plan");
    assert_eq!(planned[0]["steps"][0]["name"], "add column asia.countries.signature_dish");
    let made = world.json("revision --autogenerate -m dish --label food");
    assert_eq!(made[0]["id"], "0002_dish");
    assert_eq!(world.revisions("europe"), ["0001_create"]);
    world.ok("upgrade food --schema asia");

    world.stage("renamed");
    let asked = world.run("revision --autogenerate -m inhabitants");
    assert_eq!(asked.code, 1);
    assert!(
        asked.err.contains("--rename europe.countries.population=inhabitants"),
        "{}",
        asked.err
    );
    assert_eq!(world.revisions("europe"), ["0001_create"]);
    world.ok("revision --autogenerate -m inhabitants --rename europe.countries.population=inhabitants --depends asia=0002");
    let sql = world.read("migrations/europe/0002_inhabitants/upgrade.sql");
    assert!(sql.contains("-- depends: asia 0002_dish\n") && sql.contains("RENAME COLUMN"), "{sql}");
    world.ok("upgrade head");
}

fn look(world: &World) {
    let current = "asia    0002_dish (head)\neurope  0002_inhabitants (head)\n";
    assert_eq!(world.ok("current"), current);
    assert_eq!(world.json("current")["asia"]["heads"], json!(["0002_dish"]));
    assert_eq!(
        world.ok("history --schema asia --applied"),
        "asia  0002_dish (food, head, applied)  dish\nasia  0001_create (applied)  create\n"
    );
    assert_eq!(world.ok("history :0001 --schema asia"), "asia  0001_create  create\n");
    assert_eq!(world.json("history")[0]["label"], "food");
    assert_eq!(world.ok("heads --schema europe"), "europe  0002_inhabitants (head)  inhabitants\n");
    assert_eq!(world.json("heads").as_array().unwrap().len(), 2);
    assert_eq!(world.ok("branches"), "");
    assert_eq!(world.json("branches"), json!([]));

    assert!(
        world
            .ok("show food")
            .starts_with("-- asia/0002_dish/upgrade.sql\n-- revision: 0002_dish\n")
    );
    assert_eq!(world.json("show asia=0002")["upgrade"]["transactional"], true);
    let mut editor = world.command(env!("CARGO_BIN_EXE_world"));
    let edited = done(editor.args(["edit", "food"]).env("EDITOR", "cat"));
    assert!(edited.out.contains("-- revision: 0002_dish"), "{}", edited.err);

    assert_eq!(world.ok("drift"), "");
    assert_eq!(world.json("drift")[0]["changes"], json!([]));
    assert_eq!(world.json("verify"), json!({ "verified": true }));
    let reflected = world.json("reflect");
    assert!(reflected["catalog"]["schemas"]["asia"]["tables"]["countries"].is_object());
    assert!(world.json("reflect --all")["catalog"]["schemas"]["europe"].is_object());
    let source = world.ok("pull");
    assert!(source.contains("pub struct Asia;") && !source.contains("History"), "{source}");
    let files = &world.json("pull --with chrono --with uuid")["files"];
    assert!(files["schemas.rs"].as_str().unwrap().contains("pub struct Europe;"));
    world.ok("pull --output models.rs");
    assert_eq!(world.read("models.rs"), source);
    world.ok("pull --output models --split");
    assert!(world.read("models/asia.rs").contains("pub struct Asia;"));

    assert!(world.ok("draw").starts_with("erDiagram\n"));
    assert!(world.ok("draw --from-database --keys").starts_with("erDiagram\n"));
    assert!(world.ok("draw --revision food --form svg").starts_with("<svg"));
    assert!(world.json("draw --schema asia")["diagram"].as_str().unwrap().contains("asia"));
}

fn go_back(world: &World) {
    world.fails(
        "downgrade -1 --schema asia",
        1,
        &[
            "drops the column `asia.countries.signature_dish`",
            "--allow asia.countries.signature_dish",
        ],
    );
    let back = world.json("downgrade -1 --schema asia --allow asia.countries.signature_dish");
    // What depends on it goes with it.
    assert_eq!(back["revisions"].as_array().unwrap().len(), 2);
    assert_eq!(world.ok("current"), "asia    0001_create\neurope  0001_create\n");
    world.ok("stamp heads");
    let drifted = world.run("drift");
    assert_eq!(drifted.code, 3, "{}", drifted.err);
    assert!(drifted.out.contains("+ add column asia.countries.signature_dish"), "{}", drifted.out);
    assert_eq!(world.json("stamp 0001")["asia"]["heads"], json!(["0001_create"]));
    world.ok("upgrade");
    let script = world.ok("downgrade heads:base --sql --yes --schema europe");
    assert!(script.contains(r#"DROP TABLE "europe"."countries""#), "{script}");
}

/// A second head, and a revision that joins both.
fn branch(world: &World) {
    world.ok("revision -m side --schema asia --head 0001");
    world.ok("revision -m other --schema europe");
    assert_eq!(world.ok("branches"), "asia  0001_create (branch)  create\n");
    assert_eq!(world.json("heads").as_array().unwrap().len(), 3);
    world.fails(
        "revision --autogenerate -m more",
        1,
        &["`asia` has 2 heads", "world merge --schema asia"],
    );
    world.fails("upgrade head", 1, &["`asia` has 2 heads"]);
    world.ok("upgrade heads");
    assert_eq!(world.ok("merge -m both"), "migrations/asia/0004_both\n");
    assert_eq!(world.run("check").code, 0);
    world.ok("upgrade");
    assert_eq!(world.ok("merge"), "");
}

fn squash(world: &World) {
    world.fails("squash 0002 --schema asia", 1, &["`0003_side` of `asia` stands on `0001_create`"]);
    let squashed = world.ok("squash 0004 --schema asia -m all");
    assert_eq!(squashed, "migrations/asia/0004_all\n");
    assert_eq!(world.revisions("asia"), ["0004_all"]);
    assert!(world.ok("current").starts_with("asia    0004_all (head)\n"));
    world.ok("verify");
    world.ok("upgrade");
    assert_eq!(world.json("current")["asia"]["entries"].as_array().unwrap().len(), 1);
    assert_eq!(world.run("check").code, 0);
    assert_eq!(fs::read_dir(world.path().join("migrations/asia")).unwrap().count(), 2);

    world.ok("revision -m fill --schema asia --rust fill_dishes");
    world.ok("upgrade");
    world.fails("upgrade --sql", 1, &["cannot be written as SQL", "leave out `--sql`"]);
    world.ok("revision -m last --schema asia");
    world.fails(
        "squash 0006 --schema asia",
        1,
        &["`0005_fill` of `asia` runs the Rust function `fill_dishes`"],
    );
    world.ok("squash asia=0005");
    world.ok("upgrade");
    world.ok("verify");
}

/// A database that is in the midst of what is one revision now cannot go on; one that is at its end can.
#[test]
fn a_squash_is_recognised_by_databases_that_have_all_of_it() {
    let mut world = World::on_sqlite().founded();
    fs::create_dir(world.path().join("behind")).unwrap();
    for file in ["world.db", "asia.db", "europe.db"] {
        fs::copy(world.path().join(file), world.path().join("behind").join(file)).unwrap();
    }
    world.stage("dish");
    world.ok("revision --autogenerate -m dish");
    world.ok("upgrade");
    world.ok("squash asia=0002");
    assert_eq!(world.ok("current --schema asia"), "asia  0002_squash (head)\n");
    world.url("sqlite:behind/world.db");
    world.fails(
        "upgrade",
        1,
        &["`0002_squash` of `asia` takes the place of `0001_create`", "`0002_dish`, which is not"],
    );
    world.url("sqlite:new/world.db");
    fs::create_dir(world.path().join("new")).unwrap();
    world.ok("upgrade");
    assert_eq!(world.ok("drift"), "");
}

#[test]
fn a_schema_that_is_named_at_run_time_is_bound_on_sqlite() {
    tenants(World::on_sqlite());
}

#[tokio::test]
async fn a_schema_that_is_named_at_run_time_is_bound_on_postgres() {
    if let Some(world) = World::on_postgres().await {
        tenants(world);
    }
}

fn tenants(mut world: World) {
    world.stage("tenant");
    world.ok("init");
    world.ok("revision --autogenerate -m create");
    world.fails("upgrade", 2, &["`tenant` has no name of its own", "--bind tenant=NAME"]);
    world.ok("upgrade --schema shared");
    world.ok("upgrade --bind tenant=acme");
    world.ok("upgrade --bind tenant=other");
    let current = world.ok("current --schema tenant --bind tenant=acme");
    assert_eq!(current, "tenant  0001_create (head)  [acme]\n");
    assert_eq!(world.ok("diff --bind tenant=acme"), "");
    assert_eq!(world.ok("drift --bind tenant=other"), "");
    assert!(world.ok("upgrade --sql --bind tenant=acme").contains(r#"TABLE "acme"."orders""#));
    assert_eq!(world.ok("revision --autogenerate -m same --from-database --bind tenant=acme"), "");
}

/// What both heads changed is in the snapshot of their merge, so that the models are not ahead of it.
#[test]
fn a_merge_holds_what_its_heads_hold_together() {
    let mut world = World::on_sqlite().founded();
    world.stage("dropped");
    world.ok("revision --autogenerate -m drop --schema europe --no-rename");
    world.stage("renamed");
    world.ok("revision --autogenerate -m add --schema europe --head 0001 --no-rename");
    world.fails("check --schema europe", 1, &["`europe` has 2 heads"]);
    let merged = world.run("merge -m both");
    assert_eq!((merged.code, merged.err.as_str()), (0, ""));
    let snapshot = world.read("migrations/europe/0004_both/snapshot.json");
    assert!(snapshot.contains("inhabitants") && !snapshot.contains("population"), "{snapshot}");
    assert_eq!(world.run("check --schema europe").code, 0);
}

/// Europe's revision stands between two of Asia's, so that these cannot be one.
#[test]
fn a_squash_leaves_no_revisions_that_wait_for_each_other() {
    let world = World::on_sqlite().founded();
    world.ok("revision -m between --schema europe --depends asia=0001");
    world.ok("revision -m last --schema asia --depends europe=0002");
    world.fails("squash asia=0002", 1, &["wait for each other", "europe 0002_between"]);
    assert_eq!(world.revisions("asia"), ["0001_create", "0002_last"]);
}

/// A key to another schema: the revision that makes it waits for that of the other schema.
#[tokio::test]
async fn a_revision_depends_on_what_its_keys_lead_to() {
    let Some(mut world) = World::on_postgres().await else { return };
    world.stage("linked");
    world.ok("init");
    world.ok("revision --autogenerate -m create");
    let sql = world.read("migrations/shop/0001_create/upgrade.sql");
    assert!(sql.contains("-- depends: shared 0001_create\n"), "{sql}");
    assert!(sql.contains(r#"REFERENCES :"shared"."plans""#), "{sql}");
    world.ok("upgrade --schema shop");
    assert_eq!(world.ok("current"), "shared  0001_create (head)\nshop    0001_create (head)\n");
    assert_eq!(world.ok("drift"), "");
}

/// No variable of psql can be called like the schema, so its revisions are called like its type.
#[tokio::test]
async fn a_schema_whose_name_is_no_word_has_the_name_of_its_type() {
    let Some(mut world) = World::on_postgres().await else { return };
    world.stage("odd");
    world.ok("init");
    world.ok("revision --autogenerate -m create");
    let sql = world.read("migrations/shop/0001_create/upgrade.sql");
    assert!(sql.contains("-- depends: office 0001_create\n"), "{sql}");
    assert!(sql.contains(r#"REFERENCES :"office"."plans""#), "{sql}");
    world.ok("upgrade");
    assert_eq!(
        world.ok("current"),
        "office  0001_create (head)  [Back Office]\nshop    0001_create (head)\n"
    );
    assert_eq!(world.ok("diff"), "");
    assert_eq!(world.ok("drift"), "");
    let sql = "SELECT plan_id FROM \"Back Office\".plans";
    sqlx::raw_sql(sql).execute(&mut world.connect().await).await.unwrap();
    world.ok("downgrade base --yes");
}

/// The form during which others go on working is not transactional.
#[tokio::test]
async fn the_online_form_is_written_and_applied() {
    let Some(mut world) = World::on_postgres().await else { return };
    world.stage("across");
    world.ok("init");
    world.ok("revision --autogenerate -m create");
    world.ok("upgrade");
    world.stage("linked");
    assert!(world.run("diff").out.contains("hazard: validated-foreign-key"));
    world.ok("revision --autogenerate --online -m link");
    let sql = world.read("migrations/shop/0002_link/upgrade.sql");
    for part in ["-- transactional: no\n", "NOT VALID", "VALIDATE CONSTRAINT"] {
        assert!(sql.contains(part), "{sql}");
    }
    assert!(sql.contains("-- depends: shared 0001_create\n"), "{sql}");
    world.ok("upgrade");
    assert_eq!(world.ok("diff"), "");
    assert_eq!(world.ok("drift"), "");
    // All of it in one revision, which is not transactional and creates the schema.
    world.ok("squash shop=0002");
    world.ok("downgrade base --yes");
    world.ok("upgrade");
    assert_eq!(world.ok("diff"), "");
    assert_eq!(world.ok("drift"), "");
}

#[test]
fn a_revision_starts_from_a_database_on_sqlite() {
    from_database(World::on_sqlite());
}

#[tokio::test]
async fn a_revision_starts_from_a_database_on_postgres() {
    if let Some(world) = World::on_postgres().await {
        from_database(world);
    }
}

fn from_database(world: World) {
    let mut world = world.founded();
    // The database is further than the revisions say.
    world.stage("dish");
    world.ok("revision --autogenerate -m dish");
    world.ok("upgrade");
    world.ok("stamp 0001 --schema asia");
    std::fs::remove_dir_all(world.path().join("migrations/asia/0002_dish")).unwrap();
    assert_eq!(world.run("check").code, 3);
    assert_eq!(world.ok("revision --autogenerate --from-database -m again"), "");
    world.stage("first");
    world.ok("revision --autogenerate --from-database -m back --no-rename");
    let sql = world.read("migrations/asia/0002_back/upgrade.sql");
    assert!(sql.contains("drop-column: `asia.countries.signature_dish`"), "{sql}");
}
