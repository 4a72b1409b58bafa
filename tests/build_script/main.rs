//! Build scripts: the same SQL from types and from source files, and faults in their place.

#![allow(missing_docs, reason = "these structs are the test")]

#[path = "../../examples/worlddb/models.rs"]
#[allow(dead_code, reason = "an example's models")]
mod worlddb;

mod crates;
mod faults;
mod models;

use std::fs;
use std::path::{Path, PathBuf};

use polyschema::build_script::{Error, Generator, Sources};
use polyschema::prelude::*;

/// The files that were written, with their texts.
fn texts(files: &[PathBuf]) -> Vec<(String, String)> {
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    files.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

#[track_caller]
fn check_same(generator: Generator, sources: Sources) {
    let directory = tempfile::tempdir().unwrap();
    let compiled = texts(&generator.write_to(directory.path()).unwrap());
    let directory = tempfile::tempdir().unwrap();
    let read = texts(&sources.write_to(directory.path()).unwrap());
    assert!(compiled.iter().all(|(_, sql)| sql.contains("CREATE TABLE")));
    assert_eq!(compiled.len(), read.len());
    for (compiled, read) in compiled.iter().zip(&read) {
        assert_eq!(compiled.0, read.0);
        assert_eq!(compiled.1, read.1, "{}", compiled.0);
    }
}

#[test]
fn the_example_is_the_same_from_types_and_from_sources() {
    check_same(
        Generator::new().schemas::<(worlddb::Asia, worlddb::Europe)>(),
        Sources::new(["examples/worlddb/models.rs"]),
    );
}

#[test]
fn all_that_a_model_can_say_is_the_same_from_types_and_from_sources() {
    check_same(
        Generator::new()
            .schemas::<(models::Company, models::Shared, models::Any)>()
            .schema(&models::Tenant::named("acme").unwrap()),
        Sources::new(["tests/build_script/models.rs"]).schema("Tenant", "acme"),
    );
}

#[test]
fn files_are_named_as_their_schemas() {
    let directory = tempfile::tempdir().unwrap();
    let schemas = Generator::new().schemas::<(models::Company, models::Shared)>();
    let files = texts(&schemas.write_to(directory.path()).unwrap());
    let names: Vec<&str> = files.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["company %22x%22.sql", "shared.sql"]);
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 2, "no other file is left");
}

#[test]
fn names_are_asked_for() {
    #[track_caller]
    fn check<T: std::fmt::Debug>(result: Result<T, Error>, expected: &str) {
        assert_eq!(result.unwrap_err().to_string(), expected);
    }
    let sources = || Sources::new(["tests/build_script/models.rs"]);
    let nowhere = "/nowhere";
    check(
        Generator::new().schemas::<models::Tenant>().write_to(nowhere),
        "schema `Tenant` has no name of its own; bind it with `Tenant::named(\"..\")` or map it",
    );
    check(
        Generator::new().schemas::<(models::Any, models::Any)>().write_to(nowhere),
        "schema `any` is in the catalog twice",
    );
    check(
        sources().schema("Tenent", "acme").write_to(nowhere),
        "there is no schema `Tenent`; known: `Company`, `Shared`, `Any`, `Tenant`",
    );
    check(
        sources().schema("Tenant", "main").write_to(nowhere),
        "`main` cannot be a name: the database reserves it; choose another",
    );
    check(
        sources().schema("Shared", "acme").write_to(nowhere),
        "schema `Shared` has a name of its own: `shared`",
    );
    check(
        Sources::new(["tests/build_script/models/types.rs"]).write_to(nowhere),
        "no schema in `tests/build_script/models/types.rs` has a name; \
         name the file with `#[derive(Schema)]`, or a schema with `.schema(\"Type\", \"name\")`",
    );
    check(
        Generator::new().schemas::<models::Any>().write_to(nowhere),
        "`/nowhere/any.sql.new` cannot be written: No such file or directory (os error 2)",
    );
    check(
        Generator::new().schemas::<models::Any>().write(),
        "`OUT_DIR` is not set; call this from `build.rs`, \
         or write to a directory of your own with `write_to`",
    );
}
