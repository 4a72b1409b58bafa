//! The sources are what `pull` makes today, and their catalogs what was pulled.

mod live;
mod random;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use polyschema::Dialect;
use polyschema::build_script::Sources;
use polyschema::metadata::SqlType;
use polyschema::prelude::*;
use polyschema::render::types::write_type;
use polyschema_migrate::diff::{Scope, diff};
use polyschema_migrate::normalize::stored_form;
use polyschema_migrate::pull::{Dates, Layout, Options, Pulled, pull};
use polyschema_pulled::{keys, odd, stored, tenants, world};

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn catalog(name: &str) -> Catalog {
    let path = folder().join(format!("catalogs/{name}.json"));
    let text = fs::read_to_string(path).expect("the catalog is there");
    serde_json::from_str(&text).expect("the catalog is one")
}

/// What the models of this package have.
fn options() -> Options {
    Options { dates: Dates::Chrono, uuid: true, json: true, decimal: true, ..Options::default() }
}

fn pulled(name: &str, layout: Layout) -> Pulled {
    pull(&catalog(name), &Options { layout, ..options() })
}

/// The files are what is pulled today; `UPDATE_PULLED=1` writes them.
#[track_caller]
fn check_files(name: &str, layout: Layout) {
    let update = env::var_os("UPDATE_PULLED").is_some();
    let mut stale = Vec::new();
    for file in pulled(name, layout).files {
        let path: PathBuf = match layout {
            Layout::OneFile => folder().join(format!("src/{name}.rs")),
            Layout::FilePerSchema => folder().join("src").join(name).join(&file.name),
        };
        if update {
            fs::write(&path, &file.text).expect("the source can be written");
        } else if fs::read_to_string(&path).ok().as_deref() != Some(&file.text) {
            stale.push(path);
        }
    }
    assert!(stale.is_empty(), "not what `pull` makes today; set UPDATE_PULLED=1: {stale:?}");
}

/// The models' catalog holds what the pulled one holds, in whichever order; `notes` say what not.
#[track_caller]
fn check_catalog(name: &str, models: &Catalog, notes: &[&str]) {
    let expected = catalog(name);
    assert_eq!(models.dialect(), expected.dialect());
    assert_eq!(normal(&models.create_sql()), normal(&expected.create_sql()));
    let diff = diff(&in_words(&expected), &in_words(models), &Scope::of_database());
    assert_eq!(diff.changes, [], "{diff}");
    let found = pulled(name, Layout::OneFile).notes;
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found, notes);
}

/// The catalog as its database holds it, with arrays as the database writes them: of lengths and precisions,
/// models have the words alone.
fn in_words(catalog: &Catalog) -> Catalog {
    let dialect = catalog.dialect();
    let stored = stored_form(catalog).expect("a stored form");
    let mut schemas = stored.into_schemas();
    let tables = schemas.values_mut().flat_map(|schema| schema.tables.values_mut());
    for column in tables.flat_map(|table| &mut table.columns) {
        if let SqlType::Array(_) = column.sql_type {
            let mut written = String::new();
            write_type(&column.sql_type, dialect, &mut written);
            column.sql_type = SqlType::Custom(written);
        }
    }
    Catalog::from_schemas(dialect, schemas.into_values()).expect("a catalog")
}

/// The statements that create a catalog, without an order of statements and of lines in them: that of
/// columns differs, and with it that of what is named after them.
fn normal(sql: &str) -> BTreeSet<Vec<String>> {
    let statements = sql.split(";\n").map(|statement| {
        let lines = statement.lines().map(|line| line.trim().trim_end_matches(',').to_owned());
        let mut lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
        lines.sort();
        lines
    });
    statements.collect()
}

/// Reads the source as a build script does, with all rules of the derives: its schemas that have a name hold
/// what the catalog's do.
fn holds_the_same(source: &str, catalog: &Catalog) -> Result<(), String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("models.rs");
    fs::write(&path, source).expect("the source is written");
    let files = Sources::new([path]).write_to(folder.path());
    for file in files.map_err(|faults| format!("{faults}\n{source}"))? {
        let name = file.file_stem().and_then(|name| name.to_str()).expect("a schema's name");
        let models = normal(&fs::read_to_string(&file).expect("the file is there"));
        let expected = normal(&catalog.create_sql_of(name).expect("the schema is there"));
        if models != expected {
            let (more, less): (Vec<_>, Vec<_>) =
                (models.difference(&expected).collect(), expected.difference(&models).collect());
            return Err(format!("{more:#?}\n{less:#?}\n{source}"));
        }
    }
    Ok(())
}

#[test]
fn the_files_are_what_pull_makes() {
    for name in ["keys", "odd", "stored", "tenants"] {
        check_files(name, Layout::OneFile);
    }
    check_files("world", Layout::FilePerSchema);
}

#[test]
fn a_world_of_schemas_that_share() {
    use world::{Africa, Asia, Europe, North, Oceania, Shared, South};

    let models = Catalog::of::<(Africa, Asia, Europe, North, Oceania, Shared, South)>();
    let serial =
        "its default names a sequence that the models do not create; an identity has its own";
    let notes = ["asia", "europe"].map(|name| format!("column `{name}.visits.visit_id`: {serial}"));
    check_catalog("world", &models.expect("a catalog"), &notes.each_ref().map(String::as_str));
}

#[test]
fn odd_names_and_all_types() {
    let models = Catalog::of::<odd::OddSchema>().expect("a catalog");
    let notes = ["table `odd.series`: it has no primary key, so that no row is found by one"];
    check_catalog("odd", &models, &notes);
}

#[test]
fn composite_keys_and_cycles() {
    let models = Catalog::of::<keys::Keys>().expect("a catalog");
    check_catalog("keys", &models, &[]);
}

#[test]
fn the_stored_form_of_sqlite() {
    let models = Catalog::of::<(stored::Asia, stored::Europe)>().expect("a catalog");
    let any = "values of any type are read as `String`, which only text is";
    let notes = ["asia", "europe"].map(|name| format!("column `{name}.countries.rank`: {any}"));
    check_catalog("stored", &models, &notes.each_ref().map(String::as_str));
}

#[test]
fn equal_schemas_of_tenants() {
    let mut builder = Catalog::builder(Dialect::Postgres)
        .schema(&tenants::Acme::schema_ref())
        .schema(&tenants::Shared::schema_ref());
    for tenant in ["tenant_08", "tenant_09", "tenant_10", "tenant_11", "tenant_20"] {
        builder = builder.schema(&tenants::Tenant::named(tenant).expect("a name"));
    }
    check_catalog("tenants", &builder.build().expect("a catalog"), &[]);
}
