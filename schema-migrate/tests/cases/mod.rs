//! The cases in this folder: two catalogs each, and what is expected of them.
//!
//! A case is a TOML file, named as what it shows:
//!
//! ```toml
//! # What it shows, in a sentence.
//! databases = ["postgres"]     # both, when it does not say
//! since = 15                   # the first version of PostgreSQL that has it; all, when it does not say
//! changes = '''
//! add column asia.t.note (text, null)
//! '''
//!
//! [from.asia.tables.t]
//! columns = [{ name = "id", type = "integer" }]
//! primary_key = ["id"]
//!
//! [to.asia.tables.t]
//! ..
//! ```
//!
//! `changes` is the `Display` of the diff. Other texts between `'''` are expectations of other tests:
//! whoever has one gives it a name, and [`check`] does the rest. Below `from` and `to` stands what a
//! snapshot holds, where names follow from the keys, and what is usual is left out: see `catalog.rs`.
//!
//! With `UPDATE_CASES=1` in the environment, what was found is written to the files.

#![allow(dead_code, reason = "each test binary uses a part of it")]

mod catalog;

use std::fs;
use std::path::{Path, PathBuf};

use polyschema_core::{Catalog, Dialect};

/// A case, for one kind of database.
pub struct Case {
    pub name: String,
    pub dialect: Dialect,
    pub since: u32,
    pub from: Catalog,
    pub to: Catalog,
}

/// A catalog alone, written as below `from` and `to`.
///
/// # Panics
/// The text is none.
pub fn catalog(schemas: &str, dialect: Dialect) -> Catalog {
    let schemas: toml::Table = toml::from_str(schemas).unwrap();
    catalog::read(schemas.into(), dialect).unwrap()
}

/// All cases, each for all of its databases, with their files.
fn cases() -> Vec<(PathBuf, Vec<Case>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let files =
        fs::read_dir(folder).expect("the folder is there").map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), read(&path))).collect()
}

/// All cases, each once for each of its databases.
pub fn all() -> Vec<Case> {
    cases().into_iter().flat_map(|(_, cases)| cases).collect()
}

fn read(path: &Path) -> Vec<Case> {
    let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
    let text = fs::read_to_string(path).unwrap();
    let file: toml::Table = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let dialects: Vec<Dialect> = match file.get("databases") {
        None => Dialect::ALL.to_vec(),
        Some(databases) => {
            databases.clone().try_into().unwrap_or_else(|error| panic!("{name}: {error}"))
        }
    };
    let since = file.get("since").map_or(0, |since| since.clone().try_into().unwrap());
    let catalog = |side: &str, dialect| {
        let schemas = file.get(side).cloned().unwrap_or_else(|| toml::Table::new().into());
        catalog::read(schemas, dialect).unwrap_or_else(|error| panic!("{name}, {side}: {error}"))
    };
    let case = |dialect| {
        let (from, to) = (catalog("from", dialect), catalog("to", dialect));
        Case { name: name.clone(), dialect, since, from, to }
    };
    dialects.into_iter().map(case).collect()
}

/// Holds what each case gives against the text of a name in its file. A case that gives `None` has none.
///
/// # Panics
/// It names the files that differ.
pub fn check(expectation: &str, give: impl Fn(&Case) -> Option<String>) {
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let mut failures = Vec::new();
    for (path, cases) in cases() {
        let text = fs::read_to_string(&path).unwrap();
        for case in cases {
            let Some(found) = give(&case) else { continue };
            if update {
                fs::write(&path, with_block(&text, expectation, &found)).unwrap();
                continue;
            }
            let expected = block(&text, expectation).map_or("", |range| &text[range]);
            if expected != found {
                let Case { name, dialect, .. } = case;
                failures.push(format!(
                    "{name} ({dialect}): expected {expectation}:\n{expected}found:\n{found}"
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{}\n{} cases fail", failures.join("\n"), failures.len());
}

/// Where the text of a name stands.
fn block(text: &str, name: &str) -> Option<std::ops::Range<usize>> {
    let head = format!("\n{name} = '''\n");
    let start = text.find(&head)? + head.len();
    Some(start..start + text[start..].find("'''")?)
}

/// The file with another text of a name, before the catalogs where it had none.
fn with_block(text: &str, name: &str, found: &str) -> String {
    assert!(!found.contains("'''"), "what was found cannot be written between '''");
    if let Some(range) = block(text, name) {
        return [&text[..range.start], found, &text[range.end..]].concat();
    }
    let at = text.find("\n[").map_or(text.len(), |at| at + 1);
    [text[..at].trim_end(), &format!("\n{name} = '''\n{found}'''\n\n"), &text[at..]].concat()
}

#[test]
fn expectations_are_found_and_written() {
    let text = "# a case\nchanges = '''\na\n'''\n\n[from.asia]\n";
    assert_eq!(block(text, "changes").map(|range| &text[range]), Some("a\n"));
    assert_eq!(block(text, "hazards"), None);
    assert_eq!(
        with_block(text, "changes", "b\n"),
        "# a case\nchanges = '''\nb\n'''\n\n[from.asia]\n"
    );
    let more = with_block(text, "hazards", "h\n");
    assert_eq!(more, "# a case\nchanges = '''\na\n'''\nhazards = '''\nh\n'''\n\n[from.asia]\n");
}
