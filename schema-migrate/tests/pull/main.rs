//! What `pull` makes of a catalog: one snapshot for each case.

mod common;
mod given;
mod names;
mod notes;
mod stored;
mod tenants;
mod types;

use polyschema_core::Catalog;
use polyschema_migrate::pull::{Dates, Options, pull};

/// With all features that the models can have.
fn all_features() -> Options {
    Options { dates: Dates::Chrono, uuid: true, json: true, decimal: true, ..Options::default() }
}

/// The items of all files, and the notes, without header and imports.
fn pulled(catalog: &Catalog, options: &Options) -> String {
    let pulled = pull(catalog, options);
    let mut text = String::new();
    for file in &pulled.files {
        let header = file.text.find("\nuse polyschema::").expect("something is imported");
        let items = file.text[header + 1..].split_once("\n\n").map_or("", |(_, items)| items);
        text.push_str(&format!("----- {}\n{items}", file.name));
    }
    for note in &pulled.notes {
        text.push_str(&format!("----- note: {note}\n"));
    }
    text
}

/// Compares what is pulled of a catalog with the snapshot of a name.
#[track_caller]
fn check_pull(name: &str, catalog: &Catalog) {
    check_pull_with(name, catalog, &all_features());
}

#[track_caller]
fn check_pull_with(name: &str, catalog: &Catalog, options: &Options) {
    insta::assert_snapshot!(name, pulled(catalog, options));
}
