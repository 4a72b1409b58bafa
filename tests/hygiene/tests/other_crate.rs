//! What another package does with the structs of this one.

use db::prelude::*;
use polyschema_hygiene::{generic, in_function, private, raw, shadow};

#[test]
fn public_sets_serve_other_packages() {
    let world: shadow::World = "europe".parse().unwrap();
    let name = db::dispatch!(shadow::World, world, |schema| schema.name().to_owned());
    assert_eq!(name, "europe");
    assert_eq!(shadow::name(&shadow::World::Asia), "asia");
    assert_eq!(generic::dialect::<Postgres>(&generic::Books::Library).to_string(), "Postgres");
    use polyschema_hygiene::elsewhere::World;
    assert_eq!(dispatch!(World, World::Asia, |schema| schema.name().len()), 4);
}

mod lakes {
    polyschema_hygiene::lake!(Lake);
}

#[test]
fn macros_declare_tables_elsewhere() {
    let lakes = lakes::Lake::bind_schema::<lakes::Lakes>();
    assert_eq!(lakes.select().to_sql().unwrap(), r#"SELECT "name", "into" FROM "lakes"."lakes""#);
}

#[test]
fn keywords_are_names() {
    let expected = r#"SELECT "type" FROM "r#type"."things" WHERE "where" IS NULL"#;
    assert_eq!(raw::query().unwrap(), expected);
    assert_eq!(raw::BigThing::SPEC.columns[0].field, "type");
    let moves = db::Scalar::value(&raw::Motion::Move);
    assert!(format!("{moves:?}").contains("\"move\""), "{moves:?}");
}

#[test]
fn private_structs_are_tables() {
    assert_eq!(private::query().unwrap(), r#"SELECT "name" FROM "nowhere"."countries""#);
    assert_eq!(in_function::everything().unwrap(), r#"SELECT "name" FROM "asia"."countries""#);
}
