//! Many equal schemas.

use polyschema_core::metadata::{DomainDef, Fill, Identity, SchemaDef, SqlType};
use polyschema_migrate::pull::{Layout, Options, pull};

use crate::given::{TableExt, ident, postgres, qualified, schema, table, with_enum};
use crate::{all_features, check_pull, check_pull_with};

fn tenant(name: &str) -> SchemaDef {
    let users = table(&format!("{name}.users"), &["id integer", "mood enum mood?"]);
    let notes = table(&format!("{name}.notes"), &["id integer", "author integer"]).references(
        "fk_notes_author",
        &["author"],
        &format!("{name}.users"),
        &["id"],
    );
    with_enum(schema([users, notes]), "mood", &["fine", "bad"])
}

#[test]
fn many_equal_schemas_are_one_type() {
    let catalog = postgres((1..=4000).map(|number| tenant(&format!("tenant_{number:04}"))));
    check_pull("tenants", &catalog);
}

#[test]
fn few_equal_schemas_have_a_type_each() {
    let names = ["acme", "bolt", "cogs"];
    check_pull("few_tenants", &postgres(names.map(tenant)));
    let most = Options { most_equal_schemas: 2, ..all_features() };
    check_pull_with("few_tenants_as_one", &postgres(names.map(tenant)), &most);
}

/// The text of the default names the schema, so that it cannot be that of all.
#[test]
fn serial_columns_of_equal_schemas_are_identities() {
    check_pull("serial_of_tenants", &postgres(["a_1", "a_2", "a_3", "a_4"].map(serial)));
}

/// What is common has an identity, so that a further schema does not take its numbers from the first.
#[test]
fn serial_columns_are_overridden() {
    let identity =
        schema([table("new.users", &["id integer"]).fill("id", Fill::Identity(Identity::Always))]);
    check_pull("serial", &postgres(["asia", "europe"].map(serial)));
    check_pull("serial_alone", &postgres([serial("asia")]));
    check_pull("serial_beside_identity", &postgres([serial("asia"), identity]));
}

fn serial(name: &str) -> SchemaDef {
    let default = format!("nextval('{name}.users_id_seq'::regclass)");
    schema([table(&format!("{name}.users"), &["id integer"]).default_sql("id", &default)])
}

/// As with the numbers of a sequence, so with whatever else lies in a schema.
#[test]
fn defaults_that_name_their_schema_are_overridden() {
    let of = |name: &str| {
        schema([table(&format!("{name}.users"), &["id integer", "code text"])
            .default_sql("code", &format!("{name}.next_code()"))])
    };
    check_pull("own_default", &postgres(["asia", "europe"].map(of)));
}

#[test]
fn domains_of_equal_schemas_are_not_named() {
    let of = |name: &str| {
        let email = qualified(&format!("{name}.email"));
        let users = table(&format!("{name}.users"), &["id integer", "email text"])
            .change_column("email", |column| column.sql_type = SqlType::Domain(email.clone()));
        let mut schema = schema([users]);
        schema.domains.insert(email.name.clone(), DomainDef::new(email, SqlType::Text));
        schema
    };
    check_pull("domain_of_tenants", &postgres(["a_1", "a_2", "a_3", "a_4"].map(of)));
    check_pull("own_domain", &postgres(["asia", "europe"].map(of)));
}

/// `public` is in every PostgreSQL database.
#[test]
fn a_schema_of_the_database_s_own_is_no_type_while_it_is_empty() {
    let public = SchemaDef::new(ident("public"));
    check_pull("empty_public", &postgres([public, tenant("acme")]));
}

#[test]
fn each_schema_has_its_file() {
    let options = Options { layout: Layout::FilePerSchema, ..all_features() };
    let catalog = postgres(["mod", "type", "time"].map(tenant));
    check_pull_with("file_per_schema", &catalog, &options);
    let names = pull(&catalog, &options).files.into_iter().map(|file| file.name);
    assert_eq!(
        names.collect::<Vec<_>>(),
        ["mod.rs", "mod_schema.rs", "time_schema.rs", "type_schema.rs"]
    );
}
