//! The arrows of ARCHITECTURE.md: a module of a package imports only what stands above it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of `schema-core/src`, a layer a line; modules of one layer may know each other.
/// `error` names the errors of all layers, and every layer returns it.
const CORE: &[&[&str]] = &[
    &["dialect", "value", "spec"],
    &["ident"],
    &["name", "schema", "table", "column", "bound"],
    &["check"],
    &["metadata"],
    &["ddl"],
    &["ast"],
    &["schema_map"],
    &["fixed"],
    &["render"],
    &["expr"],
    &["query"],
    &["dynamic"],
    &["exec"],
];

/// The modules of `schema-migrate/src`, likewise.
const MIGRATE: &[&[&str]] = &[
    &["sql", "usual", "model", "connection"],
    &["engine"],
    &["reflect"],
    &["normalize"],
    &["diff"],
    &["plan"],
    &["migration"],
    &["history"],
    &["apply"],
    &["autogenerate"],
    &["draw", "pull", "pgdog"],
    &["embedded"],
    &["testing"],
    &["tenants"],
    &["fleet"],
    &["doctor"],
    &["cli"],
];

fn rank(layers: &[&[&str]], module: &str) -> Option<usize> {
    layers.iter().position(|layer| layer.contains(&module))
}

fn sources(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).expect("the folder is there") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The code of a file: without comments, and without its unit tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("the file can be read");
    let text = text.split("\n#[cfg(test)]\n").next().unwrap_or_default();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The modules that code names after `crate::`, also inside of braces.
fn named(code: &str) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c == '$' || c == '_' || c.is_alphanumeric()) {
            continue;
        }
        let name: String = code[at + "crate::".len()..]
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        modules.insert(name);
    }
    modules
}

#[test]
fn modules_of_the_core_import_what_stands_above_them() {
    check_layers("schema-core/src", CORE);
}

#[test]
fn modules_of_migrations_import_what_stands_above_them() {
    check_layers("schema-migrate/src", MIGRATE);
}

#[track_caller]
fn check_layers(folder: &str, layers: &[&[&str]]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for path in sources(&root) {
        let inside = path.strip_prefix(&root).expect("the file lies in the folder");
        let first = inside.iter().next().and_then(|part| part.to_str()).unwrap_or_default();
        let module = first.trim_end_matches(".rs");
        if matches!(module, "lib" | "error") {
            continue;
        }
        let Some(own) = rank(layers, module) else {
            faults.push(format!("`{module}` has no layer: add it here and to ARCHITECTURE.md"));
            continue;
        };
        seen.insert(module.to_owned());
        for other in named(&code(&path)) {
            if rank(layers, &other).is_some_and(|other| other > own) {
                faults
                    .push(format!("{} imports `{other}`, which stands below it", inside.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen.len() > 10, "only {seen:?} were found");
}

#[test]
fn only_exec_names_the_driver() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema-core/src");
    for path in sources(&root) {
        let inside = path.strip_prefix(&root).expect("the file lies in the folder");
        if !inside.starts_with("exec") && !inside.ends_with("error.rs") {
            assert!(!code(&path).contains("sqlx::"), "{} names sqlx", inside.display());
        }
    }
}

#[test]
fn packages_point_one_way() {
    let manifest = |folder: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join("Cargo.toml");
        fs::read_to_string(path).expect("the manifest can be read")
    };
    let own = |text: &str| {
        let dependencies = text.split("\n[dependencies]\n").nth(1).unwrap_or_default();
        let dependencies = dependencies.split("\n[").next().unwrap_or_default();
        dependencies.lines().filter(|line| line.starts_with("polyschema")).count()
    };
    assert_eq!(own(&manifest("schema-core")), 0, "the core imports none of ours");
    assert_eq!(own(&manifest("schema-syntax")), 0, "the syntax imports none of ours");
    assert_eq!(own(&manifest("schema-derive")), 1, "the derives import the syntax alone");
    assert_eq!(own(&manifest("schema-migrate")), 1, "migrations import the core alone");
}
