//! What tables of one name have in common.

use polyschema_core::metadata::{Fill, Literal};

use crate::check_pull;
use crate::given::{TableExt, postgres, schema, table, with_enum};

const COUNTRY: &[&str] = &["country_id integer", "name varchar(100)", "population bigint?"];

/// `COUNTRY` and these.
fn country(schema: &str, more: &[&str]) -> polyschema_core::metadata::TableDef {
    table(&format!("{schema}.countries"), &[COUNTRY, more].concat())
}

#[test]
fn a_table_of_one_schema_is_its_own() {
    check_pull("one_schema", &postgres([schema([country("asia", &[])])]));
}

#[test]
fn equal_tables_are_one_struct() {
    let equal = ["asia", "europe"].map(|name| schema([country(name, &[])]));
    check_pull("equal_tables", &postgres(equal));
}

#[test]
fn what_a_schema_has_more_is_an_extension() {
    check_pull(
        "extension",
        &postgres([
            schema([country("asia", &["dish text?"]).index("ix_countries_dish", "dish")]),
            schema([country("europe", &[])]),
        ]),
    );
}

/// The base's columns come first, whatever the order is in the database.
#[test]
fn the_order_of_columns_is_no_difference() {
    let asia = table("asia.countries", &["country_id integer", "dish text", "name text"]);
    let europe = table("europe.countries", &["name text", "country_id integer"]);
    let europe = europe.change(|table| {
        table.primary_key.as_mut().expect("a key").columns = crate::given::idents(&["country_id"]);
    });
    check_pull("order_of_columns", &postgres([schema([asia]), schema([europe])]));
}

#[test]
fn slight_differences_are_overridden() {
    let of = |name: &str| country(name, &["code text", "rank integer"]);
    let asia = of("asia").default_text("code", "xx");
    let europe = of("europe").default_text("code", "yy").change_column("name", |column| {
        column.sql_type = polyschema_core::metadata::SqlType::Varchar(200);
    });
    let north = of("north")
        .default_text("code", "xx")
        .change_column("name", |column| column.collation = Some("C".to_owned()));
    let south = of("south").default_text("code", "xx").fill("rank", Fill::Default(Literal::Int(1)));
    let schemas = [asia, europe, north, south].map(|table| schema([table]));
    check_pull("overrides", &postgres(schemas));
}

/// An extension can give a default, but not take one away; so too with the length of text.
#[test]
fn the_base_has_what_nothing_overrides() {
    let asia = country("asia", &["code text"]).default_text("code", "xx");
    let europe = country("europe", &["code text"]).change_column("name", |column| {
        column.sql_type = polyschema_core::metadata::SqlType::Text;
    });
    let north = country("north", &["code text"]).default_text("code", "xx");
    check_pull("plain_base", &postgres([asia, europe, north].map(|table| schema([table]))));
}

#[test]
fn columns_that_differ_more_are_each_extensions() {
    let types = country("asia", &["code text?", "area integer"]);
    let other = country("europe", &["code text", "area bigint"]);
    check_pull("different_columns", &postgres([schema([types]), schema([other])]));
}

/// Those that have the column share an extension.
#[test]
fn one_schema_lacks_a_column_that_others_have() {
    let asia = country("asia", &["area integer"]);
    let europe = country("europe", &["area integer"]);
    check_pull(
        "lacking_column",
        &postgres([schema([asia]), schema([europe]), schema([country("africa", &[])])]),
    );
}

#[test]
fn tables_with_little_in_common_are_apart() {
    let africa = table("africa.countries", &["code char(2)", "title text"]);
    let few = table("north.countries", &["country_id integer", "a text", "b text", "c text"]);
    let keyless = country("south", &[]).change(|table| table.primary_key = None);
    let shared = ["asia", "europe"].map(|name| country(name, &[]));
    let tables = [africa, few, keyless].into_iter().chain(shared);
    check_pull("apart", &postgres(tables.map(|table| schema([table]))));
}

