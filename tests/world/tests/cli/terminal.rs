//! What is asked at a terminal, and how it looks there.

use crate::world::World;

#[test]
fn renames_are_asked_about() {
    let mut world = World::on_sqlite().founded();
    world.stage("renamed");
    let no = world.at_terminal("revision --autogenerate -m no --schema europe", "n\n");
    assert!(
        no.out.contains("was `europe.countries.population` renamed to `inhabitants`?"),
        "{}",
        no.out
    );
    assert_eq!(world.revisions("europe"), ["0001_create", "0002_no"]);
    assert!(world.read("migrations/europe/0002_no/upgrade.sql").contains("drop column"));

    std::fs::remove_dir_all(world.path().join("migrations/europe/0002_no")).unwrap();
    world.at_terminal("revision --autogenerate -m yes --schema europe", "y\n");
    assert!(world.read("migrations/europe/0002_yes/upgrade.sql").contains("RENAME COLUMN"));
}

#[test]
fn what_is_destroyed_is_typed() {
    let mut world = World::on_sqlite().founded();
    world.stage("dropped");
    world.ok("revision --autogenerate -m drop --no-rename");
    let other = world.at_terminal("upgrade", "yes\n");
    assert_eq!(other.code, 1, "{}", other.out);
    assert!(other.out.contains("type `europe.countries.population`"), "{}", other.out);
    assert!(world.ok("current --schema europe").contains("0001_create"));
    let same = world.at_terminal("upgrade", "europe.countries.population\n");
    assert_eq!(same.code, 0, "{}", same.out);
    assert!(world.ok("current --schema europe").contains("0002_drop (head)"));
}

#[test]
fn changes_have_colours_at_a_terminal_alone() {
    let mut world = World::on_sqlite().founded();
    world.stage("dish");
    let (green, change) = ("\u{1b}[32m", "+ add column asia.countries.signature_dish");
    assert!(world.at_terminal("diff", "").out.contains(&format!("{green}{change}")));
    assert!(world.ok("diff --color always").contains(&format!("{green}{change}")));
    assert!(world.ok("diff").starts_with(change));
    assert!(!world.at_terminal("diff --color never", "").out.contains('\u{1b}'));
}
