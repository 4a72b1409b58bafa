//! Models in source files, for build scripts: the same parser and the same rules as the derives.
//!
//! [`read`] follows `mod x;` from the root files and lowers every item with one of our derives.
//! Invariant: what needs the types of other items is not judged here, and nothing is printed.

mod cfg;
mod collect;
mod files;

use std::fmt;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use proc_macro2::Span;

use crate::model::{DbEnum, DbType, Schema, Table};

/// Whether `#[cfg(name)]` or `#[cfg(name = "value")]` holds.
pub type Cfg<'a> = &'a dyn Fn(&str, Option<&str>) -> bool;

/// What source files declare.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Sources {
    /// The files that were read, the roots and the modules that they name.
    pub files: Vec<PathBuf>,
    /// The structs that derive `Table`.
    pub tables: Vec<Item<Table>>,
    /// The types that derive `Schema`.
    pub schemas: Vec<Item<Schema>>,
    /// The enums that derive `DbEnum`.
    pub enums: Vec<Item<DbEnum>>,
    /// The newtypes that derive `DbType`.
    pub types: Vec<Item<DbType>>,
    /// The type aliases without parameters.
    pub aliases: Vec<Item<syn::ItemType>>,
    /// What is wrong, in the files' order.
    pub faults: Vec<Fault>,
}

/// An item and where it stands.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Item<T> {
    /// What it says.
    pub model: T,
    /// Where it stands.
    pub place: Place,
    /// Whether it has faults already.
    pub is_faulty: bool,
}

/// A module of a source file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The file.
    pub file: Rc<Path>,
    /// The module path from the root file on, which counts as a module.
    pub module: Vec<String>,
}

/// Something wrong in a source file; ordered as a reader meets them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Fault {
    /// The file.
    pub file: PathBuf,
    /// The line and column, both from 1, the column in characters; `None` when the whole file is meant.
    pub at: Option<(usize, usize)>,
    /// What is wrong, and what to do.
    pub reason: String,
}

/// Reads the root files and the modules that they name.
///
/// What `#[cfg(..)]` leaves out is not there. Items that macros write, and items inside of functions,
/// are not seen.
pub fn read(roots: &[PathBuf], cfg: Cfg<'_>) -> Sources {
    let mut sources = files::read(roots, cfg);
    sources.faults.sort();
    sources
}

impl Place {
    /// What is wrong at a span of the file.
    pub fn fault(&self, span: Span, reason: impl fmt::Display) -> Fault {
        let start = span.start();
        let at = Some((start.line, start.column + 1));
        Fault { file: self.file.to_path_buf(), at, reason: reason.to_string() }
    }

