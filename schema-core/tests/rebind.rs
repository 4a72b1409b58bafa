//! Giving a schema another name: everywhere, or nowhere.
#![cfg(all(feature = "serde", feature = "json"))]

mod models;

use std::collections::BTreeSet;

use models::{CAPITAL, COUNTRY, column, foreign_key, identity, primary_key, references, table};
use polyschema_core::spec::{ColumnSpec, FillSpec, TableSpec};
use polyschema_core::value::ValueKind;
use polyschema_core::{Catalog, Postgres, QualifiedName, Sqlite};
use proptest::prelude::*;
use serde_json::{Value, json};

const VISIT: TableSpec = table(
    "Visit",
    "visits",
    const { &[identity("id"), column("country", ValueKind::I32)] },
    const { &[primary_key(&["id"]), foreign_key(references(&["country"], "Country", &["country_id"]))] },
);
const DEFAULT: TableSpec = table(
    "Default",
    "defaults",
    const { &[ColumnSpec { fill: FillSpec::DefaultSql("asia.f()"), ..column("c", ValueKind::I32) }] },
    &[],
);
schema!(Asia, "asia", Postgres, [&CAPITAL, &COUNTRY]);
schema!(Europe, "europe", Postgres, [&COUNTRY]);
schema!(Travel, "travel", Postgres, [&VISIT], sees Asia);
schema!(Odd, "asia", Postgres, [&DEFAULT]);
schema!(File, "file", Sqlite, [&COUNTRY]);

#[test]
fn everything_moves_at_once() {
    let mut catalog = Catalog::of::<(Asia, Europe, Travel)>().unwrap();
    catalog.rebind("asia", "tenant_a").unwrap();
    assert!(catalog.schema("asia").is_err() && catalog.table("asia.countries").is_err());
    let capitals = catalog.table("tenant_a.capitals").unwrap();
    assert_eq!(capitals.foreign_keys[0].referenced.to_string(), "tenant_a.countries");
    let visits = catalog.table("travel.visits").unwrap();
    assert_eq!(visits.foreign_keys[0].referenced.to_string(), "tenant_a.countries");
    assert!(
        catalog.create_sql_of("tenant_a").unwrap().contains(r#"CREATE TYPE "tenant_a"."mood""#)
    );
    assert!(!catalog.create_sql().contains("asia"));
    catalog.rebind("tenant_a", "asia").unwrap();
    assert_eq!(catalog, Catalog::of::<(Asia, Europe, Travel)>().unwrap());
}

#[track_caller]
fn check_refused(mut catalog: Catalog, from: &str, to: &str, expected: &str) {
    let before = catalog.clone();
    assert_eq!(catalog.rebind(from, to).unwrap_err().to_string(), expected);
    assert_eq!(catalog, before);
}

#[test]
fn a_failure_changes_nothing() {
    let catalog = Catalog::of::<(Asia, Europe)>().unwrap();
    check_refused(
        catalog.clone(),
        "asia",
        "europe",
        "schema `asia` cannot become `europe`: the catalog has a schema of this name",
    );
    check_refused(
        catalog.clone(),
        "asia",
        "asia",
        "schema `asia` cannot become `asia`: the catalog has a schema of this name",
    );
    check_refused(
        catalog.clone(),
        "asai",
        "x",
        "there is no schema `asai`; known: `asia`, `europe`",
    );
    check_refused(catalog.clone(), "asia", "", "`` cannot be a name: it is empty");
    check_refused(
        catalog,
        "asia",
        "pg_asia",
        "`pg_asia` cannot be a name: the database reserves it; choose another",
    );
    check_refused(
        Catalog::of::<Travel>().unwrap(),
        "travel",
        "asia",
        "schema `travel` cannot become `asia`: `fk_visits_country` of `travel.visits` references that schema",
    );
    check_refused(
        Catalog::of::<Odd>().unwrap(),
        "asia",
        "africa",
        "schema `asia` cannot become `africa`: the expression `asia.f()` of `asia.defaults` names it; \
        write it without the schema",
    );
}

#[test]
fn sqlite_names_fold() {
    let file = Catalog::of::<File>().unwrap();
    let mut upper = file.clone();
    upper.rebind("file", "FILE").unwrap();
    upper.rebind("FILE", "file").unwrap();
    assert_eq!(upper, file);
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-c]{1,2}", "[ -~]{1,8}", "[éßÄ\".]{1,4}"]
        .prop_filter("the database's own", |name| !name.starts_with("pg_"))
}