#[test]
fn comments_differ() {
    let comment = |name: &str, text: Option<&str>, column: &str| {
        country(name, &["area integer"])
            .change(|table| table.comment = text.map(str::to_owned))
            .change_column("area", |of| of.comment = Some(column.to_owned()))
            .change_column("name", |of| of.comment = Some("As it is called.".to_owned()))
    };
    check_pull(
        "comments",
        &postgres([
            schema([comment("asia", Some("In the east."), "In acres.")]),
            schema([comment("europe", None, "In hectares.")]),
        ]),
    );
}

#[test]
fn rules_of_one_schema_are_its_extension_s() {
    let of = |name: &str| {
        country(name, &["born date?"])
            .unique("uq_countries_name", &["name"])
            .check("ck_countries_population", "population > 0")
            .index("ix_countries_name", "name")
    };
    check_pull(
        "rules",
        &postgres([
            schema([of("asia").check("ck_countries_born", "born > '1900-01-01'")]),
            schema([of("europe").unique("one_name", &["name", "population"])]),
            schema([of("north").change(|table| table.indexes.clear())]),
        ]),
    );
}

/// A predicate that names a column which only extensions have is theirs, though all have it.
#[test]
fn a_check_is_where_its_columns_are() {
    let of = |name: &str, area: &str| {
        country(name, &[area]).check("ck_countries", r#""area" > population"#)
    };
    check_pull(
        "check_of_extension",
        &postgres([schema([of("asia", "area integer")]), schema([of("europe", "area bigint")])]),
    );
}

#[test]
fn foreign_keys_lead_to_what_is_common() {
    let of = |name: &str, more: &[&str]| {
        let countries = format!("{name}.countries");
        let capital =
            table(&format!("{name}.capitals"), &["capital_id integer", "country integer"])
                .references("fk_capitals_country", &["country"], &countries, &["country_id"]);
        [country(name, more), capital]
    };
    check_pull(
        "foreign_keys",
        &postgres([schema(of("asia", &["dish text"])), schema(of("europe", &[]))]),
    );
}

/// To a column that one schema has alone, a foreign key is that schema's alone.
#[test]
fn foreign_keys_lead_to_an_extension() {
    let capital =
        |name: &str| table(&format!("{name}.capitals"), &["capital_id integer", "code text"]);
    let asia = [
        country("asia", &["code text"]).unique("uq_countries_code", &["code"]),
        capital("asia").references("fk_capitals_code", &["code"], "asia.countries", &["code"]),
    ];
    let europe = [country("europe", &[]), capital("europe")];
    check_pull("foreign_key_to_extension", &postgres([schema(asia), schema(europe)]));
}

#[test]
fn foreign_keys_lead_to_schemas_that_are_seen() {
    let of =
        |name: &str| {
            schema([table(&format!("{name}.orders"), &["id integer", "currency char(3)"])
                .references("fk_orders_currency", &["currency"], "shared.currencies", &["code"])])
        };
    let shared = schema([table("shared.currencies", &["code char(3)"])]);
    check_pull("seen_schema", &postgres([of("shop"), of("store"), shared]));
}

/// The root of the reference would be found in the own schema.
#[test]
fn a_foreign_key_to_another_schema_s_equal_table_is_left_out() {
    let asia = country("asia", &["twin integer?"]).references(
        "fk_countries_twin",
        &["twin"],
        "europe.countries",
        &["country_id"],
    );
    check_pull(
        "equal_table_elsewhere",
        &postgres([schema([asia]), schema([country("europe", &[])])]),
    );
}

#[test]
fn enums_of_one_name_are_one_where_their_labels_are() {
    let of = |name: &str, labels: &[&str]| {
        let table = country(name, &["mood enum mood"]).default_text("mood", labels[0]);
        with_enum(schema([table]), "mood", labels)
    };
    check_pull(
        "enums",
        &postgres([
            of("africa", &["CALM", "VERY_ANGRY"]),
            of("asia", &["happy", "sad"]),
            of("europe", &["happy", "sad"]),
        ]),
    );
}