    /// All that an error says, each at its own span.
    fn faults(&self, error: syn::Error) -> impl Iterator<Item = Fault> {
        error.into_iter().map(|fault| self.fault(fault.span(), &fault))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if let Some((line, column)) = self.at {
            write!(f, "{line}:{column}:")?;
        }
        write!(f, " {}", self.reason)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A directory of source files, each a path and a text.
    fn sources_of(files: &[(&str, &str)], roots: &[&str]) -> (tempfile::TempDir, Sources) {
        let directory = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = directory.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let roots: Vec<PathBuf> = roots.iter().map(|root| directory.path().join(root)).collect();
        let sources = read(&roots, &|name, _| name == "unix");
        (directory, sources)
    }

    #[track_caller]
    fn check(files: &[(&str, &str)], roots: &[&str], tables: &[&str], faults: &[&str]) {
        let (directory, sources) = sources_of(files, roots);
        let found: Vec<String> = sources
            .tables
            .iter()
            .map(|table| format!("{}::{}", table.place.module.join("::"), table.model.ident))
            .collect();
        assert_eq!(found, tables);
        let prefix = format!("{}/", directory.path().display());
        let found: Vec<String> =
            sources.faults.iter().map(|fault| fault.to_string().replace(&prefix, "")).collect();
        assert_eq!(found, faults);
    }

    fn table(name: &str) -> String {
        format!("#[derive(Table)] #[table(name = \"t\", abstract)] struct {name} {{ a: i32 }}\n")
    }

    #[test]
    fn modules_are_followed() {
        let files = [
            (
                "src/lib.rs",
                &*("mod a; mod b; #[path = \"odd/c.rs\"] mod z;".to_owned() + &table("L")),
            ),
            ("src/a.rs", &("mod inner { mod deep; }".to_owned() + &table("A"))),
            ("src/a/inner/deep.rs", &table("Deep")),
            ("src/b/mod.rs", &("mod d;".to_owned() + &table("B"))),
            ("src/b/d.rs", &table("D")),
            ("src/odd/c.rs", &("mod e;".to_owned() + &table("C"))),
            ("src/odd/e.rs", &table("E")),
            ("src/unused.rs", &table("Unused")),
        ];
        let tables = [
            "lib::a::inner::deep::Deep",
            "lib::a::A",
            "lib::b::d::D",
            "lib::b::B",
            "lib::z::e::E",
            "lib::z::C",
            "lib::L",
        ];
        check(&files, &["src/lib.rs"], &tables, &[]);
    }

    #[test]
    fn a_root_can_be_a_crate_or_a_module() {
        let files = [
            ("models.rs", "mod beside; mod below;"),
            ("beside.rs", &*table("Beside")),
            ("models/below.rs", &table("Below")),
        ];
        let tables = ["models::beside::Beside", "models::below::Below"];
        check(&files, &["models.rs", "beside.rs"], &tables, &[]);
    }

    #[test]
    fn files_are_named_once_and_in_order() {
        let files = [("a.rs", "mod b;"), ("b.rs", "")];
        let (directory, sources) = sources_of(&files, &["a.rs", "b.rs", "a.rs"]);
        let expected = ["a.rs", "b.rs"].map(|file| directory.path().join(file));
        assert_eq!(sources.files, expected);
    }

    #[test]
    fn only_our_derives_count() {
        let text = "
            #[derive(Debug, polyschema::Table)] #[table(name = \"a\", abstract)] struct A { a: i32 }
            #[derive(p::Table)] #[table(name = \"b\", abstract)] struct B { a: i32 }
            #[derive(other::Table)] struct C<T> { a: T }
            #[derive(Debug)] struct D { a: i32 }
            #[cfg(test)] mod tests { #[derive(Table)] struct E; }
            #[cfg(windows)] #[derive(Table)] struct F;
            #[cfg_attr(unix, derive(Table), table(name = \"g\", abstract))] struct G { a: i32 }
            #[cfg(windows)] mod missing;
        ";
        check(&[("lib.rs", text)], &["lib.rs"], &["lib::A", "lib::B", "lib::G"], &[]);
    }

    #[test]
    fn all_faults_are_named_with_their_place() {
        let text = "
mod missing;
/// Größe.
#[derive(Table)]
#[table(name = \"t\", abstract)]
struct Größe { #[column(referenc = A::a)] a: i32, #[column(varchar = 3)] b: i64 }
#[derive(Schema)]
#[schema(name = \"s\")]
struct S;
";
        let faults = [
            "broken.rs:1:8: not valid Rust: expected identifier",
            "gone.rs: cannot be read: No such file or directory (os error 2)",
            "lib.rs:2:5: there is no file for the module `missing`; \
             looked for `missing.rs`, `missing/mod.rs`",
            "lib.rs:6:25: unknown column attribute `referenc`; did you mean `references`?",
            "lib.rs:6:77: `varchar` is for text; this column holds `i64`",
            "lib.rs:9:8: schema `S` needs a database: `#[schema(database = Postgres)]`",
        ];
        let files = [("lib.rs", text), ("broken.rs", "struct 1;")];
        check(&files, &["lib.rs", "gone.rs", "broken.rs"], &["lib::Größe"], &faults);
    }

    #[test]
    fn what_cannot_be_parsed_is_a_fault_with_its_place() {
        check(
            &[("lib.rs", "\nfn f( {}\n")],
            &["lib.rs"],
            &[],
            &["lib.rs:2:5: not valid Rust: cannot parse string into token stream"],
        );
    }
}
