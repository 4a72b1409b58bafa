//! Names and texts, wherever they stand in a catalog.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::Checked;
use crate::ident::Ident;
use crate::metadata::CatalogError;

/// Names that must differ, with what has them.
pub(super) struct Names {
    folded: bool,
    known: BTreeMap<String, String>,
}

impl Names {
    pub(super) const fn new(folded: bool) -> Self {
        Self { folded, known: BTreeMap::new() }
    }

    pub(super) fn add(&mut self, name: &Ident, object: String) -> Checked {
        let mut key = name.as_str().to_owned();
        if self.folded {
            key.make_ascii_lowercase();
        }
        match self.known.entry(key) {
            Entry::Vacant(free) => {
                free.insert(object);
                Ok(())
            }
            Entry::Occupied(taken) => {
                let first = taken.get().clone();
                Err(CatalogError::DuplicateName { first, second: object })
            }
        }
    }
}

/// SQL text cannot hold NUL.
pub(super) fn check_text(text: Option<&str>, object: &str) -> Checked {
    match text {
        Some(text) if text.contains('\0') => {
            inconsistent(object, format!("`{}` contains the character NUL", text.escape_debug()))
        }
        _ => Ok(()),
    }
}

pub(super) fn same_name(key: &Ident, name: &Ident, object: &str) -> Checked {
    if key == name {
        return Ok(());
    }
    inconsistent(object, format!("it stands under the name `{}`", key.as_str()))
}

pub(super) fn inconsistent(object: &str, why: String) -> Checked {
    Err(CatalogError::Inconsistent { object: object.to_owned(), why })
}
