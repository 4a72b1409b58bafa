//! Revisions as files: written, read again, and everything that can be wrong with them.

use std::path::Path;

use polyschema_core::{Catalog, Dialect};
use polyschema_migrate::migration::{
    EmbeddedFile, NewRevision, NewScript, RevisionError, Revisions,
};
use tempfile::TempDir;

use crate::support::{id, key, revision, with_sql, write_file};

fn read(directory: &Path) -> Result<Revisions, RevisionError> {
    Revisions::read(directory, Dialect::Postgres)
}

#[track_caller]
fn check_faults(files: &[(&str, &[u8])], expected: &[&str]) {
    let directory = TempDir::new().unwrap();
    for (path, text) in files {
        write_file(directory.path(), path, text);
    }
    let error = read(directory.path()).expect_err("the files are faulty").to_string();
    assert_eq!(error.lines().collect::<Vec<_>>(), expected);
}

fn full() -> NewRevision {
    let mut new = with_sql("0002_add_dish", "0001_create", "-- step: x\nSELECT 1", "SELECT 2;");
    new.message = "add the dish\nof a country".to_owned();
    new.label = Some("dishes".to_owned());
    new.depends = vec![key("shared", "0001_create")];
    new.upgrade.rust = Some("fill_dishes".to_owned());
    new.upgrade.transactional = false;
    new.snapshot = Some(Catalog::builder(Dialect::Postgres).build().expect("an empty catalog"));
    new
}

#[test]
fn what_is_written_is_what_is_read() {
    let directory = TempDir::new().unwrap();
    let shared = NewRevision::new("shared", id("0001_create"), "");
    let create = revision("0001_create", "");
    let full = full();
    for new in [&full, &create, &shared] {
        new.build(Dialect::Postgres).unwrap().write(directory.path()).unwrap();
    }
    let written = std::fs::read_to_string(directory.path().join("asia/0002_add_dish/upgrade.sql"));
    assert_eq!(
        written.unwrap(),
        "-- revision: 0002_add_dish\n\
        -- message: add the dish of a country\n\
        -- parents: 0001_create\n\
        -- label: dishes\n\
        -- depends: shared 0001_create\n\
        -- transactional: no\n\
        -- rust: fill_dishes\n\n\
        -- step: x\nSELECT 1;\n"
    );
    let revisions = read(directory.path()).unwrap();
    let found = revisions.get(&key("asia", "0002_add_dish")).unwrap();
    assert_eq!(*found, full.build(Dialect::Postgres).unwrap());
    assert_eq!(found.message(), "add the dish of a country");
    assert_eq!((found.label(), found.depends()), (Some("dishes"), &*full.depends));
    assert_eq!(found.upgrade().rust.as_deref(), Some("fill_dishes"));
    assert!(!found.upgrade().transactional && found.downgrade().unwrap().transactional);
    assert_eq!(found.upgrade().script.statements()[0].name(), "x");
    assert_eq!(found.snapshot().unwrap(), full.snapshot);
}

#[test]
fn nothing_is_overwritten() {
    let directory = TempDir::new().unwrap();
    let one = revision("0001_create", "").build(Dialect::Postgres).unwrap();
    let path = one.write(directory.path()).unwrap();
    let mut other = revision("0001_create", "");
    other.upgrade = NewScript::new("SELECT 1");
    let error = other.build(Dialect::Postgres).unwrap().write(directory.path()).unwrap_err();
    let expected =
        format!("`{}` exists already, and is not overwritten; choose another id", path.display());
    assert_eq!(error.to_string(), expected);
    assert_eq!(read(directory.path()).unwrap().get(one.key()), Some(&one));
    let left: Vec<_> = std::fs::read_dir(directory.path().join("asia")).unwrap().collect();
    assert_eq!(left.len(), 1, "no passing folder stays behind");
}

#[test]
fn line_endings_and_a_byte_order_mark_do_not_matter() {
    let checksum = |text: &str| {
        let directory = TempDir::new().unwrap();
        write_file(directory.path(), "asia/0001_x/upgrade.sql", text);
        let revisions = read(directory.path()).unwrap();
        revisions.get(&key("asia", "0001_x")).unwrap().checksum().to_owned()
    };
    let unix = checksum("-- revision: 0001_x\n\nSELECT 1;\n");
    assert_eq!(unix.len(), 64);
    assert_eq!(checksum("-- revision: 0001_x\r\n\r\nSELECT 1;\r\n"), unix);
    assert_eq!(checksum("\u{feff}-- revision: 0001_x\n\nSELECT 1;\n"), unix);
    assert_ne!(checksum("-- revision: 0001_x\n\nSELECT 2;\n"), unix);
}

