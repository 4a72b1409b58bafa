//! Diagrams: what they say of small catalogs, and that everything stands where it should.

#[path = "../../../schema-core/tests/models/mod.rs"]
mod models;

mod bases;
mod catalogs;
mod placing;
mod properties;

use catalogs::{Table, corners, escapes, table, world, world_later};
use polyschema_core::Catalog;
use polyschema_core::ident::Ident;
use polyschema_migrate::draw::{Base, Bases, Columns, Diagram, Options};

/// Compares both forms with the files in `snapshots`.
#[track_caller]
fn check(name: &str, diagram: &Diagram) {
    insta::assert_snapshot!(format!("{name}.mmd"), diagram.to_mermaid());
    let svg = diagram.to_svg();
    placing::check(&svg);
    insta::assert_binary_snapshot!(&format!("{name}.svg"), svg.into_bytes());
}

/// The bases of the tables of the example `worlddb`.
fn world_bases() -> Bases {
    let base = |name: &str, added: &[&str]| Base {
        name: name.to_owned(),
        added: added.iter().map(|name| Ident::new(name).unwrap()).collect(),
    };
    let mut bases = Bases::new();
    for (schema, added) in [("asia", "signature_dish"), ("europe", "eu_member")] {
        bases.insert(catalogs::name(schema, "countries"), base("Country", &[added]));
        bases.insert(catalogs::name(schema, "capitals"), base("Capital", &[]));
        bases.insert(catalogs::name(schema, "cities"), base("City", &[]));
    }
    bases
}

#[test]
fn schemas_are_clusters() {
    check("world", &Diagram::of(&world(), &Options { bases: world_bases(), ..Options::default() }));
}

#[test]
fn revisions_show_before_and_after() {
    let options = Options { bases: world_bases(), ..Options::default() };
    check("revision", &Diagram::between(&world(), &world_later(), &options));
}

#[test]
fn keys_alone_are_shown_with_what_differs() {
    let options = Options { columns: Columns::Keys, ..Options::default() };
    check("keys", &Diagram::of(&world(), &options));
    check("revision_keys", &Diagram::between(&world(), &world_later(), &options));
}

#[test]
fn loops_and_empty_things_are_drawn() {
    check("corners", &Diagram::of(&corners(), &Options::default()));
}

#[test]
fn names_are_escaped() {
    check("escapes", &Diagram::of(&escapes(), &Options::default()));
}

#[test]
fn schemas_can_be_left_out() {
    let options = Options { schemas: vec!["farm".to_owned()], ..Options::default() };
    let farm = Diagram::of(&corners(), &options).to_mermaid();
    assert!(farm.contains("schema farm"), "{farm}");
    assert!(!farm.contains("shared"), "{farm}");
    let only = corners().only("farm").unwrap();
    assert_eq!(Diagram::of(&only, &Options::default()).to_mermaid(), farm);
}

#[test]
fn a_catalog_of_nothing_is_drawn() {
    let nothing = catalogs::catalog(&[], &[]);
    let diagram = Diagram::of(&nothing, &Options::default());
    assert_eq!(diagram.to_mermaid(), "erDiagram\n");
    placing::check(&diagram.to_svg());
}

#[test]
fn all_is_added_to_nothing() {
    let nothing: Catalog = catalogs::catalog(&[], &[]);
    let text = Diagram::between(&nothing, &corners(), &Options::default()).to_mermaid();
    assert_eq!(text.matches(":::added").count(), corners().tables().count());
    let text = Diagram::between(&corners(), &nothing, &Options::default()).to_mermaid();
    assert_eq!(text.matches(":::removed").count(), corners().tables().count());
}

/// Checks how the relation of `b.a` to `a.id` is written, and the marks of the column.
#[track_caller]
fn check_relation(b: Table, relation: &str, column: &str) {
    let a = table("s", "a").column("id", "integer").key(&["id"]);
    let b = b.references(&["a"], "s", "a", &["id"]);
    let text = Diagram::of(&catalogs::catalog(&["s"], &[a, b]), &Options::default()).to_mermaid();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let relation = format!(r#""s.a" {relation} "s.b" : "a""#);
    assert!(lines.contains(&relation.as_str()), "{text}");
    assert!(lines.contains(&column), "{text}");
}

#[test]
fn relations_have_their_cardinality() {
    let b = || table("s", "b").column("a", "integer");
    let nullable = || table("s", "b").nullable("a", "integer");
    check_relation(b(), "||..o{", "`integer` `a` FK");
    check_relation(nullable(), "|o..o{", "`integer?` `a` FK");
    check_relation(b().unique(&["a"]), "||..o|", "`integer` `a` FK,UK");
    check_relation(nullable().unique_index("a", None), "|o..o|", "`integer?` `a` FK,UK");
    check_relation(b().unique_index("a", Some("a > 0")), "||..o{", "`integer` `a` FK");
    check_relation(b().key(&["a"]), "||--o|", "`integer` `a` PK,FK");
    let pair = b().column("number", "integer");
    check_relation(pair.clone().key(&["a", "number"]), "||--o{", "`integer` `a` PK,FK");
    check_relation(pair.unique(&["a", "number"]), "||..o{", "`integer` `a` FK,UK");
}

#[test]
fn what_changes_in_a_column_is_said() {
    let before =
        table("s", "t").column("same", "text").column("typed", "integer").column("k", "text");
    let after =
        table("s", "t").column("same", "text").nullable("typed", "big_int").column("k", "text");
    let catalog = |table: Table| catalogs::catalog(&["s"], &[table]);
    let (before, after) = (catalog(before), catalog(after.key(&["k"])));
    let text = Diagram::between(&before, &after, &Options::default()).to_mermaid();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    assert_eq!(
        lines[2..6],
        [
            r#""s.t"["~ t"]:::changed {"#,
            "`text` `same`",
            r#"`bigint?` `~ typed` "was integer""#,
            "`text` `~ k` PK",
        ]
    );
}
