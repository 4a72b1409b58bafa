//! From root files to all their modules, where the compiler would look for them.
//!
//! Source: the Rust reference, "Module source filenames" and "The path attribute".

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use syn::ext::IdentExt;
use syn::{Attribute, Expr, ExprLit, ItemMod, Lit, Meta};

use super::{Cfg, Fault, Place, Sources, cfg, collect};

/// Reads the root files and their modules.
pub(super) fn read(roots: &[PathBuf], cfg: Cfg<'_>) -> Sources {
    let mut reader = Reader { cfg, sources: Sources::default(), seen: BTreeSet::new() };
    for root in roots {
        reader.root(root);
    }
    reader.sources
}

struct Reader<'a> {
    cfg: Cfg<'a>,
    sources: Sources,
    seen: BTreeSet<PathBuf>,
}

/// Where items stand, and where the modules are that they name.
struct Scope {
    place: Place,
    /// Where `#[path = ".."]` starts from.
    directory: PathBuf,
    /// Where `x.rs` and `x/mod.rs` are looked for; a root file has a second place.
    children: Vec<PathBuf>,
}

impl Reader<'_> {
    /// A root file may be the crate's, which has its modules beside itself, or a module's.
    fn root(&mut self, path: &Path) {
        let directory = directory_of(path);
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let children = match stem {
            "main" | "lib" | "mod" => vec![directory],
            stem => vec![directory.join(stem), directory],
        };
        self.file(path, children, vec![stem.to_owned()]);
    }

    fn file(&mut self, path: &Path, children: Vec<PathBuf>, module: Vec<String>) {
        let place = Place { file: Rc::from(path), module };
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                let reason = format!("cannot be read: {error}");
                self.sources.faults.push(Fault { file: path.to_path_buf(), at: None, reason });
                return;
            }
        };
        if !self.seen.insert(path.canonicalize().unwrap_or_else(|_| path.to_path_buf())) {
            return;
        }
        self.sources.files.push(path.to_path_buf());
        match syn::parse_file(&text) {
            Ok(file) => {
                let scope = Scope { place, directory: directory_of(path), children };
                self.items(file.items, &scope);
            }
            Err(error) => {
                let reason = format!("not valid Rust: {error}");
                self.sources.faults.push(place.fault(error.span(), reason));
            }
        }
    }

    fn items(&mut self, items: Vec<syn::Item>, scope: &Scope) {
        for item in items {
            match item {
                syn::Item::Mod(module) => self.module(module, scope),
                item => collect::item(item, &scope.place, self.cfg, &mut self.sources),
            }
        }
    }

    fn module(&mut self, mut item: ItemMod, scope: &Scope) {
        if !cfg::applies(&mut item.attrs, self.cfg) {
            return;
        }
        let name = item.ident.unraw().to_string();
        let path = item.attrs.iter().find_map(path_attribute);
        let mut module = scope.place.module.clone();
        module.push(name.clone());
        if let Some((_, items)) = item.content {
            let place = Place { file: scope.place.file.clone(), module };
            let children = match path {
                Some(path) => vec![scope.directory.join(path)],
                None => scope.children.iter().map(|children| children.join(&name)).collect(),
            };
            let directory = children[0].clone();
            return self.items(items, &Scope { place, directory, children });
        }
        if let Some(path) = path {
            let path = scope.directory.join(path);
            return self.file(&path, vec![directory_of(&path)], module);
        }
        let candidates: Vec<PathBuf> = scope
            .children
            .iter()
            .flat_map(|children| {
                [children.join(format!("{name}.rs")), children.join(&name).join("mod.rs")]
            })
            .collect();
        match candidates.iter().find(|path| path.exists()) {
            Some(path) if path.ends_with("mod.rs") => {
                self.file(path, vec![directory_of(path)], module);
            }
            Some(path) => self.file(path, vec![path.with_extension("")], module),
            None => {
                let looked: Vec<String> =
                    candidates.iter().map(|path| path.display().to_string()).collect();
                let reason = format!(
                    "there is no file for the module `{name}`; looked for `{}`",
                    looked.join("`, `")
                );
                self.sources.faults.push(scope.place.fault(item.ident.span(), reason));
            }
        }
    }
}

/// `#[path = ".."]`.
fn path_attribute(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("path") => match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Str(path), .. }) => Some(path.value()),
            _ => None,
        },
        _ => None,
    }
}

/// The directory of a file, empty for the working directory.
fn directory_of(path: &Path) -> PathBuf {
    path.parent().map(Path::to_path_buf).unwrap_or_default()
}