/// A catalog of schemas with enums, and tables that reference each other at random.
fn catalog() -> impl Strategy<Value = Catalog> {
    let names = |range| proptest::collection::btree_set(name(), range);
    let key = (any::<prop::sample::Index>(), any::<prop::sample::Index>());
    let keys = proptest::collection::vec(key, 0..6);
    (names(1..4), names(1..4), keys).prop_map(|(schemas, tables, keys)| {
        let all: Vec<QualifiedName> = schemas
            .iter()
            .flat_map(|schema| tables.iter().map(move |table| qualified(schema, table)))
            .collect();
        let mut json = json!({"dialect": "postgres", "schemas": {}});
        for name in &all {
            let (schema, table) = (name.schema.as_str(), name.name.as_str());
            let own = &mut json["schemas"][schema];
            own["name"] = schema.into();
            let of = qualified(schema, "an enum").to_string();
            own["enums"] = json!({"an enum": {"name": of, "labels": [schema]}});
            own["tables"][table] = json!({
                "name": name.to_string(),
                "columns": [
                    {"name": "c", "nullable": true, "sql_type": {"array": {"enum": of}}},
                ],
                "foreign_keys": [],
            });
        }
        for (number, (from, to)) in keys.iter().enumerate() {
            let (from, to) = (from.get(&all), to.get(&all));
            let table = &mut json["schemas"][from.schema.as_str()]["tables"][from.name.as_str()];
            table["foreign_keys"].as_array_mut().unwrap().push(json!({
                "name": format!("fk {number}"),
                "columns": ["c"],
                "referenced": to.to_string(),
                "referenced_columns": ["c"],
            }));
        }
        serde_json::from_value(json).unwrap()
    })
}

fn qualified(schema: &str, name: &str) -> QualifiedName {
    let ident = |name| polyschema_core::ident::Ident::new(name).unwrap();
    QualifiedName::new(ident(schema), ident(name))
}

/// The schema names in all texts that name something.
fn schema_names(json: &Value, names: &mut BTreeSet<String>) {
    let Value::Object(members) = json else {
        if let Value::Array(elements) = json {
            elements.iter().for_each(|element| schema_names(element, names));
        }
        return;
    };
    let is_qualified = members.contains_key("columns") && !members.contains_key("referenced")
        || members.contains_key("labels");
    for (key, value) in members {
        match (key.as_str(), value) {
            ("schemas", Value::Object(schemas)) => names.extend(schemas.keys().cloned()),
            ("name", Value::String(name)) if members.contains_key("tables") => {
                names.insert(name.clone());
            }
            ("name", Value::String(name)) if is_qualified => {
                let name: QualifiedName = name.parse().unwrap();
                names.insert(name.schema.as_str().to_owned());
            }
            ("referenced" | "enum", Value::String(name)) => {
                let name: QualifiedName = name.parse().unwrap();
                names.insert(name.schema.as_str().to_owned());
            }
            _ => {}
        }
        schema_names(value, names);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn there_and_back_is_where_it_was(catalog in catalog(), to in name()) {
        let from = catalog.schemas().keys().next().unwrap().as_str().to_owned();
        let mut moved = catalog.clone();
        if moved.rebind(&from, &to).is_err() {
            prop_assert!(catalog.schema(&to).is_ok() || to == "public" || to == "information_schema");
            prop_assert_eq!(&moved, &catalog);
            return Ok(());
        }
        let mut names = BTreeSet::new();
        schema_names(&serde_json::to_value(&moved).unwrap(), &mut names);
        prop_assert!(!names.contains(&from), "{:?} still in {:?}", from, names);
        let known: BTreeSet<_> = moved.schemas().keys().map(|name| name.as_str().to_owned()).collect();
        prop_assert_eq!(names, known);
        moved.rebind(&to, &from).unwrap();
        prop_assert_eq!(moved, catalog);
    }
}
