//! The bases that are read out of what the derives write down.

use polyschema_core::spec::{TableSpec, TypePath};
use polyschema_core::value::ValueKind;
use polyschema_core::{Catalog, Error, Postgres, Schema};
use polyschema_migrate::draw::{Diagram, Options, bases_of, bases_of_schema};

use crate::catalogs::name;
use crate::models::{CAPITAL, COUNTRY, HEN, column, identity, path, primary_key, table};
use crate::schema;

const ASIA_COUNTRY: TableSpec = TableSpec {
    root: path("Country"),
    schema: Some(path("Asia")),
    inherited: 1,
    ..table(
        "AsiaCountry",
        "countries",
        const { &[identity("country_id"), column("dish", ValueKind::Text)] },
        const { &[primary_key(&["country_id"])] },
    )
};
const FARM_HEN: TableSpec = TableSpec { schema: Some(path("Farm")), ..HEN };

const OTHER_COUNTRY: TableSpec = TableSpec {
    root: TypePath { path: "other::Country", name: "Country" },
    ty: TypePath { path: "other::Country", name: "Country" },
    ..COUNTRY
};

schema!(Asia, "asia", Postgres, [&ASIA_COUNTRY]);
schema!(Europe, "europe", Postgres, [&COUNTRY, &CAPITAL]);
schema!(Farm, "farm", Postgres, [&FARM_HEN]);
schema!(Other, "other", Postgres, [&OTHER_COUNTRY]);
schema!(Tenant, named, Postgres, [&COUNTRY]);

#[test]
fn bases_are_those_of_abstract_structs() {
    let bases = bases_of::<(Asia, Europe, Farm)>().unwrap();
    let found: Vec<_> =
        bases.iter().map(|(table, base)| (table.to_string(), base.name.as_str())).collect();
    let found: Vec<_> = found.iter().map(|(table, base)| (table.as_str(), *base)).collect();
    assert_eq!(
        found,
        [
            ("asia.countries", "Country"),
            ("europe.capitals", "Capital"),
            ("europe.countries", "Country"),
        ]
    );
    let added = &bases[&name("asia", "countries")].added;
    assert_eq!(added.iter().map(|column| column.as_str()).collect::<Vec<_>>(), ["dish"]);
    assert!(bases[&name("europe", "countries")].added.is_empty());
}

#[test]
fn tables_of_one_base_have_one_style() {
    let catalog = Catalog::of::<(Asia, Europe)>().unwrap();
    let bases = bases_of::<(Asia, Europe)>().unwrap();
    let text = Diagram::of(&catalog, &Options { bases, ..Options::default() }).to_mermaid();
    for line in [
        r#""asia.countries"["countries «Country»"]:::base1 {"#,
        r#""europe.countries"["countries «Country»"]:::base1 {"#,
        r#""europe.capitals"["capitals «Capital»"]:::base0 {"#,
        r#"`text` `dish` "extension""#,
    ] {
        assert!(text.contains(line), "{text}");
    }
}

#[test]
fn schemas_named_at_run_time_have_bases() {
    let error = bases_of::<Tenant>().unwrap_err();
    assert!(matches!(error, Error::SchemaWithoutName { schema: "Tenant" }), "{error}");
    let bases = bases_of_schema(&Tenant::named("t_017").unwrap()).unwrap();
    assert_eq!(bases[&name("t_017", "countries")].name, "Country");
}

#[test]
fn structs_of_one_name_are_told_apart() {
    let bases = bases_of::<(Europe, Other)>().unwrap();
    assert_eq!(bases[&name("other", "countries")].name, "other::Country");
    assert_eq!(bases[&name("europe", "capitals")].name, "Capital");
}