#[test]
fn embedded_files_are_read_alike() {
    let up = "-- revision: 0001_x\n-- transactional: yes\n\nSELECT 1;";
    let down = "-- any comment\nSELECT 2;";
    let files = [
        EmbeddedFile { path: "asia/0001_x/upgrade.sql", text: up },
        EmbeddedFile { path: "asia/0001_x/downgrade.sql", text: down },
        EmbeddedFile { path: "asia/README.md", text: "about" },
    ];
    let directory = TempDir::new().unwrap();
    for file in files {
        write_file(directory.path(), file.path, file.text);
    }
    let embedded = Revisions::embedded(&files, Dialect::Postgres).unwrap();
    assert_eq!(embedded, read(directory.path()).unwrap());
    assert!(embedded.get(&key("asia", "0001_x")).unwrap().downgrade().is_some());
    let twice = [files[0], files[0]];
    let error = Revisions::embedded(&twice, Dialect::Postgres).unwrap_err().to_string();
    assert_eq!(error, "`asia` has two revisions `0001_x`; rename one of them");
}

#[test]
fn all_faults_come_at_once() {
    check_faults(
        &[
            ("asia/0001_a/upgrade.sql", b"-- revision: 0001_b\n-- parnets: 0000_x\n-- transactional: maybe\n\nSELECT 'x;"),
            ("asia/0002_b/upgrade.sql", b"-- revision: 0002_b\n\n\xff"),
            ("asia/0003_c/upgrde.sql", b""),
            ("asia/0004_d/downgrade.sql", b"SELECT 1"),
            ("asia/0005 e/upgrade.sql", b""),
            ("asia/0006_f/upgrade.sql", b"SELECT 1;"),
            ("asia/0007_g/upgrade.sql", b"-- revision: 0007_g\n-- what it does\n-- revision: 0007_g\n-- depends: shared\n-- author: me\n"),
            ("a-b/0001_x/upgrade.sql", b"-- revision: 0001_x"),
            ("asia/.hidden/x", b""),
            ("README.md", b""),
        ],
        &[
            "asia/0002_b/upgrade.sql: it is not UTF-8 (byte 22); save it as UTF-8",
            "asia/0003_c: there is no `upgrade.sql`; rename `upgrde.sql`",
            "asia/0004_d: there is no `upgrade.sql`; write it, or remove the folder",
            "`a-b` cannot be the name of a schema's revisions; take letters, digits and underscores",
            "asia/0001_a/upgrade.sql line 2: unknown header key `parnets`; did you mean `parents`?",
            "asia/0001_a/upgrade.sql line 1: the header says `0001_b`, and the folder `0001_a`; make them the same",
            "asia/0001_a/upgrade.sql line 3: `transactional` is `maybe`; write `yes` or `no`",
            "asia/0001_a/upgrade.sql line 5: a quote is opened here and never closed",
            "`0005 e` cannot be the id of a revision; take letters, digits and underscores, as in `0002_add_dish`",
            "asia/0006_f/upgrade.sql line 1: there is no revision in the header; begin with `-- revision: 0006_f`",
            "asia/0007_g/upgrade.sql line 2: this is no `-- key: value` of the header; leave an empty line after the header",
            "asia/0007_g/upgrade.sql line 3: `revision` stands twice in the header; keep one",
            "asia/0007_g/upgrade.sql line 5: unknown header key `author`; known: `revision`, `message`, `parents`, `label`, `depends`, `replaces`, `transactional`, `rust`; leave an empty line after the header",
            "asia/0007_g/upgrade.sql line 4: `shared` is no dependency; write `schema revision`, as in `shared 0003_x`",
        ],
    );
}

#[test]
fn a_missing_directory_is_named() {
    let error = read(Path::new("no/such/directory")).unwrap_err().to_string();
    assert!(error.starts_with("`no/such/directory`: "), "{error}");
}

#[test]
fn a_broken_snapshot_hinders_nobody_else() {
    let directory = TempDir::new().unwrap();
    write_file(directory.path(), "asia/0001_x/upgrade.sql", "-- revision: 0001_x\n");
    write_file(directory.path(), "asia/0001_x/snapshot.json", "{}");
    let revisions = read(directory.path()).unwrap();
    let error = revisions.get(&key("asia", "0001_x")).unwrap().snapshot().unwrap_err().to_string();
    assert!(error.starts_with("asia/0001_x/snapshot.json is no snapshot: "), "{error}");
}
