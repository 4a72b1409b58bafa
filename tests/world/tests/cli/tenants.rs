//! `tenant`: every verb, and what goes wrong.

use serde_json::{Value, json};
use sqlx::Executor;

use crate::world::{World, done};

/// A program with a shared schema and tenants, the first revision of which is applied to what they share.
pub async fn world() -> Option<World> {
    let mut world = World::on_postgres().await?;
    world.stage("tenant");
    world.ok("init");
    world.ok("revision --autogenerate -m create");
    world.ok("upgrade --schema shared");
    Some(world)
}

/// A second revision of the tenants.
pub fn add_note(world: &World) {
    world.write(
        "migrations/tenant/0002_note/upgrade.sql",
        "-- revision: 0002_note\n-- message: add note\n-- parents: 0001_create\n\n\
         ALTER TABLE :\"tenant\".orders ADD COLUMN note text;\n",
    );
    world.write(
        "migrations/tenant/0002_note/downgrade.sql",
        "-- revision: 0002_note\n\nALTER TABLE :\"tenant\".orders DROP COLUMN note;\n",
    );
}

#[tokio::test]
async fn tenants_come_change_and_go() {
    let Some(world) = world().await else { return };
    assert_eq!(world.ok("tenant list"), "");
    world.ok("tenant create acme globex --group beta");
    world.ok("tenant create initech --state idle");
    let list = "acme     active     beta\nglobex   active     beta\ninitech  idle\n";
    assert_eq!(world.ok("tenant list"), list);
    assert_eq!(world.ok("tenant list --match g* --group beta"), "globex  active     beta\n");
    let listed: Value = world.ok("tenant list --state idle --json").parse().unwrap();
    assert_eq!((&listed["name"], &listed["state"]), (&json!("initech"), &json!("idle")));

    world.fails("tenant rename acme acme", 1, &["tenant `acme` exists already"]);
    world.fails(
        "tenant adopt shared",
        1,
        &["schema `shared` is what tenants share, or has their registry"],
    );
    world.fails("tenant create new pg_x", 1, &["pg_x"]);
    world.fails("tenant suspend acme nobody", 1, &["there is no tenant `nobody`"]);
    assert_eq!(world.ok("tenant list"), list, "the others were not begun");

    world.ok("tenant rename globex umbrella");
    world.ok(r#"tenant set umbrella --no-group --metadata {"plan":"large"}"#);
    world.ok("tenant suspend umbrella");
    let shown = world.json("tenant show umbrella");
    assert_eq!(shown["metadata"], json!({"plan": "large"}));
    assert_eq!((&shown["state"], &shown["group"]), (&json!("suspended"), &Value::Null));
    assert_eq!((&shown["revisions"], &shown["pending"]), (&json!(["0001_create"]), &json!(0)));

    add_note(&world);
    assert!(world.ok("tenant show acme").ends_with("revision  0001_create (1 pending)\n"));
    world.ok("tenant activate acme");
    assert!(world.ok("tenant show acme").ends_with("revision  0002_note\n"));
    world.ok("tenant create hooli --at 0001");
    assert_eq!(world.json("tenant show hooli")["pending"], 1);

    world.ok("tenant clone acme twin");
    world.ok("tenant export twin backup/twin");
    world.ok("tenant drop twin --yes");
    world.ok("tenant import backup/twin twin");
    assert!(world.ok("tenant show twin").ends_with("revision  0002_note\n"));
    world.fails("tenant export twin backup/twin", 1, &["backup/twin"]);
    world.fails("tenant clone acme twin", 1, &["tenant `twin` exists already"]);
    world.ok("tenant drop twin --yes");

    world.ok("tenant check");
    world.ok("tenant forget hooli");
    let says = "schema `hooli` has a history of revisions and is no tenant; adopt it, or drop it\n";
    let check = world.run("tenant check");
    assert_eq!((check.code, check.out.as_str()), (3, says));
    world.ok("tenant adopt hooli");
    world.ok("tenant drop hooli --yes");
    world.ok("tenant check");
}

#[tokio::test]
async fn what_is_wrong_with_tenants_is_said() {
    let Some(world) = world().await else { return };
    world.ok("tenant create acme");
    world.fails("tenant create acme", 1, &["tenant `acme` exists already; choose another name"]);
    world.fails("tenant create public", 1, &["`public`"]);
    world.fails("tenant show nobody", 1, &["there is no tenant `nobody`"]);
    world.fails("tenant suspend nobody", 1, &["there is no tenant `nobody`"]);
    world.fails("tenant set acme", 2, &["add `--group`, `--no-group` or `--metadata`"]);
    world.fails("tenant set acme --metadata {", 2, &["it is no JSON"]);
    let says = ["tenant `acme` and its data would be dropped, and nothing was done", "add `--yes`"];
    world.fails("tenant drop acme", 2, &says);
    assert_eq!(world.ok("tenant list"), "acme  active\n");
}

/// Those who sign up may be let choose names; whoever looks at them has a terminal.
#[tokio::test]
async fn what_a_terminal_takes_for_commands_is_escaped_in_lists() {
    let Some(world) = world().await else { return };
    world.ok("tenant create a\u{1b}[31m --group g\u{7}");
    let list = "a\\u{1b}[31m  active     g\\u{7}\n";
    assert_eq!(world.ok("tenant list"), list);
    let status = world.ok("fleet status --names");
    assert!(status.ends_with("    'a\\u{1b}[31m'\n"), "{status:?}");
    assert_eq!(world.json("tenant list")["name"], "a\u{1b}[31m");
}

/// No fleet would find the schema.
#[tokio::test]
async fn a_name_that_no_tenant_has_gets_no_schema() {
    let Some(world) = world().await else { return };
    // Without a registry a name is what it is said to be.
    world.ok("upgrade --bind tenant=first");
    world.ok("tenant create acme --at 0001");
    add_note(&world);
    let says =
        ["there is no tenant `acne`, and no schema of that name", "world tenant create acne`"];
    world.fails("upgrade --bind tenant=acne", 2, &says);
    world.fails("upgrade 0001 --bind tenant=acne --schema tenant", 2, &says);
    let schemas = "SELECT count(*) FROM pg_namespace WHERE nspname = 'acne'";
    let mut connection = world.connect().await;
    let count: i64 = sqlx::query_scalar(schemas).fetch_one(&mut connection).await.unwrap();
    assert_eq!(count, 0);
    for named in ["upgrade --bind tenant=acme", "upgrade --bind tenant=first"] {
        world.ok(named);
    }
    world.ok("upgrade --schema shared --bind tenant=acne");
    world.ok("upgrade --sql --bind tenant=acne");
    // A table of that name may be somebody else's.
    let theirs = "COMMENT ON TABLE polyschema.tenants IS 'ours'";
    connection.execute(theirs).await.unwrap();
    world.ok("upgrade --bind tenant=acne");
}

/// A name may hold blanks and quotes, and what is listed is copied to `--only`.
#[tokio::test]
async fn names_in_a_row_are_as_a_shell_takes_them() {
    let Some(world) = world().await else { return };
    world.ok("tenant create acme");
    for name in ["two words", "it's"] {
        let mut create = world.command(env!("CARGO_BIN_EXE_world"));
        assert_eq!(done(create.args(["tenant", "create", name])).code, 0);
    }
    let row = r"acme 'it'\''s' 'two words'";
    let status = world.ok("fleet status --names");
    assert!(status.ends_with(&format!("    {row}\n")), "{status}");
    let sql = "ALTER TABLE \"two words\".orders DROP COLUMN amount";
    world.connect().await.execute(sql).await.unwrap();
    let drift = world.run("fleet drift").err;
    assert!(drift.contains("1 tenant at 0001_create drifted: 'two words'\n"), "{drift}");
}

#[tokio::test]
async fn a_program_without_tenants_has_none() {
    let Some(world) = World::on_postgres().await else { return };
    world.fails("tenant list", 2, &["all schemas of this program have names"]);
    World::on_sqlite().fails("tenant list", 2, &["`tenant` is for PostgreSQL"]);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_drop_is_confirmed_by_the_name() {
    let Some(world) = world().await else { return };
    world.ok("tenant create acme");
    let done = world.at_terminal("tenant drop acme", "acm\n");
    assert_eq!(done.code, 2, "{}{}", done.out, done.err);
    let done = world.at_terminal("tenant drop acme", "acme\n");
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    assert_eq!(world.ok("tenant list"), "");
}

/// Roles belong to the whole server, so its name is the test's own.
#[tokio::test]
async fn a_tenant_has_a_role_of_its_own() {
    let Some(world) = world().await else { return };
    world.ok("tenant create acme");
    let role = format!("polyschema_cli_{}", std::process::id());
    world.ok(&format!("tenant role acme --named {role}"));
    assert!(world.ok("tenant show acme").contains(&format!("role      {role}\n")));
    world.fails(&format!("tenant role acme --named {role}"), 1, &[&role]);
    world.ok("tenant role acme --take");
    assert!(world.ok("tenant show acme").contains("role      none\n"));
}
